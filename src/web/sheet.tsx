/**
 * A sign-in sheet from a file. The file itself goes round with every answer,
 * so that what was looked at is what is recorded: read, its columns named where
 * they are strange, each doubtful row answered, and recorded on a second yes.
 */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import { isDay, today } from '../bank/draft.ts'
import { enterSheet, planSheet, type SheetOrder } from '../bank/people/attendance.ts'
import { mappingFor, saveMapping } from '../bank/people/mapping.ts'
import { type Attendance, readAttendance, sourceOf } from '../paper/attendance.ts'
import { ATTENDANCE_TITLES } from '../paper/columns.ts'
import { fingerprintOf, fingerprintsOf, layoutFrom, lettersOf } from '../paper/layout.ts'
import { leftoverCsv, leftoverXlsx } from '../paper/leftover.ts'
import { isSheetFault, readSheet, type Sheet } from '../paper/sheet.ts'
import { sheetSentence } from '../words/sheet.ts'
import { batchPage } from './batch.tsx'
import { Problem, show } from './page.tsx'
import { columnsPage } from './sheet-columns.tsx'
import { FileForm, type Intake, intakeIn, type Layout } from './sheet-intake.tsx'
import { badRows, previewPage, type Read } from './sheet-preview.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function sheetPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/import', (c) => choosePage(web, c))
  app.post('/desk/import', (c) => sheetSent(web, c))
}

function choosePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.desk.sheet}</h1>
      <p class="hint">{t.desk.sheetHint}</p>
      <Problem t={t} said={said} />
      <FileForm c={c} />
    </>
  )
  return show(web, c, {
    title: t.desk.sheet,
    body,
    look: 'desk',
    status: said === undefined ? 200 : 422,
  })
}

/** What a person can put right by saying which column is which. */
const ABOUT_COLUMNS = new Set(['header-missing', 'columns-missing', 'columns-doubled'])

async function sheetSent(web: Web, c: Ask): Promise<Response> {
  const language = languageOf(c)
  const fields = await fieldsOf(c)
  const intake = await intakeIn(fields, deskStation(c))
  const sheet = await readSheet(intake.bytes, intake.name)
  if (isSheetFault(sheet)) return choosePage(web, c, sheetSentence(sheet, language))

  const kept = intake.layout ?? (await savedLayout(web, intake.station, sheet))
  if (intake.step === 'columns') return columnsPage(web, c, { intake, sheet, layout: kept })
  const { date, service } = intake
  const read = readAttendance(sheet, {
    today: today(web.bank),
    layout: kept,
    defaults: {
      ...(isDay(date) ? { date } : {}),
      ...(service === '' ? {} : { service }),
    },
  })
  if (isSheetFault(read)) {
    const said = sheetSentence(read, language)
    if (!ABOUT_COLUMNS.has(read.code)) return choosePage(web, c, said)
    return columnsPage(web, c, { intake, sheet, layout: kept, said })
  }
  if (intake.remember && intake.layout) {
    const no = await remembered(web, c, intake, sheet, intake.layout)
    if (no !== undefined)
      return columnsPage(web, c, { intake, sheet, layout: intake.layout, said: no })
  }
  const how = intake.layout ? 'chosen' : kept ? 'saved' : 'auto'
  return answered(web, c, intake, { sheet, attendance: read, how })
}

async function savedLayout(web: Web, station: string, sheet: Sheet): Promise<Layout | undefined> {
  const kept = await mappingFor(web.bank, station, fingerprintsOf(sheet))
  return kept && layoutFrom(kept.headerRow, kept.columns, ATTENDANCE_TITLES)
}

/** Keeps the columns for the next sheet of these titles, or says why not. */
async function remembered(
  web: Web,
  c: Ask,
  intake: Intake,
  sheet: Sheet,
  layout: Layout,
): Promise<string | undefined> {
  const fingerprint = fingerprintOf(sheet.rows[layout.headerRow - 1] ?? [])
  if (fingerprint === undefined) return undefined
  const outcome = await saveMapping(web.bank, actorOf(c), {
    id: web.bank.ids.entry(),
    station: intake.station,
    fingerprint,
    columns: lettersOf(layout),
  })
  return outcome.ok ? undefined : told(web, c, outcome.refusal)
}

async function answered(web: Web, c: Ask, intake: Intake, read: Read): Promise<Response> {
  const { station, choices } = intake
  const source = intake.source === '' ? sourceOf(read.attendance) : intake.source
  const { rows } = read.attendance
  const order: SheetOrder = { station, source, rows, choices, sheet: intake.bytes }
  const plans = await planSheet(web.bank, actorOf(c), order)
  const bad = await badRows(web, c, read, plans)
  if (intake.step === 'faults' || intake.step === 'faults-csv') return badFile(c, intake, read, bad)

  const asks = plans.filter(({ state }) => state === 'ask').length
  const t = words(c).intake
  const look = { intake, read, plans, bad }
  if (intake.step !== 'record') return previewPage(web, c, look)
  if (bad.length > 0 && !intake.leave) return previewPage(web, c, { ...look, said: t.badFirst })
  if (asks > 0) return previewPage(web, c, { ...look, said: t.unanswered(asks) })

  const out = new Map(choices)
  for (const { row } of bad) out.set(row, 'leave')
  const done = await enterSheet(web.bank, actorOf(c), { ...order, choices: out })
  const stopped = done.plans.some(({ state }) => state === 'refused' || state === 'ask')
  if (stopped) {
    const now = await badRows(web, c, read, done.plans)
    return previewPage(web, c, { ...look, plans: done.plans, bad: now })
  }
  const chosen = plans.flatMap(({ row, state }) =>
    state === 'left' ? [{ row, said: t.leftChosen }] : [],
  )
  const left = [...bad, ...chosen].sort((a, b) => a.row - b.row)
  if (left.length === 0)
    return c.redirect(`/desk/batches/${done.batch}?day=${today(web.bank)}`, 303)
  return batchPage(web, c, { batch: done.batch, station, left: { intake, read, rows: left } })
}

/** The rows to correct, in the words of the sheet they came from. */
async function badFile(
  c: Ask,
  intake: Intake,
  { sheet, attendance }: Read,
  bad: readonly { readonly row: number; readonly said: string }[],
): Promise<Response> {
  const { headerRow, columns } = attendance as Attendance
  const left = { sheet, headerRow, columns, rows: bad, problem: words(c).intake.problem }
  const csv = intake.step === 'faults-csv'
  const bytes = csv ? leftoverCsv(left) : await leftoverXlsx(left)
  return c.body(Buffer.from(bytes), 200, {
    'Content-Type': csv
      ? 'text/csv; charset=utf-8'
      : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'Content-Disposition': `attachment; filename="kapok-rows-to-correct.${csv ? 'csv' : 'xlsx'}"`,
    'Cache-Control': 'private, no-store',
  })
}
