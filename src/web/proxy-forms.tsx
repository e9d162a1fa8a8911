/** Pieces of the pages of proxies: what a relative may do, ending it, granting it, and who came to the counter. */
import { dayOf, startOf, today } from '../bank/draft.ts'
import { type Proxy, PROXY_SCOPES, proxiesOf } from '../bank/people/proxies.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { Choice, Field, Hidden } from './page.tsx'
import { type Ask, type Fields, languageOf, type Web, words } from './view.ts'

/** A grant that was not accepted: why, and what was typed. */
export interface SentGrant {
  readonly said: string
  readonly id: string
  readonly fields: Fields
}

export const bothOf = ({ member, relative }: Proxy) => [member, relative]

export function Done({ c }: { readonly c: Ask }) {
  const { proxy } = words(c)
  const done = c.req.query('done')
  const said = { granted: proxy.doneGranted, ended: proxy.doneEnded, over: proxy.doneEnded }[
    done ?? ''
  ]
  if (said === undefined) return <></>
  return (
    <p class="done" role="status">
      {said}
    </p>
  )
}

export function Terms({ c, proxy: { body, spent } }: { readonly c: Ask; readonly proxy: Proxy }) {
  const { proxy } = words(c)
  const language = languageOf(c)
  const scopes = PROXY_SCOPES.filter((one) => body.scopes.includes(one))
  return (
    <p>
      {scopes.map((one) => proxy[one]).join('；')}
      <br />
      {proxy.limit(hoursText(body.monthly, language), hoursText(spent, language))} ·{' '}
      {proxy.until(dayText(body.until, language))}
    </p>
  )
}

export function EndForm({
  web,
  c,
  action,
  proxy,
}: {
  readonly web: Web
  readonly c: Ask
  readonly action: string
  readonly proxy: Proxy
}) {
  return (
    <form method="post" action={action}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="member" value={proxy.member} />
      <Hidden name="relative" value={proxy.relative} />
      <button class="quiet">{words(c).proxy.end}</button>
    </form>
  )
}

export function Theirs({
  web,
  c,
  proxies,
  names,
  action,
}: {
  readonly web: Web
  readonly c: Ask
  readonly proxies: readonly Proxy[]
  readonly names: ReadonlyMap<MemberId, Person>
  readonly action: string
}) {
  const { proxy } = words(c)
  if (proxies.length === 0) return <p>{proxy.theirsNone}</p>
  return (
    <>
      {proxies.map((one) => (
        <div class="card">
          <b>{maskName(names.get(one.relative)?.name ?? '')}</b>
          <Terms c={c} proxy={one} />
          <EndForm web={web} c={c} action={action} proxy={one} />
        </div>
      ))}
    </>
  )
}

export function GrantForm({
  web,
  c,
  action,
  sent,
  atDesk,
}: {
  readonly web: Web
  readonly c: Ask
  readonly action: string
  readonly sent: SentGrant | undefined
  readonly atDesk: boolean
}) {
  const { proxy } = words(c)
  const typed = (name: string) => sent?.fields.get(name)
  return (
    <form method="post" action={action}>
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Field
        label={proxy.relative}
        name="number"
        value={typed('number')}
        autocomplete="off"
        required
      />
      {atDesk ? (
        ''
      ) : (
        <Field
          label={proxy.relativeTail}
          name="tail"
          inputmode="numeric"
          maxlength={4}
          autocomplete="off"
          required
        />
      )}
      <TermFields web={web} c={c} sent={sent} />
      {atDesk ? (
        <label class="tick">
          <input type="checkbox" name="checked" value="1" required /> {proxy.checkedBoth}
        </label>
      ) : (
        ''
      )}
      <p>
        <button>{proxy.submit}</button>
      </p>
    </form>
  )
}

/** What they may do, how much, and until when. */
function TermFields({
  web,
  c,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly sent: SentGrant | undefined
}) {
  const { proxy } = words(c)
  const now = today(web.bank)
  const typed = (name: string) => sent?.fields.get(name)
  return (
    <>
      <fieldset>
        <legend>{proxy.scopes}</legend>
        <p class="hint">{proxy.view}</p>
        {(['book', 'redeem'] as const).map((one) => (
          <label class="tick">
            <input
              type="checkbox"
              name="scope"
              value={one}
              checked={sent === undefined || sent.fields.all('scope').includes(one)}
            />{' '}
            {proxy[one]}
          </label>
        ))}
      </fieldset>
      <Field
        label={proxy.monthly}
        name="monthly"
        value={typed('monthly') ?? '4'}
        inputmode="decimal"
        required
      />
      <Field
        label={proxy.untilField}
        name="until"
        type="date"
        value={typed('until') ?? dayOf(startOf(now) + 180 * 86_400_000)}
        min={now}
        max={dayOf(startOf(now) + 365 * 86_400_000)}
        required
      />
    </>
  )
}

/** Of a redemption at the counter: whether a relative came, where one may. */
export async function WhoCame({
  web,
  c,
  person,
}: {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
}) {
  const may = (await proxiesOf(web.bank, person.member)).filter(({ body }) =>
    body.scopes.includes('redeem'),
  )
  if (may.length === 0) return <></>
  const { proxy } = words(c)
  const names = await web.bank.people.names(may.map(({ relative }) => relative))
  const options = may.map(
    ({ relative }) => [relative, maskName(names.get(relative)?.name ?? '')] as const,
  )
  return <Choice label={proxy.came} name="proxy" options={[['', proxy.cameSelf], ...options]} />
}
