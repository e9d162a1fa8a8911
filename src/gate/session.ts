/**
 * Sessions (会话): a secret in a cookie, its hash in the people file. Who it is
 * for is read anew at every request, so whoever leaves has left at once.
 */
import { noteEvent, type Noting } from '../bank/oversight/audit.ts'
import { type Actor, type Bank, NoRoom, type StaffRow } from '../bank/ports.ts'
import type { Session } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { hashOf, isSecret, newSecret } from './secrets.ts'
import { standsFor } from './station-device.ts'

export type SessionBank = Pick<Bank, 'people' | 'directory' | 'clock'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A session ends after this long unused, and after this long in any case. */
export const LIFE: Readonly<
  Record<Session['kind'], { readonly idle: number; readonly most: number }>
> = {
  staff: { idle: 15 * MINUTE_MS, most: 8 * HOUR_MS },
  member: { idle: 30 * MINUTE_MS, most: 7 * 24 * HOUR_MS },
}

/** A second factor is good for this long; then what asks for one asks anew. */
export const STRONG_MS = HOUR_MS

/** Seen is written at most this often: reading a page is no reason to wait for the disk. */
const TOUCH_MS = MINUTE_MS

/** What must be done before a session is good for anything else. */
export type Due = 'second' | 'password'

export type Opening = Pick<Session, 'device' | 'strongAt' | 'post'> & {
  readonly due?: readonly Due[]
}

/** A session with the one it is of, as the directory has them now. */
export interface Standing {
  readonly session: Session
  readonly actor: Actor
  readonly due: readonly Due[]
}

/** Opens a session of its own for every sign-in; the one the browser had before is closed. */
export async function openSession(
  { people, clock }: SessionBank,
  kind: Session['kind'],
  subject: string,
  before: string | undefined,
  { due = [], ...more }: Opening = {},
): Promise<string> {
  if (before !== undefined) await people.closeSession(hashOf(before))
  const secret = newSecret()
  const now = clock.now()
  const opened = { hash: hashOf(secret), subject, kind, openedAt: now, seenAt: now }
  await people.openSession({ ...opened, ...more, due: due.join(',') })
  return secret
}

/** The same session under a new secret: after whatever gives it more, or takes from it. */
export async function renewed(
  { people, clock }: SessionBank,
  session: Session,
  { due, ...more }: Opening,
): Promise<string> {
  const secret = newSecret()
  const open = due === undefined ? session.due : due.join(',')
  await people.openSession({
    ...session,
    ...more,
    ...(open === undefined ? {} : { due: open }),
    hash: hashOf(secret),
    seenAt: clock.now(),
  })
  await people.closeSession(session.hash)
  return secret
}

/** Closes the session of a cookie's secret; one that is none is no fault. */
export async function signOut(
  bank: Pick<Bank, 'people'> & Noting,
  secret: string,
  actor: Actor | undefined,
): Promise<void> {
  if (isSecret(secret)) await bank.people.closeSession(hashOf(secret))
  if (actor) await noteEvent(bank, actor, { act: 'sign-out', ok: true, about: subjectOf(actor) })
}

/** The id of the staff or the member behind an actor. */
function subjectOf({ id }: Actor): string {
  return id.slice(id.indexOf(':') + 1)
}

/** Whoever may act by a session; undefined while something is due. */
export async function actorOfSession(
  bank: SessionBank,
  secret: string,
): Promise<Actor | undefined> {
  const standing = await standingOf(bank, secret)
  return standing?.due.length === 0 ? standing.actor : undefined
}

/** Looks, and counts as a use. A session that is over is closed. */
export async function standingOf(bank: SessionBank, secret: string): Promise<Standing | undefined> {
  const standing = await looked(bank, secret)
  const now = bank.clock.now()
  if (standing && now - standing.session.seenAt >= TOUCH_MS) {
    // On a full disk people can still look: only their session ends sooner.
    await bank.people.touchSession(standing.session.hash, now).catch(unlessNoRoom)
    const { device } = standing.actor
    if (device !== undefined) await bank.people.uses.note('device', device, now).catch(unlessNoRoom)
  }
  return standing
}

/** As `standingOf`, without it being a use: for those who wait while another is at the desk. */
export async function looked(bank: SessionBank, secret: string): Promise<Standing | undefined> {
  if (!isSecret(secret)) return undefined
  const hash = hashOf(secret)
  const session = await bank.people.session(hash)
  if (!session) return undefined
  const now = bank.clock.now()
  const { idle, most } = LIFE[session.kind]
  const over = now - session.seenAt >= idle || now - session.openedAt >= most
  const actor = over ? undefined : await actorOf(bank, session)
  const at = actor && (await deviceOf(bank, session, actor))
  if (!actor || at === 'ended') {
    await bank.people.closeSession(hash)
    return undefined
  }
  const { strongAt = 0, due = '' } = session
  const strong = strongAt > 0 && now - strongAt < STRONG_MS
  const dues = due.split(',').filter((one): one is Due => one === 'second' || one === 'password')
  const shown = { ...(strong ? { strong } : {}), ...(at === undefined ? {} : { device: at }) }
  return { session, actor: { ...actor, ...shown }, due: dues }
}

/** The enrolled computer a session is on, if it still is one of theirs; a session on one that was ended is over with it. */
async function deviceOf(
  bank: SessionBank,
  { stationDevice = '' }: Session,
  actor: Actor,
): Promise<string | undefined> {
  if (stationDevice === '' || actor.kind !== 'staff') return undefined
  const stands = await standsFor(bank, actor, stationDevice)
  return stands === 'yes' ? stationDevice : stands === 'ended' ? 'ended' : undefined
}

function unlessNoRoom(fault: unknown): void {
  if (!(fault instanceof NoRoom)) throw fault
}

/** China has one time zone, all year. */
const ZONE_MS = 8 * HOUR_MS

const dayAt = (instant: number) => new Date(instant + ZONE_MS).toISOString().slice(0, 10)

/** Staff and members as the directory has them now; undefined for those who have left. */
export async function actorOf(
  { directory, clock }: Pick<Bank, 'directory' | 'clock'>,
  { kind, subject, post = '' }: Pick<Session, 'kind' | 'subject' | 'post'>,
): Promise<Actor | undefined> {
  if (kind === 'staff') {
    const row = await directory.newest('staff', subject)
    if (!row?.body.active) return undefined
    const { role, station, until, area } = row.body
    // Another post is another person at the desk: they sign in anew.
    if (post !== '' && post !== postOf(row.body)) return undefined
    if (until !== undefined && until < dayAt(clock.now())) return undefined
    const actor: Actor = { id: `staff:${subject}`, kind: 'staff', role, station }
    if (area === undefined) return actor
    const path = (await directory.get('area', area))?.body.path
    return path === undefined ? undefined : { ...actor, path }
  }
  const row = await directory.get('member', subject)
  if (!row || row.body.ended !== undefined) return undefined
  const member = subject as MemberId
  return { id: `member:${subject}`, kind: 'member', role: 'member', station: row.body.home, member }
}

/** What a session of staff was opened for. */
export function postOf({ role, station, area = '' }: StaffRow): string {
  return `${role} ${station} ${area}`
}
