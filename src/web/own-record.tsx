/** One's own record, whole: to read, to print, to take along, and to ask that it be erased. */
import type { Hono } from 'hono'
import { askErasure } from '../bank/people/erase.ts'
import { type OwnLine, type OwnRecord, ownRecord } from '../bank/people/own-record.ts'
import { kindName } from '../words/entry.ts'
import { evaluationFacts } from '../paper/certificate.ts'
import { listed } from '../words/papers.ts'
import { dayText, hoursText, timeText } from '../words/reading.ts'
import { Events, posts } from './looks.tsx'
import { Facts, notFound, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  languageOf,
  serviceName,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'
import { WholeFacts } from './unmask.tsx'

export function ownRecordPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/passbook/record', (c) => recordPage(web, c))
  app.get('/passbook/record.json', (c) => recordFile(web, c))
  app.post('/passbook/erasure', (c) => erasureAsked(web, c))
}

async function recordPage(web: Web, c: Ask): Promise<Response> {
  const { privacy, passbook } = words(c)
  const language = languageOf(c)
  const outcome = await ownRecord(web.bank, actorOf(c))
  if (!outcome.ok) return notFound(web, c)
  const { person, readings, lines, events } = outcome.value
  const hours = (minutes: number) => hoursText(minutes, language)
  const body = (
    <>
      <h1>{privacy.record}</h1>
      <p>{privacy.recordHint}</p>
      <p class="noprint">
        <a class="button" href="/passbook/record.json" download="">
          {privacy.recordDownload}
        </a>
      </p>
      <h2>{privacy.recordPerson}</h2>
      <WholeFacts c={c} person={person} />
      <Facts rows={[[privacy.card, person.card]]} />
      <h2>{privacy.recordReadings}</h2>
      <Facts
        rows={[
          [passbook.served, hours(readings.served)],
          [passbook.available, hours(readings.available)],
          [passbook.held, hours(readings.held)],
          [passbook.granted, hours(readings.granted)],
          [passbook.shortfall, hours(readings.shortfall)],
        ]}
      />
      <h2>{privacy.recordLines}</h2>
      {lines.length === 0 ? <p>{passbook.linesNone}</p> : <Lines web={web} c={c} lines={lines} />}
      <OwnPapers c={c} record={outcome.value} />
      <Evaluated web={web} c={c} record={outcome.value} />
      <h2>{privacy.looks}</h2>
      <Events c={c} events={events} who={await posts(web, c, events)} />
      <h2>{privacy.eraseAsk}</h2>
      {person.eraseAsked === undefined ? (
        <form method="post" action="/passbook/erasure" class="noprint">
          <p>{privacy.eraseAskHint}</p>
          <button class="quiet">{privacy.eraseAsk}</button>
        </form>
      ) : (
        <p>{privacy.eraseAsked(timeText(person.eraseAsked, language))}</p>
      )}
    </>
  )
  return show(web, c, { title: privacy.record, body })
}

/** Training, awards and certificates; each certificate leads to where anyone checks it. */
function OwnPapers({ c, record }: { readonly c: Ask; readonly record: OwnRecord }) {
  const { papers } = words(c)
  const language = languageOf(c)
  const { trainings, awards, certificates } = record
  const day = (text: string) => dayText(text, language)
  return (
    <>
      <h2>{papers.open}</h2>
      {certificates.length === 0 ? <p>{papers.issuedNone}</p> : ''}
      <ul>
        {certificates.map(({ code, body }) => (
          <li>
            <a href={`/c/${code}`}>{body.number}</a> · {day(body.day)} ·{' '}
            {hoursText(body.minutes, language)}
          </li>
        ))}
        {trainings.map(({ body }) => (
          <li>
            {papers.course} · {listed('course', body.course, language)} · {day(body.day)} ·{' '}
            {hoursText(body.minutes, language)}
          </li>
        ))}
        {awards.map(({ body }) => (
          <li>
            {papers.award} · {listed('award', body.award, language)} ·{' '}
            {listed('giver', body.giver, language)} · {day(body.day)}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Hours by who recorded them, and what was said of them, of what has hung out. */
async function Evaluated({
  web,
  c,
  record,
}: {
  readonly web: Web
  readonly c: Ask
  readonly record: OwnRecord
}) {
  const { papers } = words(c)
  const language = languageOf(c)
  const { organisations, evaluation } = record.everywhere
  const rows = await web.bank.directory.many(
    'organisation',
    organisations.map(({ organisation }) => organisation),
  )
  const names = new Map(rows.map(({ key, body }) => [key, body.name]))
  return (
    <>
      <h2>{papers.evaluationOwn}</h2>
      <p class="hint">{papers.evaluationOwnHint}</p>
      <Facts
        rows={organisations.map(({ organisation, minutes, count }) => [
          names.get(organisation) ?? organisation,
          `${hoursText(minutes, language)} · ${papers.timesOf(count)}`,
        ])}
      />
      <p>{papers.confirmedOf(evaluation.confirmed, evaluation.services)}</p>
      <Facts rows={evaluationFacts(evaluation, language)} />
    </>
  )
}

function Lines({
  web,
  c,
  lines,
}: {
  readonly web: Web
  readonly c: Ask
  readonly lines: readonly OwnLine[]
}) {
  const { passbook, common } = words(c)
  const language = languageOf(c)
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{passbook.lineWhen}</th>
          <th scope="col">{passbook.lineWhat}</th>
          <th scope="col">{common.station}</th>
          <th scope="col">{passbook.lineChange}</th>
          <th scope="col">{passbook.lineBalance}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ entry, minutes, balance }) => (
          <tr>
            <td>{dayText(entry.servedOn, language)}</td>
            <td>
              <a href={`/receipts/${entry.id}`}>{kindName(entry.kind, language)}</a>{' '}
              {serviceName(web, entry.service, language) ?? ''}
            </td>
            <td>{entry.station}</td>
            <td>{hoursText(minutes, language)}</td>
            <td>{hoursText(balance, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

async function recordFile(web: Web, c: Ask): Promise<Response> {
  const outcome = await ownRecord(web.bank, actorOf(c))
  if (!outcome.ok) return notFound(web, c)
  return c.body(JSON.stringify(outcome.value, undefined, 2), 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': 'attachment; filename="my-record.json"',
    'Cache-Control': 'private, no-store',
  })
}

async function erasureAsked(web: Web, c: Ask): Promise<Response> {
  const { privacy } = words(c)
  const outcome = await askErasure(web.bank, actorOf(c))
  const said = outcome.ok ? privacy.eraseAskedDone : await told(web, c, outcome.refusal)
  const body = (
    <>
      <h1>{privacy.eraseAsk}</h1>
      <p role="status">{said}</p>
    </>
  )
  return show(web, c, { title: privacy.eraseAsk, body, status: outcome.ok ? 200 : 422 })
}
