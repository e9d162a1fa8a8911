/** What the bank needs of a gateway for short messages: a promise in prose, kept by adapters outside. */

import type { NoticeKind } from './ports-notice.ts'

/** What a message says; the words are made where it leaves the house. */
export type MessageTemplate =
  | NoticeKind
  | 'code'
  | 'proxy-granted'
  | 'proxy-ended'
  | 'activity-tomorrow'
  | 'activity-moved-up'
  | 'activity-cancelled'

export interface Message {
  /** The gateway may be asked twice under one id; it sends once. */
  readonly id: string
  /** A mobile number of 11 digits. */
  readonly phone: string
  /** The person's id with the city's WeChat service account, where they want to be told there. */
  readonly wechat?: string
  /** Where they want to be told by e-mail. */
  readonly email?: string
  readonly template: MessageTemplate
  readonly facts: Readonly<Record<string, string>>
  /** ms since 1970 UTC: not sent any more after this. */
  readonly until: number
}

/** 'closed': this house has no gateway. 'failing': it was tried of late and took nothing. */
export type MessagesState = 'open' | 'failing' | 'closed'

export interface Messages {
  /**
   * Takes a message to be sent. On return it is taken, not sent: whoever asked
   * learns nothing from how long it took. What cannot be sent is said by `state`.
   */
  send(message: Message): void
  state(): MessagesState
  /** The city's budget: messages a day, and no more. */
  readonly cityDay: number
}
