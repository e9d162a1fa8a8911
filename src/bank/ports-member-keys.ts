/** What the bank needs of the store for members' own keys: one-time codes, cards and their versions, cards they carry. */
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'

/** Where a value is found again without being kept: an HMAC under a key that is in no database. */
export interface BlindIndex {
  blind(kind: string, value: string): string
}

export interface CodeAsked {
  /** Hash of the secret of the browser that asked. */
  readonly request: string
  readonly phone: string
  /** ms since 1970 UTC. */
  readonly now: number
}

/** How often something was done since the period began, this time included. */
export interface Count {
  readonly count: number
  /** When the period is over and counting begins anew, ms since 1970 UTC. */
  readonly until: number
}

/** Kinds of cards people carry already. */
export const CARD_KINDS = ['social-security', 'transit', 'elder', 'other'] as const
export type CardKind = (typeof CARD_KINDS)[number]

export interface LinkedCard {
  readonly link: string
  readonly kind: CardKind
  readonly linkedAt: number
}

export interface CardVersion {
  /** 1 is the card a person was enrolled with. */
  readonly version: number
  /** 0 for the first. */
  readonly issuedAt: number
}

export interface NewCard {
  readonly member: MemberId
  /** The card that is void from now on. */
  readonly replaces: string
  /** Id of the form: the same issue twice is one. */
  readonly issue: string
  readonly reason: string
  readonly at: number
  readonly by: string
}

export interface MemberKeys {
  /** Keeps the code of a request, in place of an earlier one of the same browser (`before`). */
  keepCode(
    asked: CodeAsked & {
      readonly code: string
      readonly goodUntil: number
      readonly before?: string
    },
  ): Promise<void>
  /** Counts the try first, in one step. Undefined where no code is good there any more: expired, used, or tried `most` times. */
  tryCode(
    asked: CodeAsked & { readonly code: string; readonly most: number },
  ): Promise<{ readonly right: boolean; readonly left: number } | undefined>
  /** Takes what a right code proved since `since`, once. */
  takeProof(asked: CodeAsked & { readonly since: number }): Promise<boolean>
  /** Counts one more, in one step; of many at once none is lost. */
  count(key: string, now: number, period: number): Promise<Count>
  counted(key: string, now: number, period: number): Promise<Count>

  /** Makes the next version: the card before is void on return, the new one is given back to be kept with the person. The same issue again gives undefined. */
  issueCard(card: NewCard): Promise<string | undefined>
  cardVersion(member: MemberId): Promise<CardVersion>
  /** Whose card it was and which version replaced it; undefined for one that is not void. */
  voidCard(
    card: string,
  ): Promise<{ readonly member: MemberId; readonly version: number } | undefined>

  /** False when the card is linked already, to whomever. */
  linkCard(card: {
    readonly link: string
    readonly member: MemberId
    readonly kind: CardKind
    readonly number: string
    readonly at: number
    readonly by: string
  }): Promise<boolean>
  /** False when there is no such link of this member. */
  unlinkCard(member: MemberId, link: string): Promise<boolean>
  linkedCards(member: MemberId): Promise<readonly LinkedCard[]>
  /** Whose card of another's it is. */
  linkedTo(number: string): Promise<MemberId | undefined>

  /** Locks a card until it is unlocked; `member` is undefined for one that nobody has. */
  lockCard(key: string, member: MemberId | undefined, now: number): Promise<void>
  unlockCard(member: MemberId): Promise<void>
  /** When it was locked; 0 when it is not. */
  cardLock(key: string): Promise<number>

  /** Four digits for one booking: on its slip, and said aloud by whoever came. */
  visitCode(booking: EntryId): string
  /** A mark that only this house makes, for what is shown on a screen or said aloud at an activity: to be compared, never read. */
  attendMark(what: string): { readonly mark: string; readonly digits: string }
}

/** How a person says that a service was given to them: equals, asked once. */
export const CONFIRMATIONS = ['pin', 'code', 'signature', 'thumb', 'call'] as const
export type Confirmed = (typeof CONFIRMATIONS)[number]

export function isConfirmed(text: string): text is Confirmed {
  return CONFIRMATIONS.some((one) => one === text)
}
