/**
 * What is decided about activities, attendance and hours that are entered
 * late, as data. i志愿 (广东): published ahead only, a year at most, three
 * pairs of signing in and out a day, nothing called 补录.
 */

/** The longest an activity runs, first day to last. */
export const RUN_DAYS_MAX = 366

/** The most people one activity has places for, and the most who wait. */
export const PLACES_MAX = 500
export const QUEUE_MAX = 200

/** Pairs of signing in and out of one person and day, wherever they are. */
export const PAIRS_A_DAY = 3

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

/** Working days within which a station answers hours somebody says they served (广州义工联: 15 工作日). */
export const CLAIM_WORKING_DAYS = 15

/** Claims of one person that wait at a time. */
export const CLAIMS_OPEN_MAX = 10

/** The most words that go with a claim or an answer. */
export const CLAIM_WORDS_MAX = 500

/** How long ago hours may be claimed or entered from a stamped list. */
export const LATE_DAYS_MAX = 180

/** No message goes out from 21:00 to 08:00. */
export const QUIET = { from: 21 * 60, to: 8 * 60 } as const
