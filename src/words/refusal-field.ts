/** Which field of an order a refusal is about, and when the very same order may go through. */
import type { ContractFault, Refusal, RefusalCode } from '../ledger/refusal.ts'

/** The field it is about; several where orders of different kinds name it differently. */
const FIELDS: Readonly<Partial<Record<RefusalCode, readonly [string, ...string[]]>>> = {
  'id-taken': ['id'],
  'short-of-hours': ['minutes', 'service'],
  'needs-approval': ['minutes'],
  'clerk-month': ['minutes'],
  'day-too-long': ['minutes'],
  'own-hours': ['member', 'provider'],
  'relatives-hours': ['member', 'provider'],
  'not-over-yet': ['span'],
  'needs-review': ['minutes'],
  'review-changed': ['hash'],
  'over-cap': ['minutes'],
  'below-gate': ['member'],
  'over-budget': ['minutes'],
  overlap: ['span'],
  'unknown-entry': ['entry', 'booking'],
  'already-closed': ['entry', 'booking'],
  'day-closed': ['servedOn', 'day'],
  'unknown-member': ['member', 'to', 'provider'],
  'unknown-station': ['station', 'place'],
  'unknown-organisation': ['organisation'],
  'unknown-service': ['service', 'services'],
  'unknown-pool': ['pool'],
  'station-without-organisation': ['servedOn', 'day', 'station'],
  'minutes-out-of-range': ['minutes', 'times'],
  'minutes-off-step': ['minutes'],
  'not-whole-points': ['minutes'],
  'day-in-future': ['servedOn', 'day', 'cutOff'],
  'day-before-start': ['servedOn', 'day', 'cutOff'],
  'day-unreadable': ['servedOn', 'day', 'cutOff', 'until'],
  'month-unreadable': ['month'],
  'month-not-over': ['month'],
  'netting-done': ['month'],
  'month-open': ['month'],
  'netting-even': ['month'],
  'books-differ': ['reason'],
  'beneficiary-not-allowed': ['beneficiary'],
  'to-oneself': ['to', 'provider'],
  'not-a-hold': ['booking'],
  'cannot-reverse': ['entry'],
  'reason-unknown': ['reason'],
  'grant-dates': ['until'],
  'nothing-granted': ['member'],
  'name-unreadable': ['name'],
  'phone-unreadable': ['phone'],
  'pin-unreadable': ['pin'],
  'person-exists': ['name'],
  'number-taken': ['number'],
  'person-ambiguous': ['member'],
  'login-taken': ['login'],
  'password-weak': ['password'],
  'passwords-differ': ['repeat'],
  'wrong-code': ['code'],
  'message-code-wrong': ['code'],
  'message-code-over': ['code'],
  'messages-stopped': ['phone'],
  'card-locked': ['card', 'confirmation'],
  'card-taken': ['card'],
  'over-proxy-limit': ['service'],
  'proxy-ended': ['proxy', 'relative'],
  'proxy-scope': ['proxy', 'relative'],
  'confirmation-wrong': ['confirmation'],
  'unknown-login': ['login'],
  'duties-apart': ['role'],
  'token-dates': ['until'],
  'code-unreadable': ['code'],
  'sheet-refused': ['sheet'],
  'guardian-consent-missing': ['guardian'],
  'hours-left': ['left'],
  'member-ended': ['member', 'to', 'provider'],
  'inherit-off': ['what'],
  'unknown-ending': ['member'],
  'ending-state': ['move'],
  'unknown-voucher': ['code'],
  'voucher-over': ['code'],
  'voucher-short': ['item', 'service'],
  'voucher-by-code': ['booking'],
  'pool-terms': ['purpose', 'until', 'pool'],
  'givers-unsound': ['givers'],
  'unknown-item': ['item'],
  'not-offered': ['item', 'service'],
  'not-that-day': ['day', 'item', 'service'],
  'too-young': ['member'],
  'unknown-bookable': ['bookable'],
  'slot-unfit': ['from', 'slots'],
  'slot-full': ['from'],
  'booked-then': ['member', 'from'],
  'too-many-open': ['member'],
  'not-a-neighbour': ['place'],
  'unknown-contract': ['contract', 'number'],
  'contract-overlaps': ['member'],
  'contract-not-in-force': ['contract', 'day', 'servedOn'],
  'contract-other': ['contract'],
  'package-used-up': ['minutes'],
  'unknown-visit': ['visit'],
  'visit-overlaps': ['from'],
}

/** Where a field of a contract is not called as what is wrong with it. */
const OF_CONTRACT: Readonly<Partial<Record<ContractFault, readonly string[]>>> = {
  days: ['from', 'until'],
}

/**
 * JSON Pointer (RFC 6901) into the order, where one field is what it is about.
 * With the order at hand it is a field that order has.
 */
export function field(refusal: Refusal, order?: object): string | undefined {
  const names =
    refusal.code === 'code-unreadable'
      ? [refusal.what, 'code']
      : refusal.code === 'contract-unsound'
        ? (OF_CONTRACT[refusal.why] ?? [refusal.why])
        : FIELDS[refusal.code]
  if (names === undefined) return undefined
  const there = order === undefined ? names[0] : names.find((name) => Object.hasOwn(order, name))
  return there === undefined ? undefined : `/${there}`
}

/** Seconds after which the very same order may go through; undefined where it must be changed first. */
export function retry(refusal: Refusal): number | undefined {
  if (refusal.code === 'busy' || refusal.code === 'no-room') return refusal.retryAfter
  return refusal.code === 'shortfall-moved' ? 0 : undefined
}
