/** The second step, the password that must be changed, and how both end sessions: by a clock set by hand. */
import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changePassword } from '../../src/gate/own-password.ts'
import { sealerWith } from '../../src/gate/sealer.ts'
import {
  enrolTotp,
  newCodes,
  newTotp,
  refusedChange,
  removeTotp,
  showCode,
} from '../../src/gate/second.ts'
import { hashOf } from '../../src/gate/secrets.ts'
import { actorOfSession, type Standing, STRONG_MS, standingOf } from '../../src/gate/session.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { codeAt } from '../../src/gate/totp.ts'
import { counts } from '../counts.ts'
import { must } from '../town.ts'
import { openTown, PASSWORD, type Town } from './town.ts'

const DAY = 24 * 3_600_000
const STEP = 30_000

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const signIn = async (password = PASSWORD) =>
  must(await signInStaff(town, { login: 'wang', password }, { ip: '10.0.0.1' })).secret

const standing = async (secret: string): Promise<Standing> => {
  const found = await standingOf(town, secret)
  if (!found) throw new Error('the session is over')
  return found
}

/** Sets the app up; gives the session's secret, the app's, and the paper codes. */
const enrolled = async (secret: string) => {
  const before = await standing(secret)
  const { secret: app, sealed } = newTotp(town, before)
  const code = codeAt(app, town.clock.now())
  const { secret: after, codes } = must(await enrolTotp(town, before, { sealed, code }))
  return { app, after, codes }
}

const code = (outcome: { readonly ok: boolean }) =>
  outcome.ok ? 'ok' : (outcome as unknown as { refusal: { code: string } }).refusal.code

test('setting the app up gives a new secret, ends the other sessions, and is strong for an hour', async () => {
  const [other, first] = [await signIn(), await signIn()]
  const { after } = await enrolled(first)
  expect(await actorOfSession(town, first)).toBeUndefined()
  expect(await actorOfSession(town, other)).toBeUndefined()
  expect(await actorOfSession(town, after)).toMatchObject({ id: 'staff:wang', strong: true })
  for (let at = 0; at < STRONG_MS; at += 600_000) {
    expect((await actorOfSession(town, after))?.strong).toBe(true)
    town.pass(600_000)
  }
  expect((await actorOfSession(town, after))?.strong).toBeUndefined()
})

test('whoever has a second step may do nothing before it is shown', async () => {
  const { app } = await enrolled(await signIn())
  town.pass(STEP)
  const secret = await signIn()
  const due = await standing(secret)
  expect(due.due).toEqual(['second'])
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await refusedChange(town, due)).toMatchObject({ code: 'second-factor-needed' })
  const order = { old: PASSWORD, fresh: 'tomato Rain 77', repeat: 'tomato Rain 77' }
  expect(code(await changePassword(town, due, order))).toBe('second-factor-needed')
  expect(code(await removeTotp(town, due))).toBe('second-factor-needed')
  const shown = must(await showCode(town, due, codeAt(app, town.clock.now())))
  expect(shown.by).toBe('totp')
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await actorOfSession(town, shown.secret)).toMatchObject({ strong: true })
})

test('a code is good once, also for thirty at once, and never one from before', async () => {
  const { app, after } = await enrolled(await signIn())
  expect(code(await showCode(town, await standing(after), codeAt(app, town.clock.now())))).toBe(
    'wrong-code',
  )
  town.pass(2 * STEP)
  const now = town.clock.now()
  const who = await standing(after)
  const told = await Promise.all(
    Array.from({ length: 4 }, () => showCode(town, who, codeAt(app, now))),
  )
  expect(told.filter(({ ok }) => ok)).toHaveLength(1)
  const earlier = await standing(await signIn())
  expect(code(await showCode(town, earlier, codeAt(app, now - STEP)))).toBe('wrong-code')
})

test('guesses at a code are counted wherever they are made, and lock', async () => {
  const { app } = await enrolled(await signIn())
  town.pass(STEP)
  const told: string[] = []
  for (let guess = 0; guess < counts.guesses; guess++) {
    const who = await standing(await signIn())
    told.push(code(await showCode(town, who, `${guess % 1_000_000}`.padStart(6, '0'))))
  }
  // Five looked at, whatever the number of sessions they came from.
  expect(told.filter((one) => one === 'wrong-code')).toHaveLength(4)
  expect(told.slice(4).every((one) => one === 'locked')).toBe(true)
  const right = () => codeAt(app, town.clock.now())
  expect(code(await showCode(town, await standing(await signIn()), right()))).toBe('locked')
  town.pass(15 * 60_000)
  expect(code(await showCode(town, await standing(await signIn()), right()))).toBe('ok')
})

test('a code of paper is good once, and new ones void the old', async () => {
  const { after, codes } = await enrolled(await signIn())
  expect(codes).toHaveLength(10)
  expect(new Set(codes).size).toBe(10)
  expect(codes[0]).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
  const typed = codes[0]?.toUpperCase().replaceAll('-', ' ') ?? ''
  const shown = must(await showCode(town, await standing(after), typed))
  expect(shown.by).toBe('recovery')
  const who = () => standing(shown.secret)
  expect(code(await showCode(town, await who(), typed))).toBe('wrong-code')
  expect(await town.people.staff.recoveryLeft('wang')).toBe(9)
  const renewed = must(await newCodes(town, await who()))
  const last = await standing(renewed.secret)
  expect(code(await showCode(town, last, codes[1] ?? ''))).toBe('wrong-code')
  expect(code(await showCode(town, last, renewed.codes[1] ?? ''))).toBe('ok')
  expect(await town.people.staff.takeRecovery('chen', hashOf('x'))).toBe(false)
})

test('what is kept is sealed for its owner, and opens under no other key', async () => {
  const { app } = await enrolled(await signIn())
  const kept = (await town.people.staff.totp('wang'))?.sealed ?? ''
  expect(Buffer.from(kept, 'base64url').includes(Buffer.from(app))).toBe(false)
  const { sealer } = town.staffGate
  expect(sealer.open(kept, 'totp:wang')).toEqual(app)
  expect(() => sealer.open(kept, 'totp:chen')).toThrow()
  const other = sealerWith(() => new Uint8Array(32).fill(8))
  expect(() => other.open(kept, 'totp:wang')).toThrow()
  for (const damaged of ['', 'AQ', `${kept.slice(0, -2)}AA`, kept.slice(0, 30)])
    expect(() => sealer.open(damaged, 'totp:wang')).toThrow()
})

test('the secret of another’s form, or of nobody’s, is not taken', async () => {
  const wang = await standing(await signIn())
  const chen = await standing(
    must(await signInStaff(town, { login: 'chen', password: PASSWORD }, { ip: '' })).secret,
  )
  const { secret, sealed } = newTotp(town, wang)
  const right = codeAt(secret, town.clock.now())
  for (const [who, form, typed] of [
    [chen, sealed, right],
    [wang, 'x', right],
    [wang, sealed, '000000'],
  ] as const)
    expect(code(await enrolTotp(town, who, { sealed: form, code: typed }))).toBe('wrong-code')
  expect(await town.people.staff.totp('wang')).toBeUndefined()
})

test('without a second step nobody gets codes of paper, or takes away what is not there', async () => {
  const who = await standing(await signIn())
  expect(code(await newCodes(town, who))).toBe('second-factor-needed')
  expect(code(await removeTotp(town, who))).toBe('second-factor-needed')
})

test('a printed password is good for changing it, and for nothing else', async () => {
  const hash = must(await town.passwords.hash('printed once'))
  const wang = { login: 'wang', staff: 'wang', name: '王', passwordHash: hash }
  await town.people.setCredential({ ...wang, setAt: town.clock.now(), oneTime: true })
  const secret = await signIn('printed once')
  expect((await standing(secret)).due).toEqual(['password'])
  expect(await actorOfSession(town, secret)).toBeUndefined()
  const fresh = 'tomato Rain 77'
  const change = async (order: object) =>
    changePassword(town, await standing(secret), {
      old: 'printed once',
      fresh,
      repeat: fresh,
      ...order,
    })
  expect(code(await change({ old: 'x' }))).toBe('wrong-sign-in')
  expect(code(await change({ repeat: 'x' }))).toBe('passwords-differ')
  expect(await change({ fresh: 'printed once', repeat: 'printed once' })).toMatchObject({
    refusal: { code: 'password-weak', lacks: ['classes'], classes: 3, least: 12 },
  })
  const after = must(await change({}))
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await actorOfSession(town, after)).toMatchObject({ id: 'staff:wang' })
  expect(
    code(await signInStaff(town, { login: 'wang', password: 'printed once' }, { ip: '' })),
  ).toBe('wrong-sign-in')
  expect((await standing(await signIn(fresh))).due).toEqual([])
})

test('after 90 days it is changed, and the last five do not come back', async () => {
  const passwords = Array.from({ length: 7 }, (_, at) => `tomato Rain ${at}${at}`)
  let [secret, old] = [await signIn(), PASSWORD]
  for (const fresh of passwords.slice(0, 5)) {
    secret = must(await changePassword(town, await standing(secret), { old, fresh, repeat: fresh }))
    old = fresh
    town.pass(60_000)
  }
  const again = async (fresh: string) =>
    changePassword(town, await standing(secret), { old, fresh, repeat: fresh })
  for (const fresh of passwords.slice(0, 5))
    expect(await again(fresh)).toMatchObject({ refusal: { lacks: ['before'], remembered: 5 } })
  expect((await again(PASSWORD)).ok).toBe(true)
  town.pass(90 * DAY - 1)
  expect((await standing(await signIn())).due).toEqual([])
  town.pass(1)
  expect((await standing(await signIn())).due).toEqual(['password'])
})

test('a password of before such facts were kept is changed at the next sign-in', async () => {
  const hash = must(await town.passwords.hash('from long ago'))
  const wang = { login: 'wang', staff: 'wang', name: '王', passwordHash: hash }
  await town.people.setCredential(wang)
  expect((await standing(await signIn('from long ago'))).due).toEqual(['password'])
})
