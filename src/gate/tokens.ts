/**
 * API tokens (令牌): "kpk_<id>_<secret>". The directory keeps only the hash of
 * the secret, so the text can be shown once, when it is made.
 */
import { isWithin } from '../bank/address.ts'
import {
  type Actor,
  type Bank,
  type Ids,
  NoRoom,
  type StaffRole,
  type TokenRow,
} from '../bank/ports.ts'
import { hashOf, newSecret, sameSecret } from './secrets.ts'

export interface TokenOrder {
  readonly name: string
  readonly scopes: readonly string[]
  /** '' for the whole city. */
  readonly station: string
  /** The last day on which it works. */
  readonly until: string
  /** Where it may be used from; anywhere when it is not said. */
  readonly addresses?: readonly string[]
}

export interface NewToken {
  /** To be shown once. */
  readonly text: string
  /** The key and the body of its row in the directory. */
  readonly key: string
  readonly body: TokenRow
}

const SHAPE = /^kpk_([0-9a-hjkmnp-tv-z]{16})_([A-Za-z0-9_-]{43})$/

/** China has one time zone, all year. */
const ZONE_MS = 8 * 3_600_000

export function makeToken(
  { ids }: { readonly ids: Ids },
  { name, scopes, station, until, addresses = [] }: TokenOrder,
): NewToken {
  const key = ids.opaque()
  const secret = newSecret()
  return {
    text: `kpk_${key}_${secret}`,
    key,
    body: {
      ...{ name, hash: hashOf(secret), scopes, station, until, active: true },
      ...(addresses.length === 0 ? {} : { addresses }),
    },
  }
}

/** Whether a text means to be one of our tokens, right or wrong. */
export function looksLikeToken(text: string): boolean {
  return text.startsWith('kpk_')
}

/**
 * Undefined for a token unknown, wrong, ended, past its day, or sent from where
 * it may not be: which of these is not said. `ip` is the address as far as it
 * can be trusted; '' where there is none, and then no list of addresses has it.
 */
export async function actorOfToken(
  bank: Pick<Bank, 'directory' | 'clock' | 'people'>,
  text: string,
  ip = '',
): Promise<Actor | undefined> {
  const [, key, secret] = SHAPE.exec(text) ?? []
  if (key === undefined || secret === undefined) return undefined
  // Not `get`, which may remember an old one: an ended token ends at once, whoever ended it.
  const row = await bank.directory.newest('token', key)
  const same = sameSecret(hashOf(secret), row?.body.hash ?? '')
  if (!row || !same) return undefined
  const { active, until, scopes, station, addresses } = row.body
  const now = bank.clock.now()
  const today = new Date(now + ZONE_MS).toISOString().slice(0, 10)
  if (!active || until < today) return undefined
  if (addresses !== undefined && !isWithin(addresses, ip)) return undefined
  await bank.people.uses.note('token', key, now).catch(unlessNoRoom)
  return { id: `token:${key}`, kind: 'token', role: roleOf(row.body), station, scopes }
}

/** On a full disk programs can still look. */
function unlessNoRoom(fault: unknown): void {
  if (!(fault instanceof NoRoom)) throw fault
}

/** A token acts as the least that its scopes need; the scopes themselves are asked at every write. */
function roleOf({ station, scopes }: TokenRow): StaffRole {
  if (station !== '') return 'clerk'
  return scopes.some((scope) => scope.endsWith(':write')) ? 'city' : 'auditor'
}
