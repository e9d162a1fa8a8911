/** 接口令牌: those there are, with their last use; making one, shown once; ending one. */
import type { Hono } from 'hono'
import {
  addToken,
  endToken,
  lastTokenDay,
  listTokens,
  SCOPES,
  type TokenSeen,
} from '../bank/people/tokens.ts'
import { makeToken } from '../gate/tokens.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { actText } from '../words/office.ts'
import { dayText, timeText } from '../words/reading.ts'
import { Did } from './office-did.tsx'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function tokenPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/office/tokens', (c) => tokensPage(web, c))
  app.post('/office/tokens', (c) => madeSent(web, c))
  app.post('/office/tokens/:token/end', async (c) => {
    const fields = await fieldsOf(c)
    const order = { id: formId(web, fields), token: c.req.param('token') }
    const outcome = await endToken(web.bank, actorOf(c), order)
    if (outcome.ok) return c.redirect('/office/tokens?done=ended', 303)
    if (outcome.refusal.code === 'unknown-row') return notFound(web, c)
    return tokensPage(web, c, { refusal: outcome.refusal })
  })
}

interface Shown {
  readonly did?: string
  readonly refusal?: Refusal
  readonly fields?: Fields
}

async function tokensPage(web: Web, c: Ask, { did, refusal, fields }: Shown = {}) {
  const t = words(c)
  const outcome = await listTokens(web.bank, actorOf(c))
  const seen = outcome.ok ? outcome.value : []
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const note = did ?? (c.req.query('done') === 'ended' ? t.office.tokenEnded : undefined)
  const body = (
    <>
      <h1>{t.office.tokens}</h1>
      <p class="hint">{t.office.tokensHint}</p>
      <Did said={note} />
      <Problem t={t} said={said} />
      {seen.length === 0 ? (
        <p>{t.office.tokensNone}</p>
      ) : (
        <TokenTable web={web} c={c} seen={seen} />
      )}
      <MakeForm web={web} c={c} fields={fields} />
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.office.tokens, body, look: 'desk', status })
}

function TokenTable({
  web,
  c,
  seen,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: readonly TokenSeen[]
}) {
  const { office: t } = words(c)
  const language = languageOf(c)
  const titles = [t.tokenName, t.place, t.scopes, t.addresses, t.until, t.usedAt, t.end]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.map(({ row: { key, body }, usedAt }) => (
            <tr>
              <td>
                {body.name} <span class="hint">{key}</span>
              </td>
              <td>{body.station || t.tokenCity}</td>
              <td>{body.scopes.map((scope) => actText(scope, language)).join('、')}</td>
              <td>{(body.addresses ?? []).join(' ')}</td>
              <td>{dayText(body.until, language)}</td>
              <td>{usedAt === undefined ? t.usedNever : timeText(usedAt, language)}</td>
              <td>
                {body.active ? (
                  <form method="post" action={`/office/tokens/${key}/end`} class="inline">
                    <Hidden name="id" value={web.bank.ids.entry()} />
                    <button class="quiet">{t.end}</button>
                  </form>
                ) : (
                  t.left
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MakeForm({
  web,
  c,
  fields,
}: {
  readonly web: Web
  readonly c: Ask
  readonly fields: Fields | undefined
}) {
  const t = words(c)
  const most = lastTokenDay(web.bank)
  return (
    <>
      <h2>{t.office.tokenMake}</h2>
      <form method="post" action="/office/tokens">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <div class="row">
          <Field
            label={t.office.tokenName}
            name="name"
            value={fields?.get('name')}
            autocomplete="off"
            required
          />
          <Field
            label={`${t.common.station}（${t.common.optional}）`}
            hint={t.office.tokenCity}
            name="place"
            value={fields?.get('place')}
            autocomplete="off"
          />
          <Field
            label={t.office.until}
            name="until"
            type="date"
            value={fields?.get('until') ?? most}
            max={most}
            required
          />
          <Field
            label={`${t.office.addresses}（${t.common.optional}）`}
            hint={t.office.addressesHint}
            name="addresses"
            value={fields?.get('addresses')}
            autocomplete="off"
          />
        </div>
        <Scopes c={c} chosen={fields?.all('scope') ?? []} />
        <button>{t.office.tokenMake}</button>
      </form>
    </>
  )
}

function Scopes({ c, chosen }: { readonly c: Ask; readonly chosen: readonly string[] }) {
  return (
    <fieldset>
      <legend>{words(c).office.scopes}</legend>
      {SCOPES.map((scope) => (
        <label>
          <input type="checkbox" name="scope" value={scope} checked={chosen.includes(scope)} />{' '}
          {actText(scope, languageOf(c))}{' '}
        </label>
      ))}
    </fieldset>
  )
}

async function madeSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const { text, key, body } = makeToken(web.bank, {
    name: fields.get('name').normalize('NFC'),
    scopes: [...new Set(fields.all('scope'))],
    // Not "station": that field says which desk a page is of.
    station: fields.get('place'),
    until: fields.get('until'),
    addresses: fields
      .get('addresses')
      .split(/[\s,，]+/)
      .filter((one) => one !== ''),
  })
  const order = { id: formId(web, fields), key, body }
  const outcome = await addToken(web.bank, actorOf(c), order)
  return outcome.ok
    ? tokensPage(web, c, { did: words(c).office.tokenMade(text) })
    : tokensPage(web, c, { refusal: outcome.refusal, fields })
}
