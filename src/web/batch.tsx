/** What was recorded together, from a sheet or a roster: its receipts one by one, all of them to print, and the rows left out. */
import type { Hono } from 'hono'
import { isDay, startOf, today } from '../bank/draft.ts'
import { reviewsFor, type Waiting } from '../bank/review/list.ts'
import { creditedBy } from '../ledger/counter.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import type { Attendance } from '../paper/attendance.ts'
import { type Leftover, written } from '../paper/leftover.ts'
import type { Sheet } from '../paper/sheet.ts'
import { proofText } from '../words/entry.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { Hidden, notFound, show } from './page.tsx'
import { Slip } from './receipts.tsx'
import { paperOf, slipSizeAt } from './slip.tsx'
import { Reviews } from './review-list.tsx'
import { Carried, type Intake } from './sheet-intake.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  personIn,
  serviceName,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const DAY_MS = 86_400_000

export function batchPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/batches/:batch', (c) =>
    batchPage(web, c, { batch: c.req.param('batch'), station: deskStation(c) }),
  )
  app.get('/desk/batches/:batch/receipts', (c) => slipsPage(web, c))
}

interface Batch {
  readonly batch: string
  readonly station: string
  /** Rows of the sheet that were not recorded. */
  readonly left?: {
    readonly intake: Intake
    readonly read: { readonly sheet: Sheet; readonly attendance: Attendance }
    readonly rows: readonly Leftover[]
  }
}

/** Entries of a batch, by the day they were recorded on. */
async function entriesOf(web: Web, c: Ask, { batch, station }: Batch): Promise<readonly Entry[]> {
  const asked = c.req.query('day') ?? ''
  const from = startOf(isDay(asked) ? asked : today(web.bank))
  const entries = await web.bank.journal.stationEntries(station, from, from + DAY_MS)
  return entries.filter((entry) => entry.kind === 'credit' && refOf(entry, 'batch') === batch)
}

/** What of the batch waits for a second person. */
async function waitingIn(web: Web, c: Ask, { batch, station }: Batch): Promise<readonly Waiting[]> {
  const found = await reviewsFor(web.bank, actorOf(c))
  return found.ok ? found.value.filter((one) => one.batch === batch && one.station === station) : []
}

export async function batchPage(web: Web, c: Ask, batch: Batch): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const entries = batch.batch === '' ? [] : await entriesOf(web, c, batch)
  const waiting = batch.batch === '' ? [] : await waitingIn(web, c, batch)
  if (entries.length + waiting.length === 0 && !batch.left) return notFound(web, c)
  const minutes = entries.reduce((sum, entry) => sum + (creditedBy(entry)?.minutes ?? 0), 0)
  const day = c.req.query('day') ?? today(web.bank)
  const body = (
    <>
      <h1>{t.intake.batch}</h1>
      {entries.length > 0 || batch.left ? (
        <p class="done" role="status">
          {t.intake.batchDone(entries.length, hoursText(minutes, language))}
        </p>
      ) : (
        ''
      )}
      {entries.length > 0 ? (
        <p class="noprint">
          <a class="button" href={`/desk/batches/${batch.batch}/receipts?day=${day}`}>
            {t.intake.batchPrint}
          </a>{' '}
          <a class="button quiet" href="/desk/today">
            {t.intake.batchToday}
          </a>
        </p>
      ) : (
        ''
      )}
      {waiting.length > 0 ? (
        <section>
          <p>{t.review.batchWaits(waiting.length)}</p>
          <Reviews web={web} c={c} reviews={waiting} />
        </section>
      ) : (
        ''
      )}
      {batch.left ? <LeftOut c={c} left={batch.left} /> : ''}
      {entries.length > 0 ? <Entries web={web} c={c} entries={entries} /> : ''}
    </>
  )
  return show(web, c, { title: t.intake.batch, body, look: 'desk' })
}

async function Entries({
  web,
  c,
  entries,
}: {
  readonly web: Web
  readonly c: Ask
  readonly entries: readonly Entry[]
}) {
  const t = words(c)
  const language = languageOf(c)
  const speaker = await speakerFor(
    web,
    c,
    entries.flatMap((entry) => personIn(entry) ?? []),
  )
  return (
    <div class="wide">
      <table>
        <caption>{t.intake.batchReceipts(entries.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{t.common.seq}</th>
            <th scope="col">{t.common.name}</th>
            <th scope="col">{t.desk.servedOn}</th>
            <th scope="col">{t.common.service}</th>
            <th scope="col">{t.desk.duration}</th>
            <th scope="col">{t.desk.proofClass}</th>
            <th scope="col">{t.passbook.lineReceipt}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr>
              <td class="num">{entry.seq}</td>
              <td>{speaker.name?.(personIn(entry) ?? '') ?? '—'}</td>
              <td>{dayText(entry.servedOn, language)}</td>
              <td>{serviceName(web, entry.service, language)}</td>
              <td class="num">{hoursText(creditedBy(entry)?.minutes ?? 0, language)}</td>
              <td>{entry.proof ? proofText(entry.proof, language) : ''}</td>
              <td>
                <a href={`/receipts/${entry.id}`}>{t.passbook.lineReceipt}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The rows that stayed out, as they stand in the sheet, to print and to download. */
function LeftOut({ c, left }: { readonly c: Ask; readonly left: NonNullable<Batch['left']> }) {
  const { intake } = words(c)
  const { sheet, attendance } = left.read
  const columns = Object.values(attendance.columns).sort((a, b) => a.at - b.at)
  const { from, to } = attendance.columns
  const clocks = new Set([from?.at, to?.at])
  return (
    <section>
      <h2>
        {intake.left}（{left.rows.length}）
      </h2>
      <p class="hint">{intake.leftHint}</p>
      <div class="wide">
        <table class="left">
          <thead>
            <tr>
              <th scope="col">{intake.row}</th>
              {columns.map(({ title }) => (
                <th scope="col">{title}</th>
              ))}
              <th scope="col">{intake.problem}</th>
            </tr>
          </thead>
          <tbody>
            {left.rows.map(({ row, said }) => (
              <tr>
                <td class="num">{row}</td>
                {columns.map(({ at }) => (
                  <td>{written(sheet.rows[row - 1]?.[at], clocks.has(at))}</td>
                ))}
                <td>{said}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form method="post" action="/desk/import" enctype="multipart/form-data">
        <Carried intake={left.intake} />
        {[...left.intake.choices].map(([row, who]) => (
          <Hidden name="row" value={`${row} ${who}`} />
        ))}
        <button class="quiet" name="step" value="faults">
          {intake.badDownload}
        </button>
      </form>
    </section>
  )
}

/** All the slips: four on a sheet of A4, or one after another on a roll. */
async function slipsPage(web: Web, c: Ask): Promise<Response> {
  const batch = { batch: c.req.param('batch') ?? '', station: deskStation(c) }
  const entries = await entriesOf(web, c, batch)
  if (entries.length === 0) return notFound(web, c)
  const { intake } = words(c)
  const title = intake.batchReceipts(entries.length)
  const day = c.req.query('day') ?? today(web.bank)
  const size = await slipSizeAt(web, c)
  // Slips of half a sheet go two beside each other on a whole one.
  const paper = size === 'a5' ? {} : paperOf(size)
  const body = (
    <>
      <h1 class="noprint">{title}</h1>
      <p class="hint noprint">
        {intake.printHint} <a href={`?day=${day}&paper=roll`}>{intake.printRoll}</a>
      </p>
      <div class="slips">
        {entries.map((entry) => (
          <Slip web={web} c={c} entry={entry} />
        ))}
      </div>
    </>
  )
  return show(web, c, { title, body, look: 'desk', ...paper })
}
