/**
 * Drafts for tests, with all that the ledger asks of one. Everything random
 * comes from a counter, so that a test that fails fails again.
 */
import { createHash } from 'node:crypto'
import {
  type AccountId,
  earned,
  holding,
  issuance,
  type MemberId,
  redeemed,
} from '../../src/ledger/account.ts'
import type { Day, Draft, DraftPosting, EntryId, Limit, RowChange } from '../../src/ledger/entry.ts'
import { rowRef } from '../../src/ledger/leaf.ts'
import { minutes } from '../../src/ledger/minutes.ts'

export const STATION = 'S001'
export const DAY = '2026-11-24' as Day

let made = 0

export function bytes(length: number): Uint8Array {
  return Uint8Array.from(
    createHash('sha256').update(`bytes ${++made}`).digest().subarray(0, length),
  )
}

/** UUIDv7 in form: 48 bits that only grow, then the rest. */
export function entryId(): EntryId {
  const time = (1_790_000_000_000 + ++made).toString(16).padStart(12, '0')
  const rest = createHash('sha256').update(`id ${made}`).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}` as EntryId
}

let people = 0

/** A member nobody else in this file has. */
export function someone(): MemberId {
  return `m${String(++people).padStart(15, '0')}` as MemberId
}

export function posting(account: AccountId, count: number): DraftPosting {
  return { account, minutes: minutes(count), home: STATION }
}

export function drafted(said: Pick<Draft, 'kind' | 'postings'> & Partial<Draft>): Draft {
  return {
    id: entryId(),
    servedOn: DAY,
    station: STATION,
    organisation: '52440100MJK0000000',
    service: 'haircut',
    rules: 'guangzhou/1',
    by: 'staff:0123456789abcdef',
    request: bytes(16),
    salt: bytes(16),
    refs: [],
    ...said,
  }
}

export function credit(member: MemberId, count: number, said: Partial<Draft> = {}): Draft {
  const station = said.station ?? STATION
  const to = earned(member)
  return drafted({
    kind: 'credit',
    proof: 'scanned',
    postings: [posting(issuance(station), -count), posting(to, count)],
    ...said,
  })
}

export function hold(member: MemberId, count: number, said: Partial<Draft> = {}): Draft {
  const to = holding(said.station ?? STATION)
  return drafted({
    kind: 'hold',
    postings: [posting(earned(member), -count), posting(to, count)],
    ...said,
  })
}

export function settle(held: Draft, count: number): Draft {
  const postings = [posting(holding(held.station), -count), posting(redeemed(held.station), count)]
  return drafted({ kind: 'settle', closes: held.id, station: held.station, postings })
}

export function undone(kind: 'release' | 'reverse', closed: Draft): Draft {
  const postings = closed.postings.map(({ account, minutes: count }) => posting(account, 0 - count))
  return drafted({ kind, closes: closed.id, station: closed.station, postings })
}

/** Eight hours a day on one person's word. */
export function dayLimit(member: MemberId, most = 480): Limit {
  return { code: 'needs-approval', counter: { kind: 'day', who: member, day: DAY }, most }
}

/** A record entry that brings a row with it. */
export function rowDraft(table: string, key: string, version: number, body: object): Draft {
  const row: RowChange = { table, key, version, body: JSON.stringify(body), salt: bytes(16) }
  return drafted({ kind: 'row', postings: [], along: [row], refs: [['row', rowRef(row)]] })
}
