/**
 * API tokens (令牌): "kpk_<id>_<secret>". The directory keeps only the hash of
 * the secret, so the text can be shown once, when it is made.
 */
import type { Actor, Bank, Ids, StaffRole, TokenRow } from '../bank/ports.ts'
import { hashOf, newSecret, sameSecret } from './secrets.ts'

export interface TokenOrder {
  readonly name: string
  readonly scopes: readonly string[]
  /** '' for the whole city. */
  readonly station: string
  /** The last day on which it works. */
  readonly until: string
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
  { name, scopes, station, until }: TokenOrder,
): NewToken {
  const key = ids.opaque()
  const secret = newSecret()
  return {
    text: `kpk_${key}_${secret}`,
    key,
    body: { name, hash: hashOf(secret), scopes, station, until, active: true },
  }
}

/** Whether a text means to be one of our tokens, right or wrong. */
export function looksLikeToken(text: string): boolean {
  return text.startsWith('kpk_')
}

/** Undefined for a token unknown, wrong, ended or past its day: which of these is not said. */
export async function actorOfToken(
  bank: Pick<Bank, 'directory' | 'clock'>,
  text: string,
): Promise<Actor | undefined> {
  const [, key, secret] = SHAPE.exec(text) ?? []
  if (key === undefined || secret === undefined) return undefined
  // Not `get`, which may remember an old one: an ended token ends at once, whoever ended it.
  const row = await bank.directory.newest('token', key)
  const same = sameSecret(hashOf(secret), row?.body.hash ?? '')
  if (!row || !same) return undefined
  const { active, until, scopes, station } = row.body
  const today = new Date(bank.clock.now() + ZONE_MS).toISOString().slice(0, 10)
  if (!active || until < today) return undefined
  return { id: `token:${key}`, kind: 'token', role: roleOf(row.body), station, scopes }
}

/** A token acts as the least that its scopes need; the scopes themselves are asked at every write. */
function roleOf({ station, scopes }: TokenRow): StaffRole {
  if (station !== '') return 'clerk'
  return scopes.some((scope) => scope.endsWith(':write')) ? 'city' : 'auditor'
}
