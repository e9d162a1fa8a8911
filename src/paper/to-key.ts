/** The list of what has to be keyed into i志愿, in its own columns. */
import type { Person } from '../bank/ports-people.ts'
import { clock } from '../ledger/counter.ts'
import type { Span } from '../ledger/entry.ts'
import type { Language } from '../words/language.ts'
import { timeText } from '../words/reading.ts'
import { toKey } from '../words/to-key.ts'
import { type NamingBank, serviceNamed, staffNamed } from './named.ts'
import { writeCsv, type WriteColumn, writeXlsx } from './write.ts'

export interface KeyLine {
  readonly number: string
  readonly name: string
  readonly activity: string
  readonly service: string
  readonly date: string
  readonly from: string
  readonly to: string
  readonly minutes: number
  /** Our own number of the record: with it a row that comes back is known. */
  readonly seq: number
  readonly keyed: string
}

const COLUMNS: readonly WriteColumn<KeyLine>[] = [
  { title: '志愿者编号', width: 18, value: ({ number }) => number },
  { title: '姓名', width: 12, value: ({ name }) => name },
  { title: '活动编号', width: 20, value: ({ activity }) => activity },
  { title: '服务内容', width: 16, value: ({ service }) => service },
  { title: '服务日期', width: 14, value: ({ date }) => date },
  { title: '签到时间', width: 12, value: ({ from }) => from },
  { title: '签退时间', width: 12, value: ({ to }) => to },
  { title: '服务时数', width: 10, value: ({ minutes }) => Math.round(minutes / 0.6) / 100 },
  { title: '本地流水号', width: 12, value: ({ seq }) => seq },
  { title: '补录情况', width: 24, value: ({ keyed }) => keyed },
]

/** A row as the bank has it. */
interface KeyRow {
  readonly seq: number
  readonly person?: Person
  readonly servedOn: string
  readonly service: string
  readonly activity?: string
  readonly minutes: number
  readonly span?: Span
  readonly keyed?: { readonly by: string; readonly at: number }
}

/** Rows as they are keyed, with whole names: services are called as that system's own language has them. */
export async function keyLines(
  bank: NamingBank,
  rows: readonly KeyRow[],
  system: 'ivolunteer',
  language: Language,
): Promise<readonly KeyLine[]> {
  const by = rows.flatMap(({ keyed }) => keyed?.by ?? [])
  const names = await staffNamed(bank, by, language)
  return rows.map(({ person, span, keyed, activity = '', ...row }) => ({
    number: person?.outside[system] ?? '',
    name: person?.name ?? '',
    activity,
    service: serviceNamed(bank, row.service, 'zh'),
    date: row.servedOn,
    from: span ? clock(span.from) : '',
    to: span ? clock(span.to) : '',
    ...{ minutes: row.minutes, seq: row.seq },
    keyed: keyed
      ? toKey[language].keyed(names.get(keyed.by) ?? keyed.by, timeText(keyed.at, language))
      : '',
  }))
}

export const toKeyXlsx = (lines: readonly KeyLine[]) => writeXlsx(lines, COLUMNS, '待补录清单')
export const toKeyCsv = (lines: readonly KeyLine[]) => writeCsv(lines, COLUMNS)
