/**
 * What stands on papers, as lists and settings. 志愿服务条例 19 names five groups
 * of a volunteer's record; the 2015 model asks for seven days of publicity
 * before a certificate. What a course or an award is, is chosen from a list: a
 * record is for ever, and has no words that somebody typed.
 */
import type { Deadline } from './workflow.ts'

export interface PaperRules {
  /** Hours are certified only when a list with them has hung out and nothing is left to settle. */
  readonly publicityFirst: boolean
  /** The least a list hangs out. */
  readonly publicityDays: number
  /** Within which an objection to a list is answered. No rule that was found says how long: a setting. */
  readonly objectionTime: Deadline
  /** Days of the next month after which a month's report is final. */
  readonly monthFinalDays: number
}

/** A setting of a city; these are what it begins with. */
export const PAPER_RULES: PaperRules = {
  publicityFirst: true,
  publicityDays: 7,
  objectionTime: { amount: 5, unit: 'working-days' },
  monthFinalDays: 5,
}

/** What a report is of. */
export const REPORT_KINDS = ['month', 'quarter', 'year'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

/** What a template of a report may name; figures also of one station, as "hours.S001". */
export const REPORT_NAMES = ['period', 'station', 'template'] as const
export const REPORT_FIGURES = ['people', 'attendances', 'hours', 'redeemed', 'donated'] as const

/** What slips are printed on: half a sheet, a sheet, or a roll by its width in millimetres. */
export const SLIP_SIZES = ['a5', 'a4', 'roll-80', 'roll-58'] as const
export type SlipSize = (typeof SLIP_SIZES)[number]

/** Training (培训), by what it was about. */
export const COURSES = [
  'induction',
  'elder-care',
  'dementia',
  'first-aid',
  'fire-safety',
  'children',
  'disability',
  'law',
  'counselling',
  'platform',
  'other',
] as const
export type Course = (typeof COURSES)[number]

export const AWARDS = ['outstanding', 'star', 'model', 'thanks', 'long-service', 'other'] as const
export type Award = (typeof AWARDS)[number]

/** Who gave an award. */
export const GIVERS = [
  'organisation',
  'station',
  'street',
  'district',
  'city',
  'province',
  'nation',
] as const
export type Giver = (typeof GIVERS)[number]

/** Where a list hangs. */
export const PLACES = ['station-board', 'village-board', 'street-board', 'window'] as const
export type PostingPlace = (typeof PLACES)[number]

/** What became of an objection. */
export const OBJECTION_OUTCOMES = ['upheld', 'not-upheld', 'withdrawn'] as const
export type ObjectionOutcome = (typeof OBJECTION_OUTCOMES)[number]

/** Why a certificate was taken back. */
export const WITHDRAWALS = ['mistake', 'hours-reversed', 'asked-by-person', 'other'] as const
export type Withdrawal = (typeof WITHDRAWALS)[number]
