/**
 * What is decided about activities, attendance and hours that are entered
 * late, as data. i志愿 (广东): published ahead only, a year at most, three
 * pairs of signing in and out a day, nothing called 补录.
 */

import type { CityRules } from './city.ts'

export interface ActivityRules {
  /** The longest an activity runs, first day to last. */
  readonly runDaysMost: number
  /** The most people one activity has places for, and the most who wait. */
  readonly placesMost: number
  readonly queueMost: number
  /** Pairs of signing in and out of one person and day, wherever they are. */
  readonly pairsADay: number
  /** Working days within which a station answers hours somebody says they served. */
  readonly claimWorkingDays: number
  /** Claims of one person that wait at a time. */
  readonly claimsOpenMost: number
  /** How long ago hours may be claimed or entered from a stamped list, in days. */
  readonly lateDaysMost: number
  /** No message goes out from one minute of the day to the other. */
  readonly quiet: { readonly from: number; readonly to: number }
}

/** What a city begins with; 15 working days as 广州义工联 has it, three pairs and a year as i志愿. */
export const ACTIVITY_RULES: ActivityRules = {
  runDaysMost: 366,
  placesMost: 500,
  queueMost: 200,
  pairsADay: 3,
  claimWorkingDays: 15,
  claimsOpenMost: 10,
  lateDaysMost: 180,
  quiet: { from: 21 * 60, to: 8 * 60 },
}

export function activityRules({ activities }: Pick<CityRules, 'activities'>): ActivityRules {
  return { ...ACTIVITY_RULES, ...activities }
}

/** Words of an activity, each so many characters at most. */
export const ACTIVITY_WORDS = {
  title: 40,
  purpose: 500,
  where: 100,
  risks: 500,
  insurance: 200,
  skills: 200,
} as const

export type ActivityWord = keyof typeof ACTIVITY_WORDS

/** What must be said before anybody signs up. */
export const ACTIVITY_MUST: readonly ActivityWord[] = ['title', 'purpose', 'where', 'insurance']

/** A name with this in it would pass late entries off as an activity. */
export const NOT_IN_TITLE = '补录'

/** The most words that go with a claim or an answer. */
export const CLAIM_WORDS_MAX = 500
