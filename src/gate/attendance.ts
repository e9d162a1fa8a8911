/**
 * How somebody shows that they are where an activity is (签到): a QR code on the
 * screen or on paper, four digits that are said aloud, or their own four digits
 * said to the desk. Made and compared here; nothing of it is kept. Never where
 * a phone says it is, and never a face.
 */
import type { Bank } from '../bank/ports.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { sameSecret } from './secrets.ts'
import { TRIES_MAX } from './sign-in.ts'

/** How long a code stays on the screen; the one before it is still taken. */
export const ROTATES_MS = 10 * 60_000

export interface Held {
  readonly activity: string
  /** The day in the city, YYYY-MM-DD. */
  readonly day: string
}

type Marking = Pick<Bank, 'people'>

const markOf = ({ people }: Marking, { activity, day }: Held, window: string) =>
  people.members.attendMark(`${activity}/${day}/${window}`)

const windowAt = (now: number) => Math.floor(now / ROTATES_MS)

/** For a QR code: on a screen it is of now, on paper of the whole day. */
export function attendToken(bank: Marking, held: Held, now: number | 'day'): string {
  const window = now === 'day' ? 'day' : windowAt(now).toString(36)
  return `${held.activity}.${held.day}.${window}.${markOf(bank, held, window).mark}`
}

const TOKEN = /^([0-9a-f-]{36})\.(\d{4}-\d{2}-\d{2})\.(day|[0-9a-z]{1,10})\.([A-Za-z0-9_-]{1,64})$/

/** What a token is of, where it was made here and is still good; on paper, on its day alone. */
export function heldBy(bank: Marking, token: string, now: number, today: string): Held | undefined {
  const [, activity = '', day = '', window = '', mark = ''] = TOKEN.exec(token) ?? []
  const held = { activity, day }
  if (activity === '' || day !== today || !sameSecret(markOf(bank, held, window).mark, mark))
    return undefined
  if (window === 'day') return held
  const age = windowAt(now) - Number.parseInt(window, 36)
  return age === 0 || age === 1 ? held : undefined
}

/** Four digits on the desk's screen, said aloud to everybody. */
export function spokenCode(bank: Marking, held: Held, now: number): string {
  return markOf(bank, held, `say/${windowAt(now)}`).digits
}

/** Four digits of one person, on their own page, said to the desk. */
export function ownCode(bank: Marking, held: Held, member: string): string {
  return markOf(bank, held, `own/${member}`).digits
}

/** Whether a member has heard the code. Four digits are soon guessed: a few wrong ones, and it is the desk's to sign them in. */
export async function heardCode(
  bank: Marking & Pick<Bank, 'clock'>,
  held: Held,
  member: string,
  typed: string,
): Promise<Outcome<true>> {
  const { people } = bank
  const now = bank.clock.now()
  const key = `attend:${member}`
  const { lockedUntil } = await people.lock(key)
  if (lockedUntil > now) return refuse({ code: 'locked', until: lockedUntil })
  const counted = await people.tried(key, false, now, TRIES_MAX)
  if (counted.failures > TRIES_MAX) return refuse({ code: 'locked', until: counted.lockedUntil })
  const said = typed.normalize('NFKC').replaceAll(/\s/gu, '')
  const right = [now, now - ROTATES_MS].some((at) => sameSecret(spokenCode(bank, held, at), said))
  if (!right) return refuse({ code: 'attend-code-wrong' })
  await people.tried(key, true, now)
  return done(true)
}
