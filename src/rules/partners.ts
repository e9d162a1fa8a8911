/**
 * The five partners of a project (五社联动) as role slots. The national list names
 * 社区、社会组织、社工、社区志愿者、慈善资源; 番禺 has 社区企业 and 社区基金 in the place of
 * the last two, so the slots are a city's data.
 */
export interface PartnerSlot {
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
}

const slot = (code: string, zh: string, en: string): PartnerSlot => ({ code, name: { zh, en } })

export const PARTNER_SLOTS: readonly PartnerSlot[] = [
  slot('community', '社区', 'community'),
  slot('organisation', '社会组织', 'social organisation'),
  slot('social-work', '社工', 'social workers'),
  slot('volunteers', '社区志愿者', 'community volunteers'),
  slot('charity', '慈善资源', 'charity resources'),
  slot('enterprise', '社区企业', 'local enterprise'),
  slot('fund', '社区慈善基金', 'community charity fund'),
]

/** The use of what a fund grants is published within so many days (广州市慈善促进条例 第二十七条). */
export const PUBLISH_DAYS = 30

/**
 * Whether a station's type says that it is a charity workstation, whichever
 * brackets stand in it: 社区慈善(志愿)工作站, 慈善（志愿服务）工作站.
 */
export function isCharityStation(type: string): boolean {
  return /慈善.*工作站/u.test(type)
}
