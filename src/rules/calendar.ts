/**
 * What is decided about the calendar of a station (随约), as data: rooms, courses
 * and hours of its staff that anybody may book, free ones and those that cost
 * hours.
 */

/** 场地, 课程, 工作人员时段. */
export const BOOKABLE_KINDS = ['room', 'course', 'staff'] as const
export type BookableKind = (typeof BOOKABLE_KINDS)[number]

/** Times are multiples of so many minutes: what overlaps is counted by these. */
export const STEP = 15

/** The longest one booking lasts, in minutes. */
export const LONGEST = 480

/** How far ahead anything may be booked: as far as hours can be held. */
export const AHEAD_MAX = 90

/** A year of opening at a time. */
export const RUN_DAYS = 366

export const PLACES_AT_ONCE = 200
export const PEOPLE_MAX = 500
export const OPEN_MAX = 20
/** A week before. */
export const BEFORE_MAX = 7 * 24 * 60

/** Who may wait on one day for one thing. */
export const WAITING_MAX = 30

/** Days with hours of their own that are kept. */
export const EXCEPTIONS_MAX = 120

/** Times of opening in a week. */
export const WEEKLY_MAX = 28

/** Things one station lets people book. */
export const BOOKABLES_MAX = 60

/** From so many minutes before its beginning on, somebody may be checked in. */
export const CHECK_IN_BEFORE = 120

export const BOOKABLE_WORDS = { name: 40, where: 60, note: 200 } as const
export type BookableWord = keyof typeof BOOKABLE_WORDS
export const BOOKABLE_MUST: readonly BookableWord[] = ['name', 'where']
