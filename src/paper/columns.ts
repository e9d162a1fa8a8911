/**
 * Which column is which. Every station names its columns its own way, so each
 * field has the titles met in real sheets; a source whose titles are stranger
 * is mapped by hand once, and the mapping is kept for it.
 */

import { normalised, shown } from './cell.ts'
import type { Cell } from './cell.ts'
import type { SheetFault } from './fault.ts'

/** Titles of a field as `titleOf` gives them: half-width, without spaces, brackets kept. */
export type Titles<Field extends string> = Readonly<Record<Field, readonly string[]>>

/** What a person decided for a source: title → field, or `ignore` for a column to pass over. */
export type Mapping<Field extends string = string> = Readonly<Record<string, Field | 'ignore'>>

export interface Column {
  /** Place in the row, from zero. */
  readonly at: number
  /** The title as it stands in the sheet. */
  readonly title: string
  readonly cell: string
}

export type Columns<Field extends string> = Readonly<Partial<Record<Field, Column>>>

export interface MappedColumns<Field extends string> {
  readonly columns: Columns<Field>
  readonly unknownColumns: readonly Column[]
}

export interface Header {
  /** Row number, from one. */
  readonly row: number
  readonly cells: readonly Cell[]
}

const PERSON = {
  number: [
    '志愿者编号',
    '编号',
    '会员号',
    '会员编号',
    '志愿者号',
    '志愿者证号',
    '注册号',
    '注册编号',
    'i志愿编号',
    'i志愿号',
    '广东志愿者编号',
    '义工编号',
    '义工号',
    '人员编号',
    '志愿编号',
  ],
  name: [
    '姓名',
    '志愿者姓名',
    '参加人员',
    '参与人员',
    '人员姓名',
    '志愿者',
    '义工姓名',
    '名字',
    '服务人员',
  ],
  phone: [
    '联系电话',
    '手机',
    '手机号码',
    '手机号',
    '电话',
    '电话号码',
    '联系方式',
    '联系手机',
    '移动电话',
  ],
  phoneTail: [
    '手机后四位',
    '手机尾号',
    '电话尾号',
    '手机号后四位',
    '电话后四位',
    '手机后4位',
    '手机号后4位',
    '尾号',
  ],
  idTail: [
    '证件号后四位',
    '身份证后四位',
    '身份证号后四位',
    '证件后四位',
    '身份证后4位',
    '证件号后4位',
    '身份证尾号',
  ],
} as const

const LENGTH = {
  hours: [
    '服务时数',
    '时数',
    '服务时长',
    '时长',
    '时长(小时)',
    '小时',
    '小时数',
    '服务小时',
    '服务小时数',
    '志愿服务时数',
    '志愿服务时长',
    '志愿时数',
    '工时',
  ],
  minutes: [
    '服务分钟',
    '服务分钟数',
    '时长(分钟)',
    '分钟',
    '分钟数',
    '服务时长(分钟)',
    '时数(分钟)',
  ],
} as const

export const ATTENDANCE_TITLES = {
  ...PERSON,
  born: ['出生日期', '出生年月', '出生年月日', '生日', '出生'],
  ...LENGTH,
  date: ['服务日期', '日期', '活动日期', '服务时间(日期)', '志愿服务日期', '签到日期'],
  from: ['签到时间', '开始时间', '上班', '签到', '上班时间', '到岗时间', '服务开始时间', '开始'],
  to: ['签退时间', '结束时间', '签退', '下班', '下班时间', '离岗时间', '服务结束时间', '结束'],
  span: ['服务时间', '服务时段', '时间段', '时段', '起止时间', '服务起止时间', '活动时间'],
  service: [
    '服务内容',
    '内容',
    '服务项目',
    '服务类型',
    '服务类别',
    '工作内容',
    '岗位',
    '志愿服务内容',
  ],
  activity: ['活动名称', '项目名称', '活动', '活动主题', '志愿服务项目'],
  activityCode: ['活动编号', '活动编码', '项目编号', '活动id'],
  /** The platform's own number of the row. */
  record: ['记录编号', '服务记录编号', '签到记录编号', '时数记录编号', '时数编号'],
  /** How a platform captured the sign-in. */
  method: ['签到方式', '签到类型', '打卡方式', '考勤方式'],
  note: ['备注', '说明', '备注说明'],
} as const satisfies Titles<string>

export const TALLY_TITLES = {
  ...PERSON,
  ...LENGTH,
  hours: [...LENGTH.hours, '变动时数', '发生时数', '数额'],
  minutes: [...LENGTH.minutes, '变动分钟'],
  date: [...ATTENDANCE_TITLES.date, '发生日期', '登记日期', '记录日期', '兑换日期'],
  kind: ['类型', '类别', '业务类型', '事项', '摘要', '收支', '记录类型'],
  paidIn: ['存入', '收入', '增加', '记录时数', '存入时数', '收入时数', '增加时数', '记入'],
  paidOut: ['支出', '减少', '兑换', '兑换时数', '支出时数', '减少时数', '扣减', '扣减时数', '支取'],
  service: ATTENDANCE_TITLES.service,
  note: ATTENDANCE_TITLES.note,
} as const satisfies Titles<string>

export const BALANCE_TITLES = {
  ...PERSON,
  served: [
    '累计服务时数',
    '累计时数',
    '服务时数',
    '总时数',
    '累计服务时长',
    '累计时长',
    '服务总时数',
  ],
  station: ['归属站点', '归属站点编号', '所属站点编号'],
  points: ['可用积分', '积分', '时间积分', '剩余积分', '积分余额', '可兑换积分'],
  available: ['可用时数', '剩余时数', '可用时长', '可兑换时数', '时数余额', '余额'],
  note: ATTENDANCE_TITLES.note,
} as const satisfies Titles<string>

export const STATION_TITLES = {
  code: ['站点编号', '编号', '站点代码'],
  name: ['站点名称', '名称'],
  area: ['区域代码', '区划代码', '所属区域代码'],
  kind: ['类型', '站点类型'],
  hotline: ['热线', '电话', '联系电话', '服务热线'],
  address: ['地址', '站点地址'],
  opening: ['开放时间', '服务时间'],
  organisation: ['运营组织', '承办组织', '运营机构', '承办机构'],
  creditCode: ['统一社会信用代码', '信用代码'],
  from: ['承办开始', '承办开始日期', '运营开始'],
  to: ['承办结束', '承办结束日期', '运营结束'],
} as const satisfies Titles<string>

export const AREA_TITLES = {
  code: ['代码', '区域代码', '区划代码', '编号'],
  name: ['名称', '区域名称'],
  level: ['层级', '级别'],
  parent: ['上级代码', '上级区域代码', '上级'],
} as const satisfies Titles<string>

export const ORGANISATION_TITLES = {
  code: ['统一社会信用代码', '信用代码', '社会信用代码'],
  name: ['组织名称', '名称', '单位名称', '机构名称'],
  kind: ['类型', '组织类型', '单位类型', '机构类型'],
  head: ['负责人', '法定代表人', '主要负责人'],
  handler: ['经办人', '联系人', '经办'],
  phone: ['联系电话', '电话', '经办人电话'],
} as const satisfies Titles<string>

export const TEAM_TITLES = {
  code: ['队伍编号', '编号', '服务队编号', '队伍代码'],
  name: ['队伍名称', '名称', '服务队名称', '志愿服务队'],
  organisation: ['所属组织信用代码', '统一社会信用代码', '信用代码', '组织信用代码', '所属组织'],
} as const satisfies Titles<string>

/** A canteen's till: who, which meal, how many. */
export const DINER_TITLES = {
  number: [...PERSON.number, '卡号', '长者卡号', '就餐卡号', '敬老卡号', 'number', 'card'],
  meal: ['餐次', '餐别', '就餐餐次', 'meal'],
  count: ['份数', '数量', '就餐份数', '次数', 'count'],
} as const

/** Columns of a printed sheet that say nothing. */
const PASSED_OVER = new Set(['序号', '签名', '签字', '签章', '本人签名', '志愿者签名'])

/** Events of 12345 and of the grid, as their own exports name the columns. */
export const EVENT_TITLES = {
  outside: ['工单编号', '工单号', '事件编号', '来件编号', '诉求编号', '流水号', '编号'],
  need: ['诉求内容', '事件描述', '事项描述', '问题描述', '工单内容', '内容', '诉求'],
  station: ['承办站点', '站点编号', '站点', '承办单位代码'],
  due: ['办理时限', '截止时间', '办结时限', '到期时间', '要求办结时间', '期限'],
  caller: ['来电人', '诉求人', '反映人', '上报人', '联系人'],
  phone: ['联系电话', '来电号码', '电话', '手机号'],
  address: ['地址', '事发地址', '详细地址', '地点'],
} as const satisfies Titles<string>

/** A title may stand below a name of the street, a month and some instructions. */
export const HEADER_ROWS = 15

const ALL_TITLES = new Set(
  [
    ATTENDANCE_TITLES,
    TALLY_TITLES,
    BALANCE_TITLES,
    STATION_TITLES,
    AREA_TITLES,
    ORGANISATION_TITLES,
    TEAM_TITLES,
    DINER_TITLES,
    EVENT_TITLES,
  ].flatMap((titles) => Object.values(titles).flat()),
)

/** The row most like a header of any sheet we know; 1 when none is. */
export function likelyHeader(sheet: { readonly rows: readonly (readonly Cell[])[] }): number {
  const hits = sheet.rows
    .slice(0, HEADER_ROWS)
    .map((cells) => cells.filter((cell) => spellings(titleOf(cell)).some(isKnown)).length)
  const most = Math.max(...hits)
  return most < 2 ? 1 : hits.indexOf(most) + 1
}

function isKnown(title: string): boolean {
  return ALL_TITLES.has(title)
}

/** The row of the first fifteen that names most fields: one of `anchors` and something besides. */
export function findHeader<Field extends string>(
  sheet: { readonly rows: readonly (readonly Cell[])[] },
  titles: Titles<Field>,
  anchors: readonly Field[],
  saved: Mapping<Field> = {},
): Header | undefined {
  const candidates = sheet.rows.slice(0, HEADER_ROWS).map((cells, at) => {
    const fields = new Set(cells.map((cell) => fieldOf(cell, titles, saved)))
    fields.delete(undefined)
    fields.delete('ignore')
    const hits = anchors.some((anchor) => fields.has(anchor)) ? fields.size : 0
    return { row: at + 1, cells, hits }
  })
  const best = candidates.reduce<{ readonly hits: number } & Header>(
    (most, next) => (next.hits > most.hits ? next : most),
    { row: 0, cells: [], hits: 1 },
  )
  return best.row === 0 ? undefined : { row: best.row, cells: best.cells }
}

export function mapColumns<Field extends string>(
  headerCells: readonly Cell[],
  titles: Titles<Field>,
  saved: Mapping<Field> = {},
): MappedColumns<Field> | SheetFault {
  const columns: Partial<Record<Field, Column>> = {}
  const unknownColumns: Column[] = []

  for (const [at, cell] of headerCells.entries()) {
    if (cell.kind === 'empty') continue
    const column = { at, title: shown(cell).trim(), cell: cell.ref }
    const field = fieldOf(cell, titles, saved)
    if (field === 'ignore') continue
    if (field === undefined) {
      unknownColumns.push(column)
      continue
    }
    const taken = columns[field]
    if (taken !== undefined) {
      return { code: 'columns-doubled', field, cells: [taken.cell, cell.ref] }
    }
    columns[field] = column
  }
  return { columns, unknownColumns }
}

/** The choices of which none is there. */
export function missingColumns<Field extends string>(
  columns: Columns<Field>,
  choices: readonly (readonly Field[])[],
): SheetFault | undefined {
  const oneOf = choices.filter((fields) => fields.every((field) => columns[field] === undefined))
  return oneOf.length === 0 ? undefined : { code: 'columns-missing', oneOf }
}

/** How a title is compared, and the key of a saved mapping. */
export function titleOf(cell: Cell): string {
  return normalised(shown(cell))
    .replace(/[\s*:;,。、]+/g, '')
    .toLowerCase()
}

export function fieldOf<Field extends string>(
  cell: Cell,
  titles: Titles<Field>,
  saved: Mapping<Field>,
): Field | 'ignore' | undefined {
  if (cell.kind !== 'text') return undefined
  const title = titleOf(cell)
  const decided = Object.entries<Field | 'ignore'>(saved).find(
    ([key]) => normalisedKey(key) === title,
  )
  if (decided !== undefined) return decided[1]
  if (PASSED_OVER.has(title)) return 'ignore'

  const fields = Object.entries<readonly string[]>(titles) as [Field, readonly string[]][]
  for (const spelling of spellings(title)) {
    const found = fields.find(([, known]) => known.includes(spelling))
    if (found !== undefined) return found[0]
  }
  return undefined
}

function normalisedKey(key: string): string {
  return titleOf({ kind: 'text', value: key, ref: '' })
}

/** 服务日期(必填) is 服务日期 too; but 时长(分钟) never is 时长. */
function spellings(title: string): readonly string[] {
  const unit = /\((分钟|分|min|minutes?)\)/.test(title)
  const plain = title.replace(/\([^()]*\)/g, '')
  if (plain === title || plain === '') return [title]
  return unit ? [title, `${plain}(分钟)`] : [title, plain]
}
