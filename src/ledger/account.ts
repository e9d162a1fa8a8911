/**
 * Accounts (账户) are text: a kind, a colon, and whose it is. The table below
 * is the whole chart of accounts; the SQL CHECK on balances is written from it.
 */
export type AccountId = string & { readonly brand: 'AccountId' }
export type MemberId = string & { readonly brand: 'MemberId' }

export type AccountKind =
  | 'earned'
  | 'paper'
  | 'granted'
  | 'shortfall'
  | 'team'
  | 'pool'
  | 'issuance'
  | 'redeemed'
  | 'holding'
  | 'suspense'
  | 'overdraft'
  | 'opening'
  | 'clearing'
  | 'expired'

export interface KindOfAccount {
  /** A small number for the books; never reused. */
  readonly number: number
  /** Whose it is, which says what may follow the colon. */
  readonly of: 'member' | 'station' | 'city' | 'pool' | 'team' | 'source'
  /** Least balance in minutes; undefined where it is below zero by nature. */
  readonly floor?: number
  /** Greatest balance in minutes; undefined where there is none of its own. */
  readonly ceiling?: number
}

export const ACCOUNT_KINDS: Readonly<Record<AccountKind, KindOfAccount>> = {
  earned: { number: 1, of: 'member', floor: 0 },
  paper: { number: 2, of: 'member', floor: 0 },
  granted: { number: 3, of: 'member', floor: 0 },
  shortfall: { number: 4, of: 'member', ceiling: 0 },
  team: { number: 5, of: 'team', floor: 0 },
  pool: { number: 6, of: 'pool', floor: 0 },
  issuance: { number: 7, of: 'station' },
  redeemed: { number: 8, of: 'station', floor: 0 },
  holding: { number: 9, of: 'station', floor: 0 },
  suspense: { number: 10, of: 'station', floor: 0 },
  overdraft: { number: 11, of: 'station', ceiling: 0 },
  opening: { number: 12, of: 'source' },
  clearing: { number: 13, of: 'city' },
  expired: { number: 14, of: 'city', floor: 0 },
}

const SHAPE = /^([a-z]+):([A-Za-z0-9._-]{1,64})(?::([0-9]{1,6}))?$/

export function isAccount(text: string): text is AccountId {
  const found = SHAPE.exec(text)
  if (!found || !((found[1] ?? '') in ACCOUNT_KINDS)) return false
  return (found[1] === 'granted') === (found[3] !== undefined)
}

export function kindOf(account: AccountId): AccountKind {
  return account.slice(0, account.indexOf(':')) as AccountKind
}

/** Whose account it is: the member, station, pool, team or source after the colon. */
export function ownerOf(account: AccountId): string {
  const from = account.indexOf(':') + 1
  const to = account.indexOf(':', from)
  return to < 0 ? account.slice(from) : account.slice(from, to)
}

/** The member whose purse it is, or undefined when the account is not a person's. */
export function memberOf(account: AccountId): MemberId | undefined {
  return ACCOUNT_KINDS[kindOf(account)].of === 'member' ? (ownerOf(account) as MemberId) : undefined
}

export const earned = (member: MemberId) => `earned:${member}` as AccountId
export const paper = (member: MemberId) => `paper:${member}` as AccountId
export const granted = (member: MemberId, n: number) => `granted:${member}:${n}` as AccountId
export const shortfall = (member: MemberId) => `shortfall:${member}` as AccountId
export const pool = (id: string) => `pool:${id}` as AccountId
export const issuance = (station: string) => `issuance:${station}` as AccountId
export const redeemed = (station: string) => `redeemed:${station}` as AccountId
export const holding = (station: string) => `holding:${station}` as AccountId
export const opening = (source: string) => `opening:${source}` as AccountId
