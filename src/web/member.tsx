/** A person at the desk: record hours, redeem at the counter, close a booking. */
import type { Hono } from 'hono'
import { covers } from '../bank/actor.ts'
import { today } from '../bank/draft.ts'
import { credit, type CreditOrder } from '../bank/hours/credit.ts'
import { noteEvent } from '../bank/oversight/audit.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import type { Person } from '../bank/ports-people.ts'
import { release } from '../bank/service/settle.ts'
import type { MemberId } from '../ledger/account.ts'
import { heldBy } from '../ledger/counter.ts'
import { parseHours } from '../ledger/minutes.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { relationName } from '../words/entry.ts'
import { hoursText, maskName, maskPhone, pointsText, quoted, starName } from '../words/reading.ts'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { offerOptions, TimesField } from './choices.tsx'
import { Bookings, holdsHere } from './bookings.tsx'
import { BedPackage } from './contract.tsx'
import { Nudge } from './nudge.tsx'
import { WhoCame } from './proxy-forms.tsx'
import { KeysLinks } from './desk-card.tsx'
import { EraseLink } from './erase.tsx'
import { ProofChoice, proofIn } from './proof.tsx'
import { AgeMark, UnmaskForm } from './unmask.tsx'
import { OwnWaiting } from './waiting.tsx'
import {
  actorOf,
  type Ask,
  clockIn,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  isMemberId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
  nextId,
  reviewAt,
  type Sent,
} from './view.ts'

export function memberPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member', (c) => memberPage(web, c, c.req.param('member')))
  app.post('/desk/credits', (c) => creditSent(web, c))
  app.post('/desk/bookings/:booking/release', (c) => releaseSent(web, c))
}

export async function memberPage(web: Web, c: Ask, member: string, sent?: Sent): Promise<Response> {
  const t = words(c)
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  const readings = person && (await readingsOf(web.bank, actorOf(c), person.member))
  if (!person || !readings) return notFound(web, c)
  const held = c.req.query('number') ?? sent?.fields.get('number')
  if (!readings.ok && held !== person.number) return notFound(web, c)
  if (sent === undefined)
    await noteEvent(web.bank, actorOf(c), { act: 'looked', ok: true, about: person.member })
  const holds = await holdsHere(web, c, person.member)
  const problem = (form: Sent['form']) => (sent?.form === form ? sent : undefined)
  const name = maskName(person.name)
  const body = (
    <>
      <h1>{name}</h1>
      <Done c={c} number={person.number} />
      <Masked web={web} c={c} person={person} />
      <KeysLinks web={web} c={c} person={person} />
      {readings.ok ? <OwnWaiting web={web} c={c} member={person.member} linked /> : ''}
      <EraseLink c={c} person={person} />
      {readings.ok ? <ReadingCards web={web} c={c} readings={readings.value} /> : ''}
      <BedPackage web={web} c={c} member={person.member} />
      {readings.ok && deskStation(c) !== '' ? (
        <Nudge web={web} c={c} member={person.member} station={deskStation(c)} />
      ) : (
        ''
      )}
      <Counter web={web} c={c} person={person} problem={problem} />
      {holds.length > 0 || problem('booking') ? <h2>{t.passbook.held}</h2> : ''}
      <Problem t={t} said={problem('booking')?.said} />
      <Bookings web={web} c={c} holds={holds} />
    </>
  )
  return show(web, c, { title: name, body, look: 'desk', status: sent === undefined ? 200 : 422 })
}

/** What is recorded at the counter, for those who may. */
function Counter({
  web,
  c,
  person,
  problem,
}: {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
  readonly problem: (form: Sent['form']) => Sent | undefined
}) {
  const t = words(c)
  const name = maskName(person.name)
  return (
    <>
      {mayHere(c, 'credits:write') ? (
        <>
          <h2>{t.desk.creditFor(name)}</h2>
          <Problem t={t} said={problem('credit')?.said} />
          <CreditForm web={web} c={c} person={person} sent={problem('credit')} />
        </>
      ) : (
        ''
      )}
      {mayHere(c, 'redemptions:write') ? (
        <>
          <h2>{t.desk.redeem}</h2>
          <Problem t={t} said={problem('redeem')?.said} />
          <RedeemForm web={web} c={c} person={person} sent={problem('redeem')} />
        </>
      ) : (
        ''
      )}
    </>
  )
}

/** Who they are, as a desk sees it, and the way to see more. */
function Masked(props: { readonly web: Web; readonly c: Ask; readonly person: Person }) {
  const { c, person } = props
  const { common, intake } = words(c)
  return (
    <>
      <Facts
        rows={[
          [common.number, person.number],
          [common.phone, person.phone === '' ? intake.noPhone : maskPhone(person.phone)],
          [common.station, person.station],
        ]}
      />
      <AgeMark {...props} />
      <UnmaskForm {...props} />
    </>
  )
}

/** What the form before this page has done. */
function Done({ c, number }: { readonly c: Ask; readonly number: string }) {
  const { desk } = words(c)
  const done = c.req.query('done')
  if (done !== 'enrol' && done !== 'release') return <></>
  return (
    <p class="done" role="status">
      {done === 'enrol' ? desk.enrolDone(number) : desk.releaseDone}
    </p>
  )
}

function ReadingCards({
  web,
  c,
  readings,
}: {
  readonly web: Web
  readonly c: Ask
  readonly readings: Readings
}) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <ul class="cards">
      <li class="card">
        {t.passbook.served} <b>{hoursText(readings.served, language)}</b>
        {starName(readings.stars, language)}
      </li>
      <li class="card">
        {t.passbook.available} <b>{pointsText(web.bank.rules, readings.available, language)}</b>
      </li>
      <li class="card">
        {t.passbook.granted} <b>{hoursText(readings.granted, language)}</b>
      </li>
      <li class="card">
        {t.passbook.held} <b>{hoursText(readings.held, language)}</b>
      </li>
    </ul>
  )
}

interface MemberForm {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
  readonly sent: Sent | undefined
}

/** Whose hours a form is about. */
function Whose({ person }: { readonly person: Person }) {
  return (
    <>
      <Hidden name="member" value={person.member} />
      <Hidden name="number" value={person.number} />
    </>
  )
}

function CreditForm({ web, c, person, sent }: MemberForm) {
  const t = words(c)
  const language = languageOf(c)
  const typed = (name: string) => sent?.fields.get(name)
  const now = today(web.bank)
  return (
    <form method="post" action="/desk/credits">
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Whose person={person} />
      <Hidden name="station" value={typed('station') ?? deskStation(c)} />
      <div class="row">
        <Choice
          label={t.common.service}
          name="service"
          value={typed('service')}
          options={web.bank.rules.services.map(({ code, name }) => [code, name[language]])}
        />
        <Field
          label={t.desk.servedOn}
          name="servedOn"
          type="date"
          value={typed('servedOn') ?? now}
          max={now}
          required
        />
        <Field
          label={t.desk.duration}
          hint={t.desk.durationHint}
          name="hours"
          value={typed('hours')}
          autocomplete="off"
        />
        <Field label={t.desk.from} name="from" type="time" value={typed('from')} />
        <Field label={t.desk.to} name="to" type="time" value={typed('to')} />
        <ProofChoice
          web={web}
          c={c}
          station={typed('station') ?? deskStation(c)}
          given={{ proof: typed('proof'), witness: typed('witness') }}
        />
        <button>{t.desk.creditSubmit}</button>
      </div>
    </form>
  )
}

async function RedeemForm({ web, c, person, sent }: MemberForm) {
  const t = words(c)
  const language = languageOf(c)
  const { rules } = web.bank
  const typed = (name: string) => sent?.fields.get(name)
  const station = typed('station') ?? deskStation(c)
  const priced = await offerOptions(web, c, person.member, station)
  return (
    <form method="post" action="/desk/redemptions">
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Whose person={person} />
      <Hidden name="station" value={station} />
      <div class="row">
        <Choice label={t.common.service} name="service" value={typed('service')} options={priced} />
        <TimesField c={c} value={typed('times')} />
        <Choice
          label={t.receipt.beneficiary}
          name="beneficiary"
          value={typed('beneficiary')}
          options={rules.beneficiaries.map((one) => [one, relationName(one, language)])}
        />
        <Field
          label={`${t.desk.settleBy}（${t.common.optional}）`}
          hint={t.common.number}
          name="provider"
          value={typed('provider')}
          autocomplete="off"
        />
        <WhoCame web={web} c={c} person={person} />
        <button>{t.desk.redeem}</button>
      </div>
    </form>
  )
}

async function creditSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const member = fields.get('member')
  const again = (said: string, next = id) =>
    memberPage(web, c, member, { form: 'credit', said, id: next, fields })
  if (!isMemberId(member)) return notFound(web, c)
  const order = creditAsked(web, c, fields, { id, member })
  if (typeof order === 'string') return again(order)
  const outcome = await credit(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/receipts/${outcome.value.id}`, 303)
  const waits = reviewAt(outcome.refusal)
  if (waits !== undefined) return c.redirect(waits, 303)
  return again(await told(web, c, outcome.refusal), nextId(web, id, outcome.refusal))
}

/** What a form asks to be credited, or the sentence for hours that cannot be read. */
export function creditAsked(
  web: Web,
  c: Ask,
  fields: Fields,
  whose: Pick<CreditOrder, 'id' | 'member'>,
): CreditOrder | string {
  const time = timeIn(fields)
  if (time === undefined) {
    const hours = fields.get('hours')
    const { durationHint } = words(c).desk
    return hours === '' ? durationHint : `${quoted(hours)}：${durationHint}`
  }
  const servedOn = fields.get('servedOn')
  const station = fields.get('station') || deskStation(c)
  const what = { ...whose, station, servedOn, service: fields.get('service') }
  return { ...what, ...proofIn(web, fields, servedOn), ...time }
}

/** Hours as written, or as the time between signing in and out; undefined where neither can be read. */
function timeIn(fields: Fields): Pick<CreditOrder, 'minutes' | 'span'> | undefined {
  const [from, to] = [clockIn(fields.get('from')), clockIn(fields.get('to'))]
  const hours = fields.get('hours')
  const span = from !== undefined && to !== undefined && from < to ? { from, to } : undefined
  const clocks = fields.get('from') !== '' || fields.get('to') !== ''
  if (clocks && span === undefined) return undefined
  const minutes = hours === '' ? span && span.to - span.from : parseHours(hours)
  if (minutes === undefined || (span !== undefined && minutes > span.to - span.from))
    return undefined
  return span === undefined ? { minutes } : { minutes, span }
}

/** The volunteer of a number as typed; none where nothing was typed. */
export async function providerIn(
  web: Web,
  c: Ask,
  fields: Fields,
): Promise<Outcome<MemberId | undefined>> {
  const number = fields.get('provider')
  if (number === '') return { ok: true, value: undefined }
  const [person] = await web.bank.people.find(deskScope(c), { number }, 1)
  return person
    ? { ok: true, value: person.member }
    : refuse({ code: 'unknown-member', member: number })
}

async function releaseSent(web: Web, c: Ask): Promise<Response> {
  const booking = c.req.param('booking') ?? ''
  const hold = isEntryId(booking) ? await web.bank.journal.entry(booking) : undefined
  if (!hold || hold.kind !== 'hold' || !(await covers(web.bank, actorOf(c), hold.station)))
    return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const { member } = heldBy(hold)
  const outcome = await release(web.bank, actorOf(c), { id, booking: hold.id })
  if (outcome.ok) return c.redirect(`/desk/members/${member}?done=release`, 303)
  const said = await told(web, c, outcome.refusal)
  return memberPage(web, c, member, { form: 'booking', said, id, fields })
}
