/** Words of a station's catalogue: items and their prices, stock, days, and what a person is missing. */
import type { Refusal } from '../ledger/refusal.ts'
import type { ItemKind } from '../rules/redeeming.ts'
import type { Language } from './language.ts'
import { hoursText } from './reading.ts'
import { type Speaker, sentence } from './refusal.ts'
import { listed } from './speaker.ts'

const zh = {
  title: '兑换目录',
  hint: '站点的时间能兑换什么、用多少，都写在这里。改价格要另一位同意，每次改动都留下版本和原因。',
  none: '本站还没有自己的目录，现在按全市统一的服务项目和标准兑换。',
  add: '添加项目',
  edit: '修改',
  code: '项目代码',
  codeHint: '小写字母和数字，如 haircut-home，定了就不改',
  name: '名称',
  nameEn: '英文名称',
  kind: '类型',
  by: '怎样计',
  byHour: '按小时',
  byItem: '按次（份、餐）',
  minutes: '用多少小时',
  minutesHint: '每小时或每次用的时间，如 1 或 2',
  counted: '计库存',
  open: '现在可以兑换',
  week: '星期几兑换',
  weekHint: '1 至 7，如 3,6；不写就是天天可以',
  month: '每月几号兑换',
  monthHint: '如 15,28；不写就不限',
  slots: '每天名额',
  age: '满多少周岁',
  payer: '个人餐费由谁付',
  payerHint: '用积分抵个人餐费时填，如 fund:A-2026-7',
  reason: '原因',
  resolution: '决议编号',
  save: '保存',
  saved: '已保存',
  stock: '库存',
  stockLeft: (left: number) => `还有 ${left} 份`,
  stockBy: '增加多少',
  stockByHint: '减少写负数，如 -2',
  stockSave: '记库存',
  version: '版本',
  closed: '暂停兑换',
  perHour: (hours: string) => `每小时用 ${hours}`,
  perItem: (hours: string) => `用 ${hours}`,
  slotsADay: (count: number) => `每天 ${count} 个名额`,
  from: (day: string) => `最近 ${day}`,
  hoursToGo: (hours: string) => `还差 ${hours}`,
  served: (hours: string) => `累计服务还差 ${hours}`,
  more: '看看别的',
  page: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`,
  item: '兑换项目',
  times: '数量',
  timesHint: '几小时或几份，不写就是 1',
  priceNow: '现在的价格',
  priceThen: '要改成',
  nudge: '这些时间本周可以换',
  nudgeHint: '想用就用，不用也一直为您留着，不会过期。',
  nudgeFor: '可用的时间本周可以换',
  unused: '一年没用过的时间',
  unusedHint: '下面这些人的时间放了一年以上。见到本人时可以说一声，用不用由本人决定。',
  unusedNone: '没有放了一年以上的时间',
}

const en: typeof zh = {
  title: 'Catalogue',
  hint: 'What hours are redeemed for here, and what it costs. A price changes only when a second person agrees; each change keeps its version and reason.',
  none: 'The station has no catalogue of its own yet: the city’s services and prices apply.',
  add: 'Add an item',
  edit: 'Change',
  code: 'Code',
  codeHint: 'Small letters and digits, as haircut-home; it stays',
  name: 'Name',
  nameEn: 'Name in English',
  kind: 'Kind',
  by: 'Counted',
  byHour: 'by the hour',
  byItem: 'by the item',
  minutes: 'Hours it costs',
  minutesHint: 'For an hour of it or for one, as 1 or 2',
  counted: 'Stock is counted',
  open: 'Open now',
  week: 'Days of the week',
  weekHint: '1 to 7, as 3,6; every day where nothing is said',
  month: 'Days of the month',
  monthHint: 'As 15,28; any where nothing is said',
  slots: 'Places a day',
  age: 'Least age',
  payer: 'Who pays the personal share',
  payerHint: 'Where points stand for it, as fund:A-2026-7',
  reason: 'Reason',
  resolution: 'Resolution',
  save: 'Save',
  saved: 'Saved',
  stock: 'Stock',
  stockLeft: (left) => `${left} left`,
  stockBy: 'How many more',
  stockByHint: 'Fewer as -2',
  stockSave: 'Count',
  version: 'Version',
  closed: 'closed',
  perHour: (hours) => `${hours} for each hour`,
  perItem: (hours) => `takes ${hours}`,
  slotsADay: (count) => `${count} places a day`,
  from: (day) => `from ${day}`,
  hoursToGo: (hours) => `${hours} to go`,
  served: (hours) => `${hours} of service to go`,
  more: 'Other choices',
  page: (page, pages) => `Page ${page} of ${pages}`,
  item: 'Item',
  times: 'How many',
  timesHint: 'Hours or items; 1 unless said',
  priceNow: 'It costs now',
  priceThen: 'It would cost',
  nudge: 'This week these hours could pay for',
  nudgeHint: 'Only if you wish: they stay yours and do not expire.',
  nudgeFor: 'This week their hours could pay for',
  unused: 'Hours unused for a year',
  unusedHint:
    'Hours of these people are older than a year. You may mention it when you meet; whether they use them is theirs to say.',
  unusedNone: 'No hours are older than a year',
}

export const catalogue = { zh, en }

type Named = Readonly<Record<Language, string>>

const KINDS: Readonly<Record<ItemKind, Named>> = {
  service: { zh: '服务', en: 'service' },
  meal: { zh: '餐食', en: 'meal' },
  good: { zh: '物资', en: 'goods' },
  slot: { zh: '名额', en: 'place' },
}

export function itemKindName(kind: ItemKind, language: Language): string {
  return KINDS[kind][language]
}

const REASONS: Readonly<Record<string, Named>> = {
  new: { zh: '新开项目', en: 'new item' },
  resolution: { zh: '按决议', en: 'by a resolution' },
  'yearly-look': { zh: '定期检视', en: 'the yearly look at prices' },
  supply: { zh: '供应变化', en: 'supply has changed' },
  season: { zh: '季节变化', en: 'season' },
  correction: { zh: '更正', en: 'correction' },
  received: { zh: '收到', en: 'received' },
  returned: { zh: '退回', en: 'returned' },
  counted: { zh: '盘点', en: 'counted' },
  damaged: { zh: '损坏', en: 'damaged' },
  'given-away': { zh: '另作赠送', en: 'given away' },
}

export function itemReason(reason: string, language: Language): string {
  return REASONS[reason]?.[language] ?? reason
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日']
const WEEK_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** "星期三、星期六", or "每月 15 日"; '' where any day will do. */
export function itemDaysText(
  days: { readonly week?: readonly number[]; readonly month?: readonly number[] } | undefined,
  language: Language,
): string {
  const zhs = language === 'zh'
  const week = (days?.week ?? []).map((day) =>
    zhs ? `星期${WEEK[day - 1] ?? ''}` : (WEEK_EN[day - 1] ?? ''),
  )
  const month = (days?.month ?? []).map((day) => (zhs ? `每月 ${day} 日` : `day ${day}`))
  const all = [...week, ...month]
  return zhs ? listed(all, 'zh') : all.join(', ')
}

/** What is missing, as short as it can be said beside an item: "还差 12 小时". */
export function missingText(refusal: Refusal, to: Speaker): string {
  const words = catalogue[to.language]
  switch (refusal.code) {
    case 'short-of-hours':
      return words.hoursToGo(hoursText(refusal.needs - refusal.has, to.language))
    case 'below-gate':
      return words.served(hoursText(refusal.needs - refusal.served, to.language))
    default:
      return sentence(refusal, to)
  }
}
