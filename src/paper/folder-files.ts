/** The files of a folder for an inspection (检查资料包): papers as PDFs where this door makes them, and sheets. */
import type { Bank } from '../bank/ports.ts'
import type { PublicityRow } from '../bank/ports-papers.ts'
import { memberOf, type MemberId } from '../ledger/account.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import { day as dayWords } from '../words/day.ts'
import { kindName } from '../words/entry.ts'
import type { Language } from '../words/language.ts'
import { papers } from '../words/papers.ts'
import { dayText } from '../words/reading.ts'
import { receipt } from '../words/receipt.ts'
import { daySheetPrint, daySheetSaid } from './day-sheet.ts'
import { isSheetFault } from './fault.ts'
import { type FolderFile, folderZip } from './folder.ts'
import type { NamingBank } from './named.ts'
import { type Print, type Printer, textOf } from './print.ts'
import { publicityPrint, publicitySaid } from './publicity.ts'
import {
  reportPrint,
  type ReportSaid,
  reportSaid,
  reportSheet,
  reportValues,
  templateName,
} from './report.ts'
import { fillTemplate } from './template.ts'
import { writeCsv } from './write.ts'

/** A folder as the bank has it. */
export interface FolderFound {
  readonly station: string
  readonly month: string
  readonly days: readonly Parameters<typeof daySheetSaid>[1][]
  readonly report: Parameters<typeof reportSaid>[1]
  readonly template?: {
    readonly template: Parameters<typeof templateName>[1]
    readonly bytes: Uint8Array
  }
  readonly lists: readonly { readonly key: string; readonly body: PublicityRow }[]
  readonly entries: readonly Entry[]
  readonly evidence: readonly {
    readonly seq: number
    readonly type: string
    readonly hash: string
    readonly state: 'there' | 'missing' | 'changed'
  }[]
}

export interface FolderMade {
  readonly language: Language
  /** Where people find the house, for codes on papers. */
  readonly origin: string
  /** Days after which a month is final. */
  readonly days: number
  /** Without it a paper's words go in as text. */
  readonly printer: Printer | undefined
}

/** The folder as one zip, its index first. */
export async function folderBytes(
  bank: NamingBank & Pick<Bank, 'people'>,
  folder: FolderFound,
  made: FolderMade,
): Promise<Uint8Array> {
  const t = papers[made.language]
  const files = await filesOf(bank, folder, made)
  return folderZip(files, [t.file, t.content, t.bytes, 'SHA-256'], bank.clock.now())
}

async function filesOf(
  bank: NamingBank,
  folder: FolderFound,
  made: FolderMade,
): Promise<readonly FolderFile[]> {
  const { language, origin, days, printer } = made
  const [t, day] = [papers[language], dayWords[language]]
  const said = await reportSaid(bank, folder.report, { language, days, area: undefined })
  const report = `report-${folder.month}`
  const files: FolderFile[] = [
    await printed(printer, report, t.report, reportPrint(said, language)),
    { path: `${report}.xlsx`, what: t.report, bytes: await reportSheet(said, language) },
    ...(await filledReport(bank, folder, said, language)),
  ]
  for (const one of folder.days) {
    const print = daySheetPrint(await daySheetSaid(bank, one, language), language)
    const what = `${day.title} ${dayText(one.day, language)}`
    files.push(await printed(printer, `day-sheets/${one.day}`, what, print))
  }
  for (const [at, row] of folder.lists.entries()) {
    const list = await publicitySaid(bank, row, { language, origin })
    const path = `lists/${row.body.posted}-${at + 1}`
    files.push(await printed(printer, path, t.lists, publicityPrint(list, language)))
  }
  const receipts = await receiptsCsv(bank, folder, language)
  files.push({ path: 'receipts.csv', what: t.receipts, bytes: receipts })
  files.push({ path: 'evidence.csv', what: t.evidence, bytes: evidenceCsv(folder, language) })
  return files
}

/** The report once more in the template of its street, which is named; nothing where there is none. */
async function filledReport(
  bank: NamingBank,
  { month, template }: FolderFound,
  said: ReportSaid,
  language: Language,
): Promise<readonly FolderFile[]> {
  if (!template) return []
  const { area, kind, version } = template.template
  const what = await templateName(bank, template.template, language)
  const filled = fillTemplate(template.bytes, reportValues(said, what))
  if (isSheetFault(filled)) return []
  const path = `report-${month}-${area}-${kind}-v${version}.xlsx`
  return [{ path, what, bytes: filled.bytes }]
}

/** As a PDF; where this door makes none, its words as text. */
async function printed(
  printer: Printer | undefined,
  path: string,
  what: string,
  print: Print,
): Promise<FolderFile> {
  if (!printer) return { path: `${path}.txt`, what, bytes: new TextEncoder().encode(textOf(print)) }
  return { path: `${path}.pdf`, what, bytes: (await printer(print)).bytes }
}

async function receiptsCsv(
  { people }: NamingBank,
  { entries }: FolderFound,
  language: Language,
): Promise<Uint8Array> {
  const [t, r] = [papers[language], receipt[language]]
  const found = await people.names([...new Set(entries.flatMap((entry) => personIn(entry) ?? []))])
  const numberOf = (entry: Entry) => found.get(personIn(entry) ?? ('' as MemberId))?.number ?? ''
  return writeCsv(entries, [
    { title: t.seq, value: ({ seq }) => seq },
    { title: r.number, value: ({ id }) => id },
    { title: r.what, value: ({ kind }) => kindName(kind, language) },
    { title: r.servedOn, value: ({ servedOn }) => servedOn },
    { title: r.recordedAt, value: ({ recordedAt }) => new Date(recordedAt).toISOString() },
    { title: t.volunteerNumber, value: numberOf },
    { title: t.minutes, value: minutesOf },
  ])
}

/** The person an entry is about: the one it is for, or whose purse it moved. */
function personIn(entry: Entry): MemberId | undefined {
  return (
    (refOf(entry, 'for') as MemberId | undefined) ??
    entry.postings.map(({ account }) => memberOf(account)).find((member) => member !== undefined)
  )
}

/** What came to people by it, or went from them. */
function minutesOf({ postings }: Entry): number {
  return postings
    .filter(({ account }) => memberOf(account) !== undefined)
    .reduce((sum, { minutes }) => sum + minutes, 0)
}

function evidenceCsv({ evidence }: FolderFound, language: Language): Uint8Array {
  const t = papers[language]
  const states = {
    there: t.evidenceThere,
    missing: t.evidenceMissing,
    changed: t.evidenceChanged,
  } as const
  return writeCsv(evidence, [
    { title: t.seq, value: ({ seq }) => seq },
    { title: t.evidenceType, value: ({ type }) => type },
    { title: 'SHA-256', value: ({ hash }) => hash },
    { title: t.evidenceState, value: ({ state }) => states[state] },
  ])
}
