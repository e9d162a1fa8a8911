/**
 * Contracts of paid care as a city tells them apart. Guangzhou's care beds at
 * home (家庭养老床位) are packages of so many hours a month, from 36 hours of visits
 * to a day and night (Haizhu's pilot of 2019); what they cost is in the contract
 * and nowhere here. Paid hours are never hours of volunteers.
 */
import type { Codes } from './order-codes.ts'

export const CONTRACT_KINDS = ['bed', 'fallback'] as const
export type ContractKind = (typeof CONTRACT_KINDS)[number]

export const KIND_NAMES: Codes = {
  bed: { zh: '家庭养老床位套餐', en: 'package of a care bed at home' },
  fallback: { zh: '兜底服务商', en: 'provider of last resort' },
}

/** What becomes of visits beyond the hours of a package. */
export const OVERS = ['refused', 'flagged'] as const
export type Over = (typeof OVERS)[number]

export const OVER_NAMES: Codes = {
  refused: { zh: '不记录', en: 'not recorded' },
  flagged: { zh: '可以记录，标出超出部分', en: 'recorded, and flagged as beyond it' },
}

/** Why a record of paid care is corrected. */
export const VISIT_FAULTS: Codes = {
  'wrong-hours': { zh: '时数记错', en: 'wrong hours' },
  'wrong-day': { zh: '日期记错', en: 'wrong day' },
  'not-held': { zh: '实际没有上门', en: 'nobody came' },
  twice: { zh: '重复记录', en: 'recorded twice' },
}

/** A month has no more minutes than that, day and night. */
export const PACKAGE_MAX = 31 * 24 * 60
