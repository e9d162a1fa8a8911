/** What is said of a review: who looks, why, and why not. */
import type { Refusal, ReviewLevel, ReviewReason } from '../ledger/refusal.ts'
import type { REJECTIONS } from '../rules/review-settings.ts'
import type { Language } from './language.ts'
import { listed } from './speaker.ts'

type Named = Readonly<Record<Language, string>>

const LEVEL_NAMES: Readonly<Record<ReviewLevel, Named>> = {
  station: { zh: '本站复核人', en: 'a reviewer of the station' },
  street: { zh: '镇街', en: 'the street office' },
  district: { zh: '区级', en: 'the district office' },
  city: { zh: '市级', en: 'the city office' },
}

/** "镇街", as in "由镇街复核". */
export function levelName(level: ReviewLevel, language: Language): string {
  return LEVEL_NAMES[level][language]
}

const WHY: Readonly<Record<ReviewReason, Named>> = {
  'long-day': { zh: '当天合计时数较多', en: 'many hours on one day' },
  'clerk-member': {
    zh: '同一经办人当月为同一人记的时数较多',
    en: 'many hours this month by one clerk for one person',
  },
  'clerk-month': { zh: '同一经办人当月记的时数较多', en: 'many hours this month by one clerk' },
  late: { zh: '补录以前的服务', en: 'a late entry' },
  'not-the-maker': { zh: '更正别人经办的记录', en: 'a correction of somebody else’s record' },
  'older-than-a-day': { zh: '更正以前的记录', en: 'a correction of an earlier day’s record' },
  large: { zh: '更正的时数较多', en: 'a correction of many hours' },
  role: { zh: '岗位权限变动', en: 'a change of who may review' },
  'pin-reset': { zh: '重设密码 PIN', en: 'a PIN that was reset' },
  change: { zh: '这类事项须两人同意', en: 'two have to agree to this' },
  netting: { zh: '站点清算', en: 'a settlement between stations' },
  export: { zh: '导出较多人的信息', en: 'an export of many people’s data' },
}

export function whyText(why: ReviewReason, language: Language): string {
  return WHY[why][language]
}

/** "补录以前的服务、当天合计时数较多". */
export function whysText(whys: readonly ReviewReason[], language: Language): string {
  const texts = whys.map((why) => whyText(why, language))
  return language === 'zh' ? listed(texts, 'zh') : texts.join(', ')
}

const REJECTED: Readonly<Record<(typeof REJECTIONS)[number], Named>> = {
  'not-served': { zh: '服务没有进行', en: 'the service did not take place' },
  'wrong-minutes': { zh: '时数不符', en: 'the hours are wrong' },
  'wrong-person': { zh: '人员不符', en: 'it is the wrong person' },
  'wrong-day': { zh: '日期不符', en: 'it is the wrong day' },
  twice: { zh: '重复记录', en: 'it is recorded twice' },
  'no-evidence': { zh: '凭据不足', en: 'there is not enough evidence' },
  withdrawn: { zh: '经办人撤回', en: 'taken back by whoever asked' },
  other: { zh: '其他原因', en: 'another reason' },
}

export function rejectionText(reason: string, language: Language): string {
  const named = REJECTED as Readonly<Record<string, Named>>
  return Object.hasOwn(REJECTED, reason) ? (named[reason]?.[language] ?? reason) : reason
}

type NotSecond = Extract<Refusal, { readonly code: 'not-second-person' }>['why']

const NOT_SECOND: Readonly<Record<NotSecond, Named>> = {
  maker: {
    zh: '这件事由您经办，须由另一位复核。',
    en: 'You asked for this yourself; somebody else has to look at it.',
  },
  'same-member': {
    zh: '您与经办人登记的是同一位志愿者，须由另一位复核。',
    en: 'You and whoever asked are the same person; somebody else has to look at it.',
  },
  'own-hours': {
    zh: '这是您自己的时数，须由另一位复核。',
    en: 'These are your own hours; somebody else has to look at them.',
  },
  relative: {
    zh: '这是您申报过的亲属的时数，须由另一位复核。',
    en: 'This is about a relative you have declared; somebody else has to look at it.',
  },
}

export function notSecondText(why: NotSecond, language: Language): string {
  return NOT_SECOND[why][language]
}

/** What two have to agree on, by the subject of the change. */
const CHANGES: Readonly<Record<string, Named>> = {
  'extend-order': { zh: '工单延期', en: 'more time for a service order' },
  handover: { zh: '站点承办移交', en: 'a station handed over to the next organisation' },
  'undo-hours': {
    zh: '更正已经用掉的时数（已通知本人）',
    en: 'undoing hours that were spent (the person was told)',
  },
  contract: { zh: '有偿服务合同', en: 'a contract of paid care' },
  'item-price': { zh: '兑换项目的价格', en: 'the price of an item' },
}

export function changeText(subject: string, language: Language): string {
  return CHANGES[subject]?.[language] ?? subject
}
