/** Hours somebody says they served: claimed and followed on the person's own page, answered at the desk and, appealed, at the street. */
import type { Hono } from 'hono'
import {
  answerClaim,
  appealClaim,
  claimHours,
  claimNote,
  claimsFor,
  ownClaims,
} from '../bank/activities/claims.ts'
import { dayOf, today } from '../bank/draft.ts'
import type { Row } from '../bank/ports.ts'
import type { ClaimRow, ClaimState } from '../bank/ports-activity.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { rejectionText } from '../words/review.ts'
import { Choice, Facts, Field, Hidden, notFound, plain, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  nextId,
  serviceName,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function claimPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/passbook/claims', (c) => ownPage(web, c))
  app.post('/passbook/claims', (c) => claimSent(web, c))
  app.post('/passbook/claims/:claim/appeal', (c) => appealSent(web, c))
  app.get('/desk/claims', (c) => deskPage(web, c))
  app.post('/desk/claims/:claim', (c) => answerSent(web, c))
}

interface Form {
  readonly id: EntryId
  readonly values: Readonly<Record<string, string>>
}

const STATES = {
  waiting: 'stateWaiting',
  confirmed: 'stateConfirmed',
  declined: 'stateDeclined',
  appealed: 'stateAppealed',
  upheld: 'stateUpheld',
  dismissed: 'stateDismissed',
} as const

async function notesOf({ bank }: Web, rows: readonly Row<ClaimRow>[]) {
  const keys = rows.flatMap(({ key }) => [
    claimNote(key, 'said'),
    claimNote(key, 'answer'),
    claimNote(key, 'appeal'),
  ])
  const notes = await bank.people.notes.get(keys)
  return (key: string) => (typeof notes.get(key) === 'string' ? String(notes.get(key)) : '')
}

async function ownPage(web: Web, c: Ask, said?: string, sent?: Form): Promise<Response> {
  const t = words(c)
  const { member } = actorOf(c)
  if (member === undefined) return notFound(web, c)
  const home = (await web.bank.directory.get('member', member))?.body.home ?? ''
  const form = sent ?? { id: web.bank.ids.entry(), values: { station: home, service: 'activity' } }
  const rows = await ownClaims(web.bank, member)
  const note = await notesOf(web, rows)
  const done = c.req.query('done')
  const body = (
    <>
      <h1>{t.claim.title}</h1>
      <p class="hint">{t.claim.hint}</p>
      {done === 'sent' || done === 'appealed' ? (
        <p class="done" role="status">
          {done === 'sent' ? t.claim.sent : t.claim.appealed}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      <ClaimForm web={web} c={c} form={form} />
      <h2>{t.claim.mine}</h2>
      {rows.length === 0 ? <p>{t.claim.none}</p> : ''}
      {rows.map((row) => (
        <Own web={web} c={c} row={row} note={note} />
      ))}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.claim.title, body, status })
}

async function ClaimForm({
  web,
  c,
  form,
}: {
  readonly web: Web
  readonly c: Ask
  readonly form: Form
}) {
  const t = words(c)
  const { values } = form
  const language = languageOf(c)
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  const stations = (await web.bank.directory.all('station'))
    .map(({ key, body }) => [key, `${key} ${body.name}`] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return (
    <form method="post" action="/passbook/claims">
      <Hidden name="id" value={form.id} />
      <Choice label={t.claim.station} name="station" value={values['station']} options={stations} />
      <Choice
        label={t.common.service}
        name="service"
        value={values['service']}
        options={services}
      />
      <Field label={t.claim.day} name="day" type="date" value={values['day']} />
      <Field
        label={t.claim.hours}
        hint={t.claim.hoursHint}
        name="hours"
        value={values['hours']}
        autocomplete="off"
      />
      <label for="f-words">{t.claim.words}</label>
      <p class="hint">{t.claim.wordsHint}</p>
      <textarea id="f-words" name="words" rows={3}>
        {values['words'] ?? ''}
      </textarea>
      <p>
        <button>{t.claim.send}</button>
      </p>
    </form>
  )
}

interface ClaimProps {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<ClaimRow>
  readonly note: (key: string) => string
}

function Own({ web, c, row, note }: ClaimProps) {
  const { claim: t } = words(c)
  const language = languageOf(c)
  const { list, day, minutes, answered, review } = row.body
  const state = list.state as ClaimState
  const stands = review !== undefined ? t.stateReview : t[STATES[state]]
  const answer = note(claimNote(row.key, 'answer'))
  return (
    <section class="card">
      <p>
        {dayText(day, language)} · {serviceName(web, row.body.service, language)} ·{' '}
        {hoursText(minutes, language)}
      </p>
      <p>
        <strong>{stands}</strong>
        {list.due > 0 ? ` · ${t.due(dayText(dayOf(list.due), language))}` : ''}
      </p>
      {answered?.reason === undefined ? (
        ''
      ) : (
        <p>
          {t.reason}：{rejectionText(answered.reason, language)}
        </p>
      )}
      {answer === '' ? (
        ''
      ) : (
        <p>
          {t.note}：{answer}
        </p>
      )}
      {state === 'declined' ? <Appeal web={web} c={c} claim={row.key} /> : ''}
    </section>
  )
}

function Appeal({ web, c, claim }: { readonly web: Web; readonly c: Ask; readonly claim: string }) {
  const { claim: t } = words(c)
  return (
    <form method="post" action={`/passbook/claims/${claim}/appeal`}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Field label={t.appeal} hint={t.appealHint} name="words" form={claim} autocomplete="off" />
      <button class="quiet">{t.appeal}</button>
    </form>
  )
}

const NAMES = ['station', 'service', 'day', 'hours', 'words'] as const

async function claimSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const values = Object.fromEntries(NAMES.map((name) => [name, fields.get(name)]))
  const minutes = parseHours(fields.get('hours'))
  if (minutes === undefined) return ownPage(web, c, words(c).claim.hoursUnread, { id, values })
  const outcome = await claimHours(web.bank, actorOf(c), {
    ...{ id, station: fields.get('station'), service: fields.get('service') },
    ...{ day: fields.get('day'), minutes, words: textOf(fields) },
  })
  if (outcome.ok) return c.redirect('/passbook/claims?done=sent', 303)
  const form = { id: nextId(web, id, outcome.refusal), values }
  return ownPage(web, c, await told(web, c, outcome.refusal), form)
}

const textOf = (fields: Fields) => fields.get('words').replaceAll('\r\n', '\n')

async function appealSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const claim = c.req.param('claim') ?? ''
  const order = { id: formId(web, fields), claim, words: textOf(fields) }
  const outcome = await appealClaim(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect('/passbook/claims?done=appealed', 303)
  if (outcome.refusal.code === 'unknown-claim') return notFound(web, c)
  return ownPage(web, c, await told(web, c, outcome.refusal))
}

async function deskPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const found = await claimsFor(web.bank, actorOf(c))
  const rows = found.ok ? found.value : []
  const note = await notesOf(web, rows)
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ body }) => body.list.who),
  )
  const nameOf = (member: string) => {
    const person = speaker.people.get(member)
    return person ? `${maskName(person.name)} ${person.number}` : t.common.erased
  }
  const body = (
    <>
      <h1>{t.claim.deskTitle}</h1>
      <p class="hint">{t.claim.deskHint}</p>
      {c.req.query('done') === 'answered' && said === undefined ? (
        <p class="done" role="status">
          {t.claim.answered}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {rows.length === 0 ? <p role="status">{t.claim.deskNone}</p> : ''}
      {rows.map((row) => (
        <Waiting
          {...{ web, c, row, note }}
          name={nameOf(row.body.list.who)}
          station={speaker.station?.(row.body.station) ?? row.body.station}
        />
      ))}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.claim.deskTitle, body, look: 'desk', status })
}

function Waiting({
  web,
  c,
  row,
  note,
  name,
  station,
}: ClaimProps & { readonly name: string; readonly station: string }) {
  const t = words(c)
  const language = languageOf(c)
  const { list, day, minutes, service, answered } = row.body
  const due = dayOf(list.due)
  const appeal = note(claimNote(row.key, 'appeal'))
  const reasons = web.bank.rules.review.rejections.map(
    (one) => [one, rejectionText(one, language)] as const,
  )
  return (
    <section class="card">
      <Facts
        rows={[
          [t.common.name, name],
          [t.common.station, station],
          [t.common.service, serviceName(web, service, language)],
          [t.claim.day, dayText(day, language)],
          [t.claim.hours, hoursText(minutes, language)],
          [t.claim.said, note(claimNote(row.key, 'said'))],
          answered?.reason ? [t.claim.reason, rejectionText(answered.reason, language)] : undefined,
          appeal === '' ? undefined : [t.claim.appealSaid, appeal],
        ]}
      />
      <p class={due < today(web.bank) ? 'late' : 'hint'}>
        {t.claim.due(dayText(due, language))}
        {due < today(web.bank) ? ` · ${t.claim.overdue}` : ''}
      </p>
      <form method="post" action={`/desk/claims/${row.key}`} class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button name="answer" value="confirm">
          {t.claim.confirm}
        </button>
      </form>
      <form method="post" action={`/desk/claims/${row.key}`} class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Choice label={t.claim.reason} name="reason" options={reasons} />
        <Field label={t.claim.noteLabel} hint={t.claim.noteHint} name="note" form={row.key} />
        <button class="quiet" name="answer" value="decline">
          {t.claim.decline}
        </button>
      </form>
    </section>
  )
}

async function answerSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const claim = c.req.param('claim') ?? ''
  const declined = fields.get('answer') === 'decline'
  const outcome = await answerClaim(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), claim },
    ...(declined ? { reason: fields.get('reason'), note: fields.get('note') } : {}),
  })
  if (outcome.ok) return c.redirect('/desk/claims?done=answered', 303)
  if (outcome.refusal.code === 'unknown-claim') return notFound(web, c)
  const { common } = words(c)
  if (outcome.refusal.code === 'not-allowed')
    return plain(web, c, 403, common.forbiddenTitle, common.forbidden)
  return deskPage(web, c, await told(web, c, outcome.refusal))
}
