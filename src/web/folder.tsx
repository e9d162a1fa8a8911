/** The folder for an inspection: a station's month in one zip, from one button. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import type { DaySheet } from '../bank/oversight/day-sheet.ts'
import { type Folder, folderOf } from '../bank/papers/folder.ts'
import { memberOf } from '../ledger/account.ts'
import type { Entry } from '../ledger/entry.ts'
import { daySheetPrint } from '../paper/day-sheet.ts'
import { type FolderFile, folderZip } from '../paper/folder.ts'
import { type Print, textOf } from '../paper/print.ts'
import { reportPrint, reportSheet } from '../paper/report.ts'
import { writeCsv } from '../paper/write.ts'
import { kindName } from '../words/entry.ts'
import { dayText } from '../words/reading.ts'
import { Field, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { sendFile } from './print.tsx'
import { listPrint } from './publicity.tsx'
import { saidOf } from './reports.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  personIn,
  serviceName,
  speakerFor,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function folderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/folder', async (c) =>
    c.req.query('month') === undefined ? folderPage(web, c) : folderFile(web, c),
  )
}

function folderPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.papers.folder}</h1>
      <PaperLinks c={c} />
      <p class="hint">{t.papers.folderHint}</p>
      <Problem t={t} said={said} />
      <form method="get" action="/desk/folder" class="row">
        <StationField web={web} c={c} />
        <Field
          label={t.papers.folderMonth}
          name="month"
          type="month"
          value={c.req.query('month') ?? today(web.bank).slice(0, 7)}
        />
        <button>{t.papers.folderMake}</button>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.papers.folder, body, look: 'desk', status })
}

async function folderFile(web: Web, c: Ask): Promise<Response> {
  const [station, month] = [deskStation(c), c.req.query('month') ?? '']
  const found = await folderOf(web.bank, actorOf(c), { station, month })
  if (!found.ok) return folderPage(web, c, await told(web, c, found.refusal))
  const { papers } = words(c)
  const files = await filesOf(web, c, found.value)
  const titles = [papers.file, papers.content, papers.bytes, 'SHA-256'] as const
  const bytes = folderZip(files, titles, web.bank.clock.now())
  return sendFile(c, bytes, `folder-${station}-${month}.zip`, 'application/zip')
}

async function filesOf(web: Web, c: Ask, folder: Folder): Promise<readonly FolderFile[]> {
  const { papers, day } = words(c)
  const language = languageOf(c)
  const files: FolderFile[] = []
  const said = await saidOf(web, c, folder.report)
  files.push(
    await printed(web, `report-${folder.month}`, papers.report, reportPrint(said, language)),
  )
  const sheet = await reportSheet(said, language)
  files.push({ path: `report-${folder.month}.xlsx`, what: papers.report, bytes: sheet })
  for (const one of folder.days) {
    const print = await dayPrint(web, c, one)
    const what = `${day.title} ${dayText(one.day, language)}`
    files.push(await printed(web, `day-sheets/${one.day}`, what, print))
  }
  for (const [at, row] of folder.lists.entries()) {
    const print = await listPrint(web, c, folder.station, row)
    files.push(await printed(web, `lists/${row.body.posted}-${at + 1}`, papers.lists, print))
  }
  files.push({
    path: 'receipts.csv',
    what: papers.receipts,
    bytes: await receiptsCsv(web, c, folder),
  })
  files.push({ path: 'evidence.csv', what: papers.evidence, bytes: evidenceCsv(c, folder) })
  return files
}

/** As a PDF; where this door makes none, its words as text. */
async function printed(web: Web, path: string, what: string, print: Print): Promise<FolderFile> {
  const { printer } = web.options
  if (!printer) return { path: `${path}.txt`, what, bytes: new TextEncoder().encode(textOf(print)) }
  return { path: `${path}.pdf`, what, bytes: (await printer(print)).bytes }
}

async function dayPrint(web: Web, c: Ask, sheet: DaySheet): Promise<Print> {
  const language = languageOf(c)
  const members = sheet.lines.flatMap(({ member }) => member ?? [])
  const speaker = await speakerFor(web, c, members)
  const closer = sheet.closed ? [sheet.closed.by] : []
  const staff = await staffNames(web, c, [...sheet.lines.map(({ by }) => by), ...closer])
  const { closed } = sheet
  return daySheetPrint(
    {
      ...{ day: sheet.day, opening: sheet.opening, closing: sheet.closing },
      ...{ balanced: sheet.balanced, figures: sheet.figures.slice(0, 16) },
      station: speaker.station?.(sheet.station) ?? sheet.station,
      lines: sheet.lines.map((line) => ({
        ...line,
        service: serviceName(web, line.service, language) ?? '',
        name: line.member === undefined ? '' : (speaker.name?.(line.member) ?? ''),
        by: staff.get(line.by) ?? line.by,
      })),
      closed: closed && {
        ...{ by: staff.get(closed.by) ?? closed.by, at: closed.recordedAt },
        agrees: closed.agrees,
      },
      ...{ product: web.bank.rules.words.product[language], at: web.bank.clock.now() },
    },
    language,
  )
}

async function receiptsCsv(web: Web, c: Ask, { entries }: Folder): Promise<Uint8Array> {
  const { papers, receipt } = words(c)
  const language = languageOf(c)
  const members = entries.flatMap((entry) => personIn(entry) ?? [])
  const { people } = await speakerFor(web, c, members)
  const numberOf = (entry: Entry) => people.get(personIn(entry) ?? ('' as never))?.number ?? ''
  return writeCsv(entries, [
    { title: papers.seq, value: ({ seq }) => seq },
    { title: receipt.number, value: ({ id }) => id },
    { title: receipt.what, value: ({ kind }) => kindName(kind, language) },
    { title: receipt.servedOn, value: ({ servedOn }) => servedOn },
    { title: receipt.recordedAt, value: ({ recordedAt }) => new Date(recordedAt).toISOString() },
    { title: papers.volunteerNumber, value: numberOf },
    { title: papers.minutes, value: minutesOf },
  ])
}

/** What came to people by it, or went from them. */
function minutesOf({ postings }: Entry): number {
  return postings
    .filter(({ account }) => memberOf(account) !== undefined)
    .reduce((sum, { minutes }) => sum + minutes, 0)
}

function evidenceCsv(c: Ask, { evidence }: Folder): Uint8Array {
  const { papers } = words(c)
  const states = {
    there: papers.evidenceThere,
    missing: papers.evidenceMissing,
    changed: papers.evidenceChanged,
  } as const
  return writeCsv(evidence, [
    { title: papers.seq, value: ({ seq }) => seq },
    { title: papers.evidenceType, value: ({ type }) => type },
    { title: 'SHA-256', value: ({ hash }) => hash },
    { title: papers.evidenceState, value: ({ state }) => states[state] },
  ])
}
