/**
 * What the books know of a review (待复核). What somebody asked for and may not
 * let stand alone is first a record that says so; its answer is another entry.
 * The two share one id between them: the answer has the id that was asked
 * under, the record has its twin, so that what was asked is answered once and
 * nothing else can take its place.
 */
import { type CounterMove, type Moving } from './counter.ts'
import { type CounterKey, type EntryId, type Ref, refOf } from './entry.ts'

/** Where a UUID writes its version. */
const VERSION_AT = 14

/** The other id of the pair; the twin of the twin is the id itself. Version 7 becomes 8, which callers never choose. */
export function twinOf(id: EntryId): EntryId {
  const version = (Number.parseInt(id.charAt(VERSION_AT), 16) ^ 0xf).toString(16)
  return `${id.slice(0, VERSION_AT)}${version}${id.slice(VERSION_AT + 1)}` as EntryId
}

export type Verdict = 'approved' | 'rejected'

export function verdictOf(said: { readonly refs: readonly Ref[] }): Verdict | undefined {
  return refOf(said, 'verdict') as Verdict | undefined
}

/** Whether it is the record of something that waits, or waited, for a second person. */
export function isAsking(said: { readonly kind: string; readonly refs: readonly Ref[] }): boolean {
  return said.kind === 'row' && refOf(said, 'review') !== undefined
}

/** Where a review lies and whom it is about: the member, or where it is about none, the place itself. */
export function reviewPlace(asking: { readonly station: string; readonly refs: readonly Ref[] }): {
  readonly place: string
  readonly who: string
} {
  return { place: asking.station, who: refOf(asking, 'for') ?? asking.station }
}

function minutesIn(said: Moving, type: 'waits' | 'waited'): number {
  const text = refOf(said, type)
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}

type Move = (kind: CounterKey['kind'], who: string, day: string, by: number) => void

/** A clerk's minutes to one member, and to all, in the month they were served in; of credits that say they count. */
function moveClerk(said: Moving, clerk: string, member: string, count: number, move: Move): void {
  if (refOf(said, 'counts') !== 'clerk') return
  const month = `${said.servedOn.slice(0, 7)}-01`
  move('clerk-member', `${clerk}/${member}`, month, count)
  move('clerk', clerk, month, count)
}

/**
 * Minutes that wait count at once, for the member's day and for the clerk's
 * month, or what is asked for in parts would slip under; approved, they only
 * cease to wait; rejected, they were never there.
 */
export function reviewMoves(
  moving: Moving,
  closed: Moving | undefined,
  credited: { readonly member: string; readonly minutes: number } | undefined,
  undone: { readonly member: string; readonly minutes: number } | undefined,
): readonly CounterMove[] {
  const moves: CounterMove[] = []
  const move: Move = (kind, who, day, by) => {
    if (by !== 0) moves.push({ key: { kind, who, day }, by })
  }
  const member = refOf(moving, 'for')
  const waits = minutesIn(moving, 'waits')
  const waited = minutesIn(moving, 'waited')
  if (member !== undefined && waits + waited > 0) {
    move('waiting', member, moving.servedOn, waits - waited)
    move('waiting', member, '', waits - waited)
  }
  if (member !== undefined && waits > 0) moveClerk(moving, moving.by, member, waits, move)
  if (member !== undefined && verdictOf(moving) === 'rejected')
    moveClerk(moving, refOf(moving, 'maker') ?? moving.by, member, -waited, move)
  if (moving.kind === 'credit' && credited && waited === 0)
    moveClerk(moving, moving.by, credited.member, credited.minutes, move)
  if (closed?.kind === 'credit' && undone)
    moveClerk(closed, closed.by, undone.member, -undone.minutes, move)
  return moves
}
