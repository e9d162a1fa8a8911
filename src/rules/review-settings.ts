/**
 * The second person as Guangzhou begins with it; other cities share it until
 * they decide their own. All figures but the tiers of a day (i志愿's 8 and 12
 * hours, in the city's own file) are settings, and each says what it is from.
 */
import { minutes } from '../ledger/minutes.ts'
import type { ReviewRules } from './review.ts'

const hours = (count: number) => minutes(count * 60)

/**
 * Days off and the days that make up for them. 2026: 国务院办公厅 notice of
 * November 2025. 2027 is not published when this is written: only the days the
 * law itself names stand here, and the list is a setting to be completed.
 */
const HOLIDAYS = [
  ...['2026-01-01', '2026-01-02', '2026-01-03'],
  ...['2026-02-15', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
  ...['2026-02-21', '2026-02-22', '2026-02-23', '2026-04-04', '2026-04-05', '2026-04-06'],
  ...['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05'],
  ...['2026-06-19', '2026-06-20', '2026-06-21', '2026-09-25', '2026-09-26', '2026-09-27'],
  ...['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06'],
  '2026-10-07',
  ...['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05'],
  ...['2027-05-01', '2027-05-02', '2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02'],
  '2027-10-03',
]
const WORKDAYS = [
  ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
]

export const REJECTIONS = [
  'not-served',
  'wrong-minutes',
  'wrong-person',
  'wrong-day',
  'twice',
  'no-evidence',
  'withdrawn',
  'other',
] as const

export const REVIEW: ReviewRules = {
  // A volunteer who serves two half days each week comes to some 35 hours a month; the hours that were
  // sold were keyed in by one hand to one name. Above 60 another hand looks.
  clerkMember: { most: hours(60), by: 'street' },
  // A busy station writes down some 2,000 hours a month with two clerks; 5,000 by one is no counter's month.
  clerkMonth: { most: hours(5_000), by: 'street' },
  // A paper sheet of last week's activity is everyday; what is older has its reasons looked at.
  late: { days: 7, by: 'station' },
  // A slip of the hand put right by the same hand the same day, up to half a day's service.
  reversal: { most: hours(4), by: 'station' },
  role: { by: 'city' },
  pin: { by: 'station' },
  exports: { people: 200, by: 'street' },
  // 15 working days is what Guangzhou's volunteers' federation gives itself to verify hours; used here both ways.
  undo: { days: 15, answer: 15 },
  escalateAfter: 72,
  advance: hours(2),
  holidays: HOLIDAYS,
  workdays: WORKDAYS,
  rejections: REJECTIONS,
  signals: {
    callBackPercent: 2,
    concentration: { percent: 20, least: hours(40) },
    sameBatches: 3,
    sameMinutes: 30,
  },
}
