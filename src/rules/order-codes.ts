/** What people choose from where an order is moved on: an entry carries the code, and what is written by hand is in the vault. */
import type { Label } from '../ledger/refusal.ts'

export type Codes = Readonly<Record<string, Label>>

export const REASONS: Codes = {
  'not-needed': { zh: '本人说不需要了', en: 'no longer needed' },
  duplicate: { zh: '重复登记', en: 'taken in twice' },
  'not-ours': { zh: '不属于本站职责', en: 'not ours to do' },
  'wrong-station': { zh: '派错站点', en: 'sent to the wrong station' },
  'no-volunteer': { zh: '暂时找不到合适的人', en: 'nobody suitable yet' },
  'volunteer-ill': { zh: '志愿者来不了', en: 'the volunteer cannot come' },
  'in-hospital': { zh: '本人住院或外出', en: 'the person is in hospital or away' },
  'not-reached': { zh: '联系不上本人', en: 'the person cannot be reached' },
  'not-satisfied': { zh: '本人不满意', en: 'the person is not satisfied' },
  'no-place': { zh: '候补没有等到名额', en: 'nobody called off' },
  'station-closed': { zh: '站点原因，改不了期', en: 'the station has to call it off' },
  other: { zh: '其他（写在备注里）', en: 'other (see the note)' },
}

export const OUTCOMES: Codes = {
  served: { zh: '已提供服务', en: 'served' },
  solved: { zh: '问题已解决', en: 'solved' },
  explained: { zh: '已解答、已说明', en: 'answered and explained' },
  delivered: { zh: '物资已送到', en: 'goods delivered' },
  visited: { zh: '已上门探访', en: 'visited' },
  'passed-on': { zh: '已转有关部门', en: 'passed on to whoever is in charge' },
  'not-solved': { zh: '未能解决', en: 'could not be solved' },
  'not-needed': { zh: '本人不需要了', en: 'no longer needed' },
  upheld: { zh: '情况属实，已纠正', en: 'true, and put right' },
  'partly-upheld': { zh: '部分属实', en: 'partly true' },
  'not-upheld': { zh: '情况不属实', en: 'not so' },
  agreed: { zh: '同意', en: 'agreed' },
  'not-agreed': { zh: '不同意', en: 'not agreed' },
}

/** Whom a hotline call is about, as its counters are told apart. */
export const CALL_CLASSES: Codes = {
  subsistence: { zh: '低保、低收入、特困', en: 'on subsistence allowance' },
  alone: { zh: '孤寡、独居、留守长者', en: 'older people living alone' },
  disabled: { zh: '重度残疾', en: 'severely disabled' },
  child: { zh: '困境儿童、留守儿童', en: 'children in need' },
  veteran: { zh: '优抚对象', en: 'entitled to special care' },
  resident: { zh: '其他居民', en: 'other residents' },
}

export const SOURCES: Codes = {
  phone: { zh: '电话', en: 'phone' },
  counter: { zh: '柜台', en: 'counter' },
  page: { zh: '网上', en: 'page' },
  relative: { zh: '家属', en: 'relative' },
  '12345': { zh: '12345 热线', en: '12345 hotline' },
  grid: { zh: '网格', en: 'grid' },
  outbound: { zh: '电访、探访', en: 'our own call or visit' },
}

export const RATINGS: Codes = {
  3: { zh: '满意', en: 'pleased' },
  2: { zh: '一般', en: 'fair' },
  1: { zh: '不满意', en: 'not pleased' },
}

export const CLAIM_KINDS: Codes = {
  member: { zh: '志愿者（填编号）', en: 'a volunteer (number)' },
  team: { zh: '志愿服务队（填队伍代码）', en: 'a team (code)' },
  organisation: { zh: '单位（填统一社会信用代码）', en: 'an organisation (credit code)' },
  provider: { zh: '签约机构（填合同号）', en: 'a paid provider (contract number)' },
  named: {
    zh: '没有账号的人或单位（把名称写在备注里）',
    en: 'somebody without an account (name in the note)',
  },
}

/** What official reports count of a hotline. */
export const COUNTERS: Codes = {
  people: { zh: '服务人次', en: 'people served' },
  solved: { zh: '解决问题（个）', en: 'problems solved' },
  goods: { zh: '发放物资（份）', en: 'goods given' },
  visits: { zh: '入户（户）', en: 'homes visited' },
}
