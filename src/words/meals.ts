/** Words of the canteen: who pays what of a meal, and the list of who ate. Money is told, and never turned into hours. */
import type { Language } from './language.ts'

const zh = {
  title: '长者饭堂',
  hint: '补贴标准按公布的文件，只用来说明饭堂刷卡时个人付多少。时间积分和钱没有换算。',
  none: '这里还没有补贴标准。',
  sample: '示例数据，请以公布的文件为准',
  from: (day: string) => `${day} 起`,
  source: '依据',
  fee: '餐费',
  band: '对象',
  pays: '个人付',
  city: '市补贴',
  district: '区补贴',
  town: '镇街补贴',
  otherTown: '在别的镇街用餐，个人付',
  otherDistrict: '在别的区用餐，个人付',
  diners: '导入就餐名单',
  dinersHint:
    '饭堂刷卡机导出的当天名单（Excel 或 CSV）：编号或卡号、餐次、份数。同一份名单重复导入不会重复记。',
  day: '日期',
  file: '名单',
  fileMissing: '请选一个名单文件',
  send: '导入',
  taken: (added: number, changed: number) => `已导入：新增 ${added}，更正 ${changed}`,
  asBefore: (same: number) => `与以前相同 ${same}`,
  today: '当天就餐',
  people: (people: number, meals: number) => `${people} 人，${meals} 份`,
  explained: (fee: string, pays: string) => `餐费 ${fee}，个人付 ${pays}`,
  paidBy: (payer: string) => `个人餐费由 ${payer} 支付`,
}

const en: typeof zh = {
  title: 'Canteen',
  hint: 'The subsidy is as published and only explains what is paid at the till. Points and money are not converted.',
  none: 'There is no subsidy table here yet.',
  sample: 'Sample data; the published paper counts',
  from: (day) => `from ${day}`,
  source: 'Source',
  fee: 'Meal',
  band: 'Who',
  pays: 'Pays',
  city: 'City',
  district: 'District',
  town: 'Town',
  otherTown: 'Pays in another town',
  otherDistrict: 'Pays in another district',
  diners: 'Take in a list of diners',
  dinersHint:
    'The till’s list of a day (Excel or CSV): number or card, meal, how many. The same list sent again records nothing twice.',
  day: 'Day',
  file: 'List',
  fileMissing: 'Please choose a file',
  send: 'Take in',
  taken: (added, changed) => `Taken in: ${added} new, ${changed} changed`,
  asBefore: (same) => `${same} as before`,
  today: 'Meals of the day',
  people: (people, meals) => `${people} people, ${meals} meals`,
  explained: (fee, pays) => `Meal ${fee}; the diner pays ${pays}`,
  paidBy: (payer) => `The personal share is paid by ${payer}`,
}

export const meals = { zh, en }

type Named = Readonly<Record<Language, string>>

const BANDS: Readonly<Record<string, Named>> = {
  hardship: { zh: '特困、低保、低收入、优抚长者', en: 'Elders in hardship' },
  'elder-80': { zh: '80 周岁以上', en: '80 and over' },
  'elder-60': { zh: '60 至 79 周岁', en: '60 to 79' },
}

export function bandName(band: string, language: Language): string {
  return BANDS[band]?.[language] ?? band
}

const MEALS: Readonly<Record<string, Named>> = {
  breakfast: { zh: '早餐', en: 'Breakfast' },
  lunch: { zh: '午餐', en: 'Lunch' },
  dinner: { zh: '晚餐', en: 'Dinner' },
}

export function mealName(meal: string, language: Language): string {
  return MEALS[meal]?.[language] ?? meal
}

/** "5 元", "2.5 元". */
export function yuanText(fen: number, language: Language): string {
  const yuan = `${fen / 100}`
  return language === 'zh' ? `${yuan} 元` : `¥${yuan}`
}
