/** Certificates of service as the desk has them: issued, printed and withdrawn; beside them training and awards. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import {
  certificateOf,
  certificatesFor,
  type Checked,
  issueCertificate,
  withdrawCertificate,
} from '../bank/papers/certificate.ts'
import { recordAwards, recordTrainings } from '../bank/papers/merits.ts'
import { AWARDS, COURSES, GIVERS, WITHDRAWALS } from '../rules/papers.ts'
import type { Award, Course, Giver, Withdrawal } from '../rules/papers.ts'
import type { Person } from '../bank/ports-people.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { certificatePrint, certificateSaid } from '../paper/certificate.ts'
import { listed } from '../words/papers.ts'
import { hoursText, maskName } from '../words/reading.ts'
import { CODE, periodOf, stateText } from './certificate-check.tsx'
import { Choice, Field, Hidden, notFound, Problem } from './page.tsx'
import { showMemberDesk } from './frames.tsx'
import { showPrint } from './print.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function certificatePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/papers', (c) => paperPage(web, c))
  app.post('/desk/members/:member/papers/:act', (c) => actSent(web, c))
  app.get('/desk/certificates/:code', (c) => certificatePage(web, c))
  app.post('/desk/certificates/:code/withdraw', (c) => withdrawSent(web, c))
}

interface Sent {
  readonly act: string
  readonly said: string
  readonly fields: Fields
}

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
  readonly station: string
  readonly sent: Sent | undefined
}

async function paperPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const member = c.req.param('member') ?? ''
  const known = isMemberId(member) && (await readingsOf(web.bank, actorOf(c), member))
  const person = known && known.ok ? await web.bank.people.get(known.value.member) : undefined
  if (!person || !known || !known.ok) return notFound(web, c)
  const t = words(c)
  const station = deskStation(c) || known.value.home
  const issued = await certificatesFor(web.bank, actorOf(c), { member: person.member, station })
  const props = { web, c, person, station, sent }
  const body = (
    <>
      <h1>
        {maskName(person.name)} · {t.papers.open}
      </h1>
      {sent === undefined ? '' : <Problem t={t} said={sent.said} />}
      {c.req.query('done') === '1' ? (
        <p class="done" role="status">
          {t.papers.uploaded(1)}
        </p>
      ) : (
        ''
      )}
      <Issued c={c} issued={issued.ok ? issued.value : []} />
      <IssueForm {...props} />
      <TrainingForm {...props} />
      <AwardForm {...props} />
    </>
  )
  return showMemberDesk(web, c, { title: t.papers.open, said: sent?.said, body, person })
}

function Issued({ c, issued }: { readonly c: Ask; readonly issued: readonly Checked[] }) {
  const { papers } = words(c)
  if (issued.length === 0) return <p>{papers.issuedNone}</p>
  return (
    <ul>
      {issued.map(({ code, body, state }) => (
        <li>
          <a href={`/desk/certificates/${code}`}>{body.number}</a> · {periodOf(c, body)} ·{' '}
          {hoursText(body.minutes, languageOf(c))} · {stateText(c, state)}
        </li>
      ))}
    </ul>
  )
}

function IssueForm({ web, c, person, station, sent }: Props) {
  const { papers } = words(c)
  const typed = sent?.act === 'certificate' ? sent.fields : undefined
  const replaces = c.req.query('replaces') ?? typed?.get('replaces') ?? ''
  return (
    <form method="post" action={`/desk/members/${person.member}/papers/certificate`}>
      <h2>{papers.issueTitle}</h2>
      <p class="hint">{papers.issueHint}</p>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={station} />
      {replaces === '' ? '' : <Hidden name="replaces" value={replaces} />}
      <div class="row">
        <Field
          label={papers.from}
          name="from"
          type="date"
          value={typed?.get('from') ?? `${today(web.bank).slice(0, 4)}-01-01`}
        />
        <Field
          label={papers.to}
          name="to"
          type="date"
          value={typed?.get('to') ?? today(web.bank)}
        />
        <button>{papers.issue}</button>
      </div>
    </form>
  )
}

function TrainingForm({ web, c, person, station, sent }: Props) {
  const { papers } = words(c)
  const typed = sent?.act === 'training' ? sent.fields : undefined
  return (
    <form method="post" action={`/desk/members/${person.member}/papers/training`}>
      <h2>{papers.trainingTitle}</h2>
      <p class="hint">{papers.trainingHint}</p>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={station} />
      <div class="row">
        <Choice
          label={papers.course}
          name="course"
          value={typed?.get('course')}
          options={COURSES.map((one) => [one, listed('course', one, languageOf(c))])}
        />
        <Field
          label={papers.day}
          name="day"
          type="date"
          form="training"
          value={typed?.get('day') ?? today(web.bank)}
        />
        <Field label={papers.length} name="hours" value={typed?.get('hours')} inputmode="decimal" />
        <button>{papers.record}</button>
      </div>
    </form>
  )
}

function AwardForm({ web, c, person, station, sent }: Props) {
  const { papers } = words(c)
  const typed = sent?.act === 'award' ? sent.fields : undefined
  const language = languageOf(c)
  return (
    <form method="post" action={`/desk/members/${person.member}/papers/award`}>
      <h2>{papers.awardTitle}</h2>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={station} />
      <div class="row">
        <Choice
          label={papers.award}
          name="award"
          value={typed?.get('award')}
          options={AWARDS.map((one) => [one, listed('award', one, language)])}
        />
        <Choice
          label={papers.giver}
          name="giver"
          value={typed?.get('giver')}
          options={GIVERS.map((one) => [one, listed('giver', one, language)])}
        />
        <Field
          label={papers.day}
          name="day"
          type="date"
          form="award"
          value={typed?.get('day') ?? today(web.bank)}
        />
        <button>{papers.record}</button>
      </div>
    </form>
  )
}

async function actSent(web: Web, c: Ask): Promise<Response> {
  const member = c.req.param('member') ?? ''
  const known = isMemberId(member) && (await readingsOf(web.bank, actorOf(c), member))
  if (!known || !known.ok) return notFound(web, c)
  const fields = await fieldsOf(c)
  const act = c.req.param('act') ?? ''
  const station = deskStation(c) || known.value.home
  const outcome = await acted(web, c, { act, member: known.value.member, station, fields })
  if (outcome === undefined) return notFound(web, c)
  if (!outcome.ok) {
    const said = await told(web, c, outcome.refusal)
    return paperPage(web, c, { act, said, fields })
  }
  const code = refOf(outcome.value, 'certificate')
  if (code !== undefined) return c.redirect(`/desk/certificates/${code}`, 303)
  return c.redirect(`/desk/members/${member}/papers?done=1`, 303)
}

interface Act {
  readonly act: string
  readonly member: Person['member']
  readonly station: string
  readonly fields: Fields
}

async function acted(
  web: Web,
  c: Ask,
  { act, member, station, fields }: Act,
): Promise<Outcome<Entry> | undefined> {
  const { bank } = web
  const said = { id: formId(web, fields), station }
  const day = fields.get('day')
  if (act === 'certificate') {
    const replaces = fields.get('replaces')
    return issueCertificate(bank, actorOf(c), {
      ...{ ...said, member, from: fields.get('from'), to: fields.get('to') },
      ...(CODE.test(replaces) ? { replaces } : {}),
    })
  }
  if (act === 'training') {
    const minutes = Math.round(Number(fields.get('hours')) * 60)
    const course = fields.get('course') as Course
    return recordTrainings(bank, actorOf(c), { ...said, rows: [{ member, course, day, minutes }] })
  }
  if (act !== 'award') return undefined
  const [award, giver] = [fields.get('award') as Award, fields.get('giver') as Giver]
  return recordAwards(bank, actorOf(c), { ...said, rows: [{ member, award, giver, day }] })
}

async function certificatePage(web: Web, c: Ask, wrong?: string): Promise<Response> {
  const code = c.req.param('code') ?? ''
  const found = await certificateOf(web.bank, actorOf(c), code)
  if (!found.ok) return notFound(web, c)
  const { body, state } = found.value
  const language = languageOf(c)
  const address = `${web.options.base ?? new URL(c.req.url).origin}/c/${code}`
  const said = await certificateSaid(web.bank, found.value, { language, address })
  const print = certificatePrint(said, language)
  const beside = <Beside web={web} c={c} code={code} body={body} state={state} wrong={wrong} />
  return showPrint(web, c, print, { file: `certificate-${body.number}`, beside })
}

interface BesideProps {
  readonly web: Web
  readonly c: Ask
  readonly code: string
  readonly body: Checked['body']
  readonly state: Checked['state']
  readonly wrong: string | undefined
}

/** Where it stands now, and what may be done with it. */
function Beside({ web, c, code, body, state, wrong }: BesideProps) {
  const t = words(c)
  const { papers } = t
  return (
    <>
      <Problem t={t} said={wrong} />
      <p class={state === 'issued' ? 'done' : 'problem'}>
        {stateText(c, state)} · <a href={`/c/${code}`}>{papers.check}</a>
      </p>
      {body.withdrawn || body.replacedBy ? (
        ''
      ) : (
        <>
          <p>
            <a href={`/desk/members/${body.member}/papers?replaces=${code}`}>{papers.reissue}</a>
          </p>
          <form method="post" action={`/desk/certificates/${code}/withdraw`} class="row">
            <Hidden name="id" value={web.bank.ids.entry()} />
            <Choice
              label={papers.reason}
              name="reason"
              options={WITHDRAWALS.map((one) => [one, listed('withdrawal', one, languageOf(c))])}
            />
            <button class="quiet">{papers.withdraw}</button>
          </form>
        </>
      )}
    </>
  )
}

async function withdrawSent(web: Web, c: Ask): Promise<Response> {
  const code = c.req.param('code') ?? ''
  const fields = await fieldsOf(c)
  const outcome = await withdrawCertificate(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), code },
    reason: fields.get('reason') as Withdrawal,
  })
  if (outcome.ok) return c.redirect(`/desk/certificates/${code}`, 303)
  if (outcome.refusal.code === 'unknown-paper') return notFound(web, c)
  const said = await told(web, c, outcome.refusal)
  return certificatePage(web, c, said)
}
