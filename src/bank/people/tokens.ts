/** Tokens (令牌): what a new one may say; how the security office makes, sees and ends them. */
import type { EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { isBlock } from '../address.ts'
import { may } from '../actor.ts'
import { asked, dayOf, isDay, lookingAgain, rowChange, startOf, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, Row, TokenRow } from '../ports.ts'
import { refusedDoing } from '../second.ts'
import { bring } from './bring.ts'

/** What a token may be allowed; a token is bound to one station, or to the city. */
export const SCOPES = [
  'credits:write',
  'transfers:write',
  'bookings:write',
  'redemptions:write',
  'reversals:write',
  'grants:write',
  'members:write',
  'members:read',
  'stations:read',
  'orders:read',
  'orders:write',
  'balances:read',
  'directory:write',
] as const

const DAY_MS = 86_400_000

/** A secret that nobody has changed for a year is somebody's who has left. */
const LIFE_DAYS = 366

const ADDRESSES_MAX = 50

/** The last day a token made today may have. */
export function lastTokenDay(bank: Pick<Bank, 'clock'>): string {
  return dayOf(startOf(today(bank)) + LIFE_DAYS * DAY_MS)
}

/** Undefined when a token may say so: of its scopes, its station, its days and its addresses. */
export async function refusedToken(bank: Bank, body: TokenRow): Promise<Refusal | undefined> {
  const { name, scopes, station, until, addresses = [] } = body
  const unreadable = (what: string, given: string): Refusal => ({
    code: 'code-unreadable',
    what,
    given,
  })
  if (name.trim() === '' || name.length > 60) return unreadable('name', name)
  if (scopes.length === 0) return unreadable('scope', '')
  const unknown = scopes.find((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (unknown !== undefined) return unreadable('scope', unknown)
  if (station !== '' && !(await bank.directory.get('station', station)))
    return { code: 'unknown-station', station }
  if (!isDay(until)) return { code: 'day-unreadable', day: until }
  const most = lastTokenDay(bank)
  if (until > most || until < today(bank)) return { code: 'token-dates', until, most }
  const wrong = addresses.find((one) => !isBlock(one))
  if (wrong !== undefined) return unreadable('address', wrong)
  return addresses.length > ADDRESSES_MAX
    ? unreadable('address', addresses.at(-1) ?? '')
    : undefined
}

/** Writes a token's row. The secret itself was shown once and is nowhere. */
export async function addToken(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly key: string; readonly body: TokenRow },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const wrong = await refusedToken(bank, order.body)
  if (wrong) return refuse(wrong)
  const ask = asked(actor, 'add-token', order)
  const along = [rowChange(bank, 'token', order.key, 1, order.body)]
  const outcome = await bring(bank, actor, ask, along)
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, { act: 'token-made', ok: true, refs: [['token', order.key]] })
  return { ok: true, value: true }
}

export interface TokenSeen {
  readonly row: Row<Omit<TokenRow, 'hash'>>
  /** ms since 1970 UTC; undefined when it was never used. */
  readonly usedAt: number | undefined
}

/** Every token there is and was, with its last use; the newest first. */
export async function listTokens(bank: Bank, actor: Actor): Promise<Outcome<readonly TokenSeen[]>> {
  if (!may(actor, 'tokens:write')) return refuse({ code: 'not-allowed', act: 'tokens:write' })
  const rows = await bank.directory.all('token')
  const used = await bank.people.uses.last(
    'token',
    rows.map(({ key }) => key),
  )
  return done(
    rows
      .toSorted((a, b) => b.seq - a.seq)
      .map(({ body: { hash: _hash, ...body }, ...row }) => ({
        row: { ...row, body },
        usedAt: used.get(row.key),
      })),
  )
}

/** Ends a token: its next request is a stranger's. Refuses one that is not there, or has ended. */
export async function endToken(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly token: string },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'end-token', order)
  const outcome = await lookingAgain<boolean>(bank, async () => {
    const row = await bank.directory.newest('token', order.token)
    if (!row?.body.active) return refuse({ code: 'unknown-row', table: 'token', key: order.token })
    const change = rowChange(bank, 'token', order.token, row.version + 1, {
      ...row.body,
      active: false,
    })
    const written = await bring(bank, actor, ask, [change])
    return written.ok ? done(true) : written
  })
  bank.directory.forget()
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, { act: 'token-ended', ok: true, refs: [['token', order.token]] })
  return done(true)
}
