/** kapok import attendance: a sign-in sheet in, with the columns and the people it leaves open said by options. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { today } from './bank/draft.ts'
import {
  enterSheet,
  planSheet,
  type RowChoice,
  type RowPlan,
  type SheetOrder,
} from './bank/people/attendance.ts'
import { mappingFor, saveMapping } from './bank/people/mapping.ts'
import {
  bytesIn,
  guarded,
  type ImportOptions,
  Refused,
  sheetOf,
  withoutFaults,
} from './cli-files.ts'
import { answer, inHouse, withCommon } from './cli-shared.ts'
import type { MemberId } from './ledger/account.ts'
import type { Refusal } from './ledger/refusal.ts'
import type { OpenBank } from './open.ts'
import {
  type Attendance,
  type AttendanceField,
  readAttendance,
  sourceOf,
} from './paper/attendance.ts'
import { columnOf, refOf, shown } from './paper/cell.ts'
import { ATTENDANCE_TITLES, findHeader, likelyHeader, type Mapping } from './paper/columns.ts'
import {
  fingerprintOf,
  fingerprintsOf,
  type Layout,
  layoutFrom,
  lettersOf,
  likelyLayout,
} from './paper/layout.ts'
import { isSheetFault, type Sheet } from './paper/sheet.ts'
import { fieldName } from './words/column.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow, sheetSentence } from './words/sheet.ts'

interface AttendanceOptions extends ImportOptions {
  readonly station: string
  readonly source?: string
  readonly map?: string
  readonly saveMap?: boolean
  readonly choose?: string
  readonly date?: string
  readonly service?: string
}

export function attendanceCommand(into: Command): void {
  withCommon(into.command('attendance <file>').description('a sign-in sheet or an i志愿 export'))
    .option('--dry-run', 'say what it would do; write nothing')
    .requiredOption('--station <code>', 'the station that records them')
    .option(
      '--source <code>',
      'where the sheet comes from: desk or ivolunteer (default: told by its columns)',
    )
    .option(
      '--map <columns>',
      'what columns are, by title or letters: "谁来了=name,C=hours,D=ignore"',
    )
    .option('--save-map', 'keep what --map says for sheets with the same titles')
    .option('--choose <rows>', 'whose rows are: "7=GZ00000015,9=new,12=leave"')
    .option('--date <day>', 'the day of rows that do not say one')
    .option('--service <text>', 'the service of rows that do not say one')
    .addHelpText('after', `\nFields for --map: ${FIELDS.join(' ')} ignore`)
    .action(guarded(importAttendance))
}

const FIELDS = Object.keys(ATTENDANCE_TITLES) as readonly AttendanceField[]

async function importAttendance(file: string, options: AttendanceOptions): Promise<void> {
  const bytes = bytesIn(file)
  const sheet = await sheetOf(bytes, file)
  await inHouse(options, async (bank) => {
    const { station, date, service } = options
    const given = options.map === undefined ? undefined : mapped(sheet, options.map)
    const kept = given ?? (await savedLayout(bank, station, sheet))
    const defaults = { date, service }
    const read = readAttendance(sheet, { today: today(bank), layout: kept, defaults })
    if (isSheetFault(read)) throw new Refused([`${sheetSentence(read, 'zh')}${columnsIn(sheet)}`])
    withoutFaults(read)

    const choices = await choicesIn(bank, options.choose ?? '')
    const source = options.source ?? sourceOf(read)
    const order = { station, source, rows: read.rows, choices, sheet: bytes }
    const plans = await planned(bank, order, options)
    if (given && options.saveMap && !options.dryRun) await keepMapping(bank, station, sheet, given)
    told(options, plans, kept && usedText(read, given === undefined))
  })
}

async function planned(
  bank: OpenBank,
  order: SheetOrder,
  options: AttendanceOptions,
): Promise<readonly RowPlan[]> {
  const plans = options.dryRun
    ? await planSheet(bank, SYSTEM, order)
    : (await enterSheet(bank, SYSTEM, order)).plans
  const said = []
  for (const plan of plans) {
    if (plan.state === 'refused') said.push(refusedRow(plan.row, toldOf(bank, plan.refusal), 'zh'))
    if (plan.state === 'ask')
      said.push(refusedRow(plan.row, await question(bank, order, plan), 'zh'))
  }
  if (said.length > 0) throw new Refused(said)
  return plans
}

function toldOf(bank: OpenBank, refusal: Refusal): string {
  return sentence(refusal, { language: 'zh', rules: bank.rules })
}

/** Who could be meant, by number and the end of the phone, and how to say so. */
async function question(
  bank: OpenBank,
  order: SheetOrder,
  { row, fits }: { readonly row: number; readonly fits: readonly MemberId[] },
): Promise<string> {
  const people = await bank.people.names(fits)
  const some = [...people.values()].map(
    ({ number, phone }) => `${number}（尾号 ${phone.slice(-4) || '无'}）`,
  )
  const name = order.rows.find((one) => one.row === row)?.name ?? ''
  const who = some.length > 0 ? `可能是 ${some.join('、')}` : '名册里没有这个姓名，表里也没有电话'
  const first = [...people.values()][0]?.number ?? 'new'
  return `${name}：${who}。请补上电话，或用 --choose ${row}=${first} 指定，${row}=new 登记新人，${row}=leave 不记。`
}

function told(
  options: AttendanceOptions,
  plans: readonly RowPlan[],
  used: string | undefined,
): void {
  const count = (state: string) => plans.filter((plan) => plan.state === state).length
  const waits = plans.filter((plan) => 'waits' in plan && plan.waits !== undefined)
  const waiting = waits.length
  const [credited, enrolled] = [count('credit'), count('enrol')]
  const [already, left] = [count('already'), count('left')]
  const known = plans.filter(({ state }) => state === 'already')
  const verb = options.dryRun ? '将' : '已'
  const lines = [
    `${verb}记录 ${credited + enrolled - waiting} 行，早已记过 ${already} 行${left > 0 ? `，不记 ${left} 行` : ''}`,
    ...(already === 0 || already === plans.length ? [] : [`早已记过的：第 ${rowsText(known)} 行`]),
    ...(waiting === 0 ? [] : [`${verb}报请复核 ${waiting} 行：第 ${rowsText(waits)} 行`]),
    ...(used === undefined ? [] : [used]),
  ]
  answer(options, { credited, enrolled, already, left, waiting }, lines.join('\n'))
}

const rowsText = (plans: readonly RowPlan[]) => plans.map(({ row }) => row).join('、')

/** What was kept for these titles at the station. */
async function savedLayout(
  bank: OpenBank,
  station: string,
  sheet: Sheet,
): Promise<Layout<AttendanceField> | undefined> {
  const kept = await mappingFor(bank, station, fingerprintsOf(sheet))
  return kept && layoutFrom(kept.headerRow, kept.columns, ATTENDANCE_TITLES)
}

async function keepMapping(
  bank: OpenBank,
  station: string,
  sheet: Sheet,
  layout: Layout<AttendanceField>,
): Promise<void> {
  const fingerprint = fingerprintOf(sheet.rows[layout.headerRow - 1] ?? [])
  if (fingerprint === undefined) return
  const order = { id: bank.ids.entry(), station, fingerprint, columns: lettersOf(layout) }
  const outcome = await saveMapping(bank, SYSTEM, order)
  if (!outcome.ok) throw new Refused([toldOf(bank, outcome.refusal)])
}

/** "姓名=name,C=hours": titles and letters to fields, over what the titles say by themselves. */
function mapped(sheet: Sheet, text: string): Layout<AttendanceField> {
  const titles: Record<string, AttendanceField | 'ignore'> = {}
  const letters = new Map<number, AttendanceField | 'ignore'>()
  for (const pair of text.split(/[,，]/)) {
    const [, key = '', field = ''] = /^\s*(.+?)\s*[=＝]\s*(\w+)\s*$/.exec(pair) ?? []
    const known = field === 'ignore' || FIELDS.some((one) => one === field)
    if (!known)
      throw new Refused([
        `--map 读不懂“${pair}”，请写成“列名=字段”，字段是：${FIELDS.join(' ')} ignore`,
      ])
    if (/^[A-Z]{1,2}$/.test(key)) letters.set(columnOf(key) - 1, field as AttendanceField)
    else titles[key] = field as AttendanceField
  }
  const mapping: Mapping<AttendanceField> = titles
  const found = findHeader(sheet, ATTENDANCE_TITLES, ['name', 'number'], mapping)
  const row = found?.row ?? likelyHeader(sheet)
  const { fields } = likelyLayout(sheet, ATTENDANCE_TITLES, row, mapping)
  const chosen = fields.map((field, at) => {
    const isTaken = [...letters.values()].some((one) => one === field)
    return letters.get(at) ?? (isTaken ? undefined : field)
  })
  return { headerRow: row, fields: chosen }
}

async function choicesIn(bank: OpenBank, text: string): Promise<ReadonlyMap<number, RowChoice>> {
  const choices = new Map<number, RowChoice>()
  for (const pair of text.split(/[,，]/).filter((one) => one.trim() !== '')) {
    const [, row = '', who = ''] = /^\s*(\d+)\s*=\s*(\S+)\s*$/.exec(pair) ?? []
    const [person] =
      who === '' || who === 'new' || who === 'leave'
        ? []
        : await bank.people.find('city', { number: who }, 1)
    const choice = who === 'new' ? 'enrol' : who === 'leave' ? 'leave' : person?.member
    if (row === '' || choice === undefined)
      throw new Refused([`--choose 读不懂“${pair}”，请写成 7=志愿者编号、7=new 或 7=leave`])
    choices.set(Number(row), choice)
  }
  return choices
}

/** Which column was read as what, and how to have it otherwise. */
function usedText({ columns }: Attendance, saved: boolean): string {
  const pairs = FIELDS.flatMap((field) => {
    const column = columns[field]
    return column ? [`${fieldName(field, 'zh')}←${column.title}`] : []
  })
  const from = saved ? '按本站保存的列对应读取' : '按 --map 读取'
  return `${from}：${pairs.join('，')}。要改，请用 --map …（加 --save-map 保存）。`
}

function columnsIn(sheet: Sheet): string {
  const row = likelyHeader(sheet)
  const cells = (sheet.rows[row - 1] ?? []).flatMap((cell, at) => {
    const title = shown(cell).trim()
    return title === '' ? [] : [`${refOf(1, at + 1).slice(0, -1)} ${title}`]
  })
  return `第 ${row} 行的列：${cells.join('，')}。可用 --map "B=name,C=phone,…" 指定每一列是什么。`
}
