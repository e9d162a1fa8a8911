/**
 * The one question at the end of a service: how it is confirmed. Five ways of
 * the same size; then what that way needs. A form carries what was filled in
 * before from step to step, and nothing is written until the last.
 */
import type { Child } from 'hono/jsx'
import { CONFIRMATIONS, type Confirmed, isConfirmed } from '../bank/ports-member-keys.ts'
import { checkedConfirmation, type Service } from '../gate/confirmation.ts'
import type { Pages } from '../words/pages.ts'
import { maskPhone } from '../words/reading.ts'
import { choicesHeard, heardWords, shownWords } from './aloud.tsx'
import { Facts, Field, Hidden, Problem, show } from './page.tsx'
import { device } from './signin.tsx'
import { type Ask, type Fields, told, type Web, words } from './view.ts'

export interface Step extends Service {
  /** Where the form is sent. */
  readonly action: string
  /** What was filled in before. */
  readonly carried: Readonly<Record<string, string>>
  readonly facts: readonly (readonly [label: string, value: Child])[]
}

export type Stepped =
  | { readonly ok: true; readonly confirmed: Confirmed }
  | { readonly ok: false; readonly page: Response }

/** How it was confirmed, or the page that asks. */
export async function confirmStep(web: Web, c: Ask, fields: Fields, step: Step): Promise<Stepped> {
  // The elder is asked in the voice they have chosen, at whichever desk.
  c.set('voice', (await web.bank.people.get(step.member))?.voice ?? 'zh')
  const by = fields.get('by')
  if (!isConfirmed(by)) return { ok: false, page: await choicePage(web, c, step) }
  const given = { by, pin: fields.get('pin'), code: fields.get('code') }
  const need = by === 'pin' ? given.pin : by === 'code' ? given.code : fields.get('kept')
  if (need === '') return { ok: false, page: await detailPage(web, c, step, by) }
  const outcome = await checkedConfirmation(web.bank, step, given, device(web, c))
  if (outcome.ok) return { ok: true, confirmed: outcome.value }
  const said = await told(web, c, outcome.refusal)
  return { ok: false, page: await detailPage(web, c, step, by, said) }
}

/** The visit code is on the slip of a booking; at the counter there was none. */
function waysOf({ booking }: Step): readonly Confirmed[] {
  return CONFIRMATIONS.filter((one) => one !== 'code' || booking !== undefined)
}

function Carried({ step }: { readonly step: Step }) {
  return (
    <>
      {Object.entries(step.carried).map(([name, value]) => (
        <Hidden name={name} value={value} />
      ))}
    </>
  )
}

function choicePage(web: Web, c: Ask, step: Step): Promise<Response> {
  const t = shownWords(c)
  const body = (
    <div class="stack">
      <h1>{t.complete.title}</h1>
      <Facts rows={step.facts} />
      <p>{t.complete.ask}</p>
      <form method="post" action={step.action}>
        <Carried step={step} />
        <ul class="cards ways">
          {waysOf(step).map((one) => (
            <li>
              <button name="by" value={one}>
                {t.complete[one]}
              </button>
            </li>
          ))}
        </ul>
      </form>
    </div>
  )
  const { complete } = heardWords(c)
  const ways = waysOf(step).map((one) => complete[one])
  const aloud = [complete.title, ...factsHeard(step), complete.ask, ...choicesHeard(c, ways)]
  return show(web, c, { title: t.complete.title, body, look: 'large', aloud })
}

async function detailPage(
  web: Web,
  c: Ask,
  step: Step,
  by: Confirmed,
  said?: string,
): Promise<Response> {
  const t = shownWords(c)
  const phone = by === 'call' ? ((await web.bank.people.get(step.member))?.phone ?? '') : ''
  const ask = askIn(t, by, phone)
  const button = { signature: t.complete.kept, thumb: t.complete.keptThumb }
  const body = (
    <div class="stack">
      <h1>{ask}</h1>
      <Facts rows={step.facts} />
      <Problem t={t} said={said} />
      <form method="post" action={step.action}>
        <Carried step={step} />
        <Hidden name="by" value={by} />
        <Detail c={c} by={by} />
        <p>
          <button>{by === 'signature' || by === 'thumb' ? button[by] : t.complete.submit}</button>
        </p>
      </form>
      <form method="post" action={step.action}>
        <Carried step={step} />
        <button class="quiet">{t.complete.another}</button>
      </form>
    </div>
  )
  const status = said === undefined ? 200 : 422
  const heard = heardWords(c)
  const aloud = [
    ...(said === undefined ? [] : [said]),
    ...factsHeard(step),
    askIn(heard, by, phone),
    ...choicesHeard(c, [
      by === 'signature'
        ? heard.complete.kept
        : by === 'thumb'
          ? heard.complete.keptThumb
          : heard.complete.submit,
      heard.complete.another,
    ]),
  ]
  return show(web, c, { title: t.complete.title, body, look: 'large', aloud, status })
}

function askIn({ complete, intake }: Pages, by: Confirmed, phone: string): string {
  return {
    pin: complete.pinAsk,
    code: complete.codeAsk,
    signature: complete.signatureAsk,
    thumb: complete.thumbAsk,
    call: complete.callAsk(phone === '' ? intake.noPhone : maskPhone(phone)),
  }[by]
}

/** What is confirmed, as it stands there: the service, the day, the hours. */
function factsHeard({ facts }: Step): readonly string[] {
  return facts.flatMap(([label, value]) =>
    typeof value === 'string' ? [`${label}：${value}`] : [],
  )
}

function Detail({ c, by }: { readonly c: Ask; readonly by: Confirmed }) {
  const t = words(c)
  if (by === 'pin')
    return (
      <Field
        label={t.signin.pin}
        hint={t.signin.pinHint}
        name="pin"
        type="password"
        inputmode="numeric"
        maxlength={6}
        autocomplete="off"
        autofocus
        required
      />
    )
  if (by === 'code')
    return (
      <Field
        label={t.complete.slipCode}
        name="code"
        inputmode="numeric"
        maxlength={4}
        autocomplete="off"
        autofocus
        required
      />
    )
  return <Hidden name="kept" value="1" />
}
