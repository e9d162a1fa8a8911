/** What a house has for each person, as a file that another takes in: `import balances --enrol` reads these columns. */
import { writeCsv, type WriteColumn } from './write.ts'

export interface BalanceLine {
  readonly number: string
  readonly name: string
  readonly phone: string
  readonly idTail: string
  readonly station: string
  readonly served: number
  readonly owned: number
}

const COLUMNS: readonly WriteColumn<BalanceLine>[] = [
  { title: '志愿者编号', value: ({ number }) => number },
  { title: '姓名', value: ({ name }) => name },
  { title: '联系电话', value: ({ phone }) => phone },
  { title: '证件号后四位', value: ({ idTail }) => idTail },
  { title: '归属站点', value: ({ station }) => station },
  // Minutes, so that nothing is rounded.
  { title: '累计服务时数', value: ({ served }) => `${served}分钟` },
  { title: '可用时数', value: ({ owned }) => `${owned}分钟` },
]

export const balancesCsv = (lines: readonly BalanceLine[]) => writeCsv(lines, COLUMNS)
