/** The list of what has to be keyed into i志愿, in its own columns. */
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

export const toKeyXlsx = (lines: readonly KeyLine[]) => writeXlsx(lines, COLUMNS, '待补录清单')
export const toKeyCsv = (lines: readonly KeyLine[]) => writeCsv(lines, COLUMNS)
