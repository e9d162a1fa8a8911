/**
 * One-time codes (短信验证码): a phone is asked for, a code goes to it, and who
 * types the code in the same browser is whoever holds the phone. Whether a
 * phone is known is told neither by the answer nor by the work: a code is made,
 * counted and kept either way, and nobody waits for the message. There is no
 * picture to solve: the budgets say no instead, and those who need help most
 * are not asked to read one.
 */
import { randomInt } from 'node:crypto'
import { noteEvent, VISITOR } from '../bank/oversight/audit.ts'
import type { Bank } from '../bank/ports.ts'
import type { MessageStop } from '../ledger/refusal.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Person } from '../bank/ports-people.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { hashOf, isSecret, newSecret } from './secrets.ts'
import { addressOf, type Device, entered, kept, type SignedIn, type SignInBank } from './sign-in.ts'

export type CodeBank = SignInBank & Pick<Bank, 'messages' | 'ids'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const CODE_MS = 5 * MINUTE_MS

/** Wrong codes of one asking; with six digits, one in two hundred thousand is guessed. */
export const CODE_TRIES_MAX = 5

/** Somebody whose message is slow asks again; not sooner than it can have come. */
const SOON_MS = MINUTE_MS

/** Codes to one phone a day, and asked for from one address an hour: every one costs the city money. */
export const PHONE_DAY_MAX = 5
export const ADDRESS_HOUR_MAX = 20

/** People of one phone: a family, not a street. */
const FAMILY_MAX = 20

const PHONE = /^1[3-9]\d{9}$/

/** As typed: "+86 138-1234 5678". Undefined when it is no mobile number. */
export function readPhone(typed: string): string | undefined {
  const digits = typed
    .normalize('NFKC')
    .replace(/[\s()-]/gu, '')
    .replace(/^(?:\+|00)86/, '')
  return PHONE.test(digits) ? digits : undefined
}

export interface CodeSent {
  /** For the browser's cookie: the code is good only beside it. */
  readonly secret: string
  readonly phone: string
}

/** Sends a code to a phone. Refuses what is no phone, and beyond the budgets; never for a phone that is unknown. */
export async function askCode(
  bank: CodeBank,
  typed: string,
  device: Device & { readonly before?: string | undefined },
): Promise<Outcome<CodeSent>> {
  const phone = readPhone(typed)
  if (phone === undefined) return refuse({ code: 'phone-unreadable', phone: typed })
  const now = bank.clock.now()
  const stopped = await stoppedBy(bank, phone, device.ip, now)
  if (stopped) return refuse(stopped)

  const family = await familyOf(bank, phone)
  const known = family.length > 0
  // One budget of the city's for those that are sent, and one beside it that pays for nothing: equal work.
  await bank.people.members.count(known ? 'city' : 'nobody', now, DAY_MS)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const secret = newSecret()
  await bank.people.members.keepCode({
    request: hashOf(secret),
    phone,
    code,
    now,
    goodUntil: now + CODE_MS,
    ...(device.before === undefined ? {} : { before: hashOf(device.before) }),
  })
  const about = family.length === 1 ? (family[0]?.member ?? '') : ''
  await noteEvent(bank, VISITOR, {
    act: 'code-sent',
    ok: known,
    about,
    refs: [['people', `${family.length}`]],
  })
  const until = now + CODE_MS
  const facts = { code, minutes: `${CODE_MS / MINUTE_MS}` }
  if (known) bank.messages.send({ id: bank.ids.entry(), phone, template: 'code', facts, until })
  return done({ secret, phone })
}

interface Stopped {
  readonly code: 'messages-stopped'
  readonly by: MessageStop
  readonly until: number
}

/** What is spent, counting this time: the nearest first, so that who is stopped there costs nobody else. */
async function stoppedBy(
  { people: { members }, messages }: CodeBank,
  phone: string,
  ip: string,
  now: number,
): Promise<Stopped | undefined> {
  const stop = (by: MessageStop, until: number): Stopped => ({
    code: 'messages-stopped',
    by,
    until,
  })
  const state = messages.state()
  if (state !== 'open') return stop(state === 'closed' ? 'closed' : 'gateway', now)
  const steps = [
    ...(ip === '' ? [] : [['address', `from:${ip}`, HOUR_MS, ADDRESS_HOUR_MAX] as const]),
    ['soon', `soon:${phone}`, SOON_MS, 1],
    ['phone', `to:${phone}`, DAY_MS, PHONE_DAY_MAX],
  ] as const
  for (const [by, key, period, most] of steps) {
    const { count, until } = await members.count(key, now, period)
    if (count > most) return stop(by, until)
  }
  const city = await members.counted('city', now, DAY_MS)
  return city.count >= messages.cityDay ? stop('city', city.until) : undefined
}

/** Whoever has that phone; not those who can no longer decide: with their phone somebody else would be in. */
async function familyOf(
  { people, directory }: Pick<Bank, 'people' | 'directory'>,
  phone: string,
): Promise<readonly Person[]> {
  const found = await people.find('city', { phone }, FAMILY_MAX)
  const family: Person[] = []
  for (const person of found.filter((one) => one.phone === phone)) {
    const ending = (await directory.newest('ending', person.member))?.body
    if (ending?.list.state !== 'carried') family.push(person)
  }
  return family
}

export interface CodeTyped {
  readonly phone: string
  readonly code: string
  /** The cookie of whoever asked; undefined where the browser has none. */
  readonly secret: string | undefined
}

/** In; or, of a family that shares the phone, who it may be. */
export type CodeRight =
  | { readonly in: SignedIn }
  | { readonly family: readonly Pick<Person, 'member' | 'name' | 'number'>[] }

/** Refuses a wrong code with the tries left, one that is over, and an address that is locked. */
export async function checkCode(
  bank: CodeBank,
  { phone: typed, code, secret }: CodeTyped,
  device: Device,
): Promise<Outcome<CodeRight>> {
  const { people } = bank
  const now = bank.clock.now()
  const beside = addressOf(device)
  for (const { key } of beside) {
    const { lockedUntil } = await people.lock(key)
    if (lockedUntil > now) return refuse({ code: 'locked', until: lockedUntil })
  }
  const phone = readPhone(typed) ?? ''
  const request = hashOf(secret !== undefined && isSecret(secret) ? secret : '')
  const digits = code.normalize('NFKC').replace(/\s/gu, '').slice(0, 20)
  const tried = await people.members.tryCode({
    request,
    phone,
    code: digits,
    now,
    most: CODE_TRIES_MAX,
  })
  if (!tried?.right) {
    for (const { key, most } of beside) await people.tried(key, false, now, most)
    await noteEvent(bank, VISITOR, {
      act: 'sign-in',
      ok: false,
      reason: 'wrong',
      refs: [['how', 'code']],
    })
    return refuse(
      tried && tried.left > 0
        ? { code: 'message-code-wrong', left: tried.left }
        : { code: 'message-code-over' },
    )
  }
  const family = await familyOf(bank, phone)
  const [only] = family
  if (family.length !== 1 || !only) return done({ family })
  return choosePerson(bank, { phone, secret, member: only.member }, device)
}

/** Of those who share a phone that was just proved, the one who it is. The proof is good once. */
export async function choosePerson(
  bank: CodeBank,
  { phone, secret, member }: Pick<CodeTyped, 'phone' | 'secret'> & { readonly member: MemberId },
  device: Device,
): Promise<Outcome<{ readonly in: SignedIn }>> {
  const now = bank.clock.now()
  const request = hashOf(secret !== undefined && isSecret(secret) ? secret : '')
  const asked = { request, phone, now, since: now - CODE_MS }
  if (!(await bank.people.members.takeProof(asked))) return refuse({ code: 'message-code-over' })
  const family = await familyOf(bank, phone)
  if (!family.some((person) => person.member === member))
    return refuse({ code: 'message-code-over' })
  const outcome = await entered(bank, 'member', member, device)
  const told = await kept(bank, member, outcome, [['how', 'code']])
  return told.ok ? done({ in: told.value }) : told
}
