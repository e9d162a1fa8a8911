/** Notices to people and runs of the house's own jobs, as directory rows have them. */
import type { Listing } from '../ledger/listed.ts'

/** How somebody wants to be told. */
export const CHANNELS = ['sms', 'wechat', 'email', 'paper', 'none'] as const
export type Channel = (typeof CHANNELS)[number]

/** What staff are told. */
export const STAFF_NOTICES = [
  'order-urgent',
  'order-unclaimed',
  'orders-due',
  'days-open',
  'grants-due',
] as const
export type StaffNotice = (typeof STAFF_NOTICES)[number]

export const NOTICES = [
  'undo-told',
  'undo-dropped',
  'undo-carried',
  'order-claimed',
  'order-closed',
  'order-provided',
  'grant-ends',
  'booking-tomorrow',
  'booking-moved-up',
  'booking-off',
  'booking-changed',
  'hold-ended',
  ...STAFF_NOTICES,
] as const
export type NoticeKind = (typeof NOTICES)[number]

/** A notice on its way (通知): ids, codes and days; the words and the phone are found when it is sent. */
export interface NoticeRow {
  /** Who: a member, or "staff:…". State: waiting, sent, printed, dropped; due: when it may go out. */
  readonly list: Listing
  readonly kind: NoticeKind
  readonly facts: Readonly<Record<string, string>>
  readonly channel: Channel
}

/** One run of a job in its period; taken by one instance, and by another when that one is not heard of again. */
export interface JobRow {
  readonly state: 'taken' | 'done'
  readonly by: string
  /** ms since 1970 UTC: after this a run that is not done is taken over. */
  readonly until: number
  readonly counts?: Readonly<Record<string, number>>
}
