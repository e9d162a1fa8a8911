/**
 * The key of a station's computer (站点电脑): ECDSA on P-256, since browsers at
 * stations are old. The browser signs a question that only its own session is
 * asked, so an answer is good for that session and for nothing else; nothing is
 * kept to ask it.
 */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { noteEvent } from '../bank/oversight/audit.ts'
import type { Actor, Bank, DeviceRow } from '../bank/ports.ts'
import type { Session } from '../bank/ports-people.ts'
import { type DeviceFault, done, type Outcome, refuse } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import type { GateOptions } from './middleware.ts'
import type { StaffBank } from './staff-sign-in.ts'

/** Uncompressed point: 0x04, x, y. */
const POINT = /^[A-Za-z0-9_-]{87}$/
/** r and s, 32 bytes each, as WebCrypto writes them. */
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SHA = { name: 'ECDSA', hash: 'SHA-256' } as const

/** What a session asks of the computer it is on. It says nothing of the session's secret, which stands two hashes behind it. */
export function questionOf({ hash }: Pick<Session, 'hash'>): string {
  return `kapok device ${toHex(sha256('device question\n', hash)).slice(0, 43)}`
}

export interface DeviceKey {
  readonly publicKey: string
  readonly thumbprint: string
}

/** Reads a key a browser has made and sees that it holds the private half. Undefined where it does not, or is no key of the curve. */
export async function newKey(
  session: Pick<Session, 'hash'>,
  { publicKey, signature }: { readonly publicKey: string; readonly signature: string },
): Promise<DeviceKey | undefined> {
  if (!(await isSignedBy(publicKey, questionOf(session), signature))) return undefined
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) =>
    half.toString('base64url'),
  )
  // RFC 7638: the members a key needs, in the order of their names.
  const jwk = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })
  return { publicKey, thumbprint: Buffer.from(sha256(jwk)).toString('base64url') }
}

async function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  if (!POINT.test(publicKey) || !SIGNATURE.test(signature)) return false
  try {
    const point = Buffer.from(publicKey, 'base64url')
    const key = await crypto.subtle.importKey('raw', point, P256, false, ['verify'])
    const bytes = Buffer.from(signature, 'base64url')
    return await crypto.subtle.verify(SHA, key, bytes, new TextEncoder().encode(text))
  } catch {
    // No point of the curve.
    return false
  }
}

/** China has one time zone, all year. */
const ZONE_MS = 8 * 3_600_000

type Looking = Pick<Bank, 'directory' | 'clock'>

/** Whether the computer is still one, and one of the station the actor works for. */
export async function standsFor(
  bank: Looking,
  actor: Actor,
  device: string,
): Promise<'yes' | 'ended' | 'elsewhere'> {
  const row = await bank.directory.newest('device', device)
  const day = new Date(bank.clock.now() + ZONE_MS).toISOString().slice(0, 10)
  if (!row?.body.active || row.body.until < day) return 'ended'
  return (await isOf(bank, actor, row.body)) ? 'yes' : 'elsewhere'
}

async function isOf({ directory }: Looking, actor: Actor, { station }: DeviceRow) {
  if (actor.station !== '') return actor.station === station
  if (actor.path === undefined) return true
  return (await directory.get('station', station))?.body.path.startsWith(actor.path) ?? false
}

/** Marks the session as one on the computer, if it shows that it is. Keeps that it did, and that it did not. */
export async function proveDevice(
  bank: StaffBank,
  { session, actor }: { readonly session: Session; readonly actor: Actor },
  { device, signature }: { readonly device: string; readonly signature: string },
): Promise<Outcome<true>> {
  const row = await bank.directory.newest('device', device)
  const right = await isSignedBy(row?.body.publicKey ?? '', questionOf(session), signature)
  const stands = await standsFor(bank, actor, device)
  const why: DeviceFault | undefined = !right ? 'unproved' : stands === 'yes' ? undefined : stands
  const refs = right ? [['computer', device] as const] : []
  const about = session.subject
  if (why !== undefined) {
    await noteEvent(bank, actor, { act: 'device-shown', ok: false, about, reason: 'wrong', refs })
    return refuse({ code: 'device-refused', why })
  }
  await bank.people.uses.bindDevice(session.hash, device)
  await bank.people.uses.note('device', device, bank.clock.now())
  await noteEvent(bank, actor, { act: 'device-shown', ok: true, about, refs })
  return done(true)
}

/** The longest a browser keeps any cookie. */
const YEAR_S = 400 * 24 * 3_600

const nameOf = ({ secure }: GateOptions) => (secure ? '__Host-kapok-pc' : 'kapok-pc')

/** Whether this browser has a key to show: a hint, which proves nothing. */
export function hasKeyHint(c: Context, options: GateOptions): boolean {
  return getCookie(c, nameOf(options)) === '1'
}

export function giveKeyHint(c: Context, options: GateOptions): void {
  setCookie(c, nameOf(options), '1', {
    ...{ path: '/', httpOnly: true, secure: options.secure, sameSite: 'Lax' as const },
    maxAge: YEAR_S,
  })
}

export function takeKeyHint(c: Context, options: GateOptions): void {
  deleteCookie(c, nameOf(options), { path: '/', secure: options.secure })
}
