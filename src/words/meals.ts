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
  subsidies: '助餐补贴标准',
  subsidiesHint:
    '每份标准从某天起执行，按就餐那天算。镇街有标准的用镇街的，没有的用区的，再没有的用市的。',
  inForce: '现行',
  later: '还没有开始执行',
  replaced: '已被新的代替',
  areaVersion: (area: string, version: number) => `${area}（第 ${version} 版）`,
  example: '举例算一算',
  exampleAge: '年龄',
  exampleHardship: '特困、低保、低收入或优抚长者',
  exampleHome: '住在哪里',
  homeTown: '本镇街',
  homeDistrict: '本区别的镇街',
  homeCity: '别的区',
  exampleShow: '算一算',
  exampleNone: '这个年龄没有补贴，餐费全部由个人付',
  exampleSource: (source: string) => `依据 ${source}`,
  add: '新增一份标准',
  addHint:
    '按公布的文件填。各级补贴加个人付要等于餐费，单位是元。不用的行留空。同一地区同一天再填一次就是更正。',
  area: '地区',
  fromDay: '执行日期',
  feeYuan: '一份餐费（元）',
  sourceCode: '依据的文件或决议编号',
  sourceHint: '用字母、数字、点、横线，如 zengcheng-2020-12',
  bandCode: '对象代号',
  isHardship: '困难',
  ageFrom: '年满',
  save: '保存标准',
  saved: '标准已保存',
  moneyWrong: (row: number) => `第 ${row} 行：请填写年龄和金额，金额如 3 或 2.5。`,
  sumWrong: (row: number, fee: string) => `第 ${row} 行：各级补贴加个人付不等于餐费 ${fee}。`,
  feeWrong: '请填写一份餐费，如 12。',
  bandsNone: '请至少填写一行。',
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
  subsidies: 'Subsidies of meals',
  subsidiesHint:
    'Each table holds from a day on, by the day of the meal. A town’s own goes before its district’s, and that before the city’s.',
  inForce: 'in force',
  later: 'not begun yet',
  replaced: 'replaced',
  areaVersion: (area, version) => `${area} (version ${version})`,
  example: 'Work out an example',
  exampleAge: 'Age',
  exampleHardship: 'In hardship',
  exampleHome: 'Lives in',
  homeTown: 'this town',
  homeDistrict: 'another town of the district',
  homeCity: 'another district',
  exampleShow: 'Work out',
  exampleNone: 'There is no subsidy at this age; the diner pays the whole meal',
  exampleSource: (source) => `as in ${source}`,
  add: 'Add a table',
  addHint:
    'As the paper has it. The parts and what the diner pays make the fee, in yuan. Leave rows empty that are not needed. The same area and day again is a correction.',
  area: 'Area',
  fromDay: 'Holds from',
  feeYuan: 'One meal (yuan)',
  sourceCode: 'Code of the paper or resolution',
  sourceHint: 'Letters, digits, dots and dashes, as zengcheng-2020-12',
  bandCode: 'Code of who',
  isHardship: 'Hardship',
  ageFrom: 'Aged',
  save: 'Save the table',
  saved: 'The table is saved',
  moneyWrong: (row) => `Row ${row}: please enter the age and amounts such as 3 or 2.5.`,
  sumWrong: (row, fee) => `Row ${row}: the parts and what the diner pays do not make ${fee}.`,
  feeWrong: 'Please enter what one meal costs, as 12.',
  bandsNone: 'Please enter one row at least.',
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

/** Bands that have a name, as codes. */
export const BAND_CODES: readonly string[] = Object.keys(BANDS)

/** "5 元", "2.5 元". */
export function yuanText(fen: number, language: Language): string {
  const yuan = `${fen / 100}`
  return language === 'zh' ? `${yuan} 元` : `¥${yuan}`
}
