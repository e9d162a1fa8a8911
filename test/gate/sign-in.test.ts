import { afterEach, beforeEach, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events } from '../../src/bank/oversight/audit.ts'
import type { Bank } from '../../src/bank/ports.ts'
import { hashOf } from '../../src/gate/secrets.ts'
import { actorOfSession } from '../../src/gate/session.ts'
import { signInMember, signOut } from '../../src/gate/sign-in.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { openTown, PASSWORD, PIN, type Town } from './town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const HERE = { ip: '10.0.0.1' }

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const staff = (login: string, password: string, device = HERE) =>
  signInStaff(town, { login, password }, device)

const said = async (outcome: Promise<{ readonly ok: boolean }>) => {
  const told = await outcome
  return told.ok ? 'in' : (told as unknown as { refusal: { code: string } }).refusal.code
}

const secretOf = async (outcome: Promise<Outcome<{ readonly secret: string }>>) => {
  const told = await outcome
  if (!told.ok) throw new Error(told.refusal.code)
  return told.value.secret
}

test('a clerk signs in, is known by the cookie, and signs out', async () => {
  const outcome = await staff(' Wang ', PASSWORD)
  expect(outcome).toMatchObject({
    ok: true,
    value: { actor: { id: 'staff:wang', kind: 'staff', role: 'clerk', station: 'S001' } },
  })
  const secret = outcome.ok ? outcome.value.secret : ''
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(await actorOfSession(town, secret)).toMatchObject({ id: 'staff:wang' })
  expect(await town.people.session(secret)).toBeUndefined()
  expect(await town.people.session(hashOf(secret))).toMatchObject({ subject: 'wang' })
  await signOut(town, secret, undefined)
  await signOut(town, 'nothing', undefined)
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await actorOfSession(town, `${secret}x`)).toBeUndefined()
})

test('a member signs in with the card or the number on it, and a PIN', async () => {
  for (const card of [town.card, town.card.toLowerCase(), town.number]) {
    const outcome = await signInMember(town, { card, pin: PIN }, HERE)
    expect(outcome).toMatchObject({
      ok: true,
      value: { actor: { id: 'member:li', role: 'member', member: 'li', station: 'S001' } },
    })
  }
  expect(await said(signInMember(town, { card: town.card, pin: '000000' }, HERE))).toBe(
    'wrong-sign-in',
  )
})

test('known and unknown are answered alike, try by try', async () => {
  const bytes = async (login: string) => {
    const told: string[] = []
    for (let at = 0; at < 7; at++)
      told.push(JSON.stringify(await staff(login, 'x', { ip: `${login}'s` })))
    return told
  }
  expect(await bytes('wang')).toEqual(await bytes('nobody'))
  const cards = async (card: string) => {
    const told: string[] = []
    for (let at = 0; at < 7; at++) {
      const outcome = await signInMember(town, { card, pin: '0' }, { ip: `${card}'s` })
      told.push(JSON.stringify(outcome))
    }
    return told
  }
  expect(await cards(town.card)).toEqual(await cards('0'.repeat(16)))
})

test('five failures lock the login for 15 minutes, from that address only', async () => {
  for (let at = 0; at < 4; at++) expect(await said(staff('wang', 'no'))).toBe('wrong-sign-in')
  expect(await staff('wang', 'no')).toEqual({
    ok: false,
    refusal: { code: 'locked', until: town.clock.now() + 15 * MINUTE },
  })
  expect(await said(staff('wang', PASSWORD))).toBe('locked')
  expect(await said(staff('wang', PASSWORD, { ip: '10.0.0.2' }))).toBe('in')
  town.pass(15 * MINUTE)
  expect(await said(staff('wang', PASSWORD))).toBe('in')
  expect(await said(staff('wang', 'no'))).toBe('wrong-sign-in')
})

test('the fifth try may still be right, and clears the count', async () => {
  for (let at = 0; at < 4; at++) await staff('wang', 'no')
  expect(await said(staff('wang', PASSWORD))).toBe('in')
  for (let at = 0; at < 4; at++) expect(await said(staff('wang', 'no'))).toBe('wrong-sign-in')
})

test('five wrong PINs lock a card from wherever they came, until staff unlock it', async () => {
  const told: string[] = []
  for (let at = 0; at < 6; at++)
    told.push(await said(signInMember(town, { card: town.card, pin: '0' }, { ip: `${at}` })))
  expect(told).toEqual([...Array<string>(4).fill('wrong-sign-in'), 'card-locked', 'card-locked'])
  const right = () => signInMember(town, { card: town.card, pin: PIN }, { ip: 'new' })
  town.pass(30 * 24 * HOUR)
  expect(await said(right())).toBe('card-locked')
  await town.people.members.unlockCard('li' as never)
  expect(await said(right())).toBe('in')
})

test('by the number on it five wrong PINs lock for a while, and the card itself not at all', async () => {
  const byNumber = (pin: string, ip: string) =>
    said(signInMember(town, { card: town.number, pin }, { ip }))
  for (let at = 0; at < 5; at++) await byNumber('0', `${at}`)
  expect(await byNumber(PIN, 'new')).toBe('locked')
  expect(await said(signInMember(town, { card: town.card, pin: PIN }, HERE))).toBe('in')
  town.pass(15 * MINUTE)
  expect(await byNumber(PIN, 'new')).toBe('in')
})

test('thirty guesses at once are five guesses', async () => {
  const guesses = Array.from({ length: 30 }, (_, at) => staff('wang', `guess ${at}`))
  const told = await Promise.all(guesses.map(said))
  expect(told.filter((code) => code === 'locked').length).toBeGreaterThanOrEqual(25)
  expect(await said(staff('wang', PASSWORD))).toBe('locked')
})

test('one address that tries number after number is locked', async () => {
  const told: string[] = []
  for (let at = 0; at < 31; at++)
    told.push(await said(signInMember(town, { card: `GZ${at}`, pin: '0' }, HERE)))
  expect(told.indexOf('locked')).toBe(29)
  expect(await said(signInMember(town, { card: town.card, pin: PIN }, HERE))).toBe('locked')
  expect(await said(signInMember(town, { card: town.card, pin: PIN }, { ip: 'b' }))).toBe('in')
})

test('a card without a PIN opens nothing', async () => {
  await town.people.setPin('li' as never, '')
  for (const pin of ['', '000000'])
    expect(await said(signInMember(town, { card: town.card, pin }, HERE))).toBe('wrong-sign-in')
})

test('who has left is out at once, and moved staff sign in anew for their new post', async () => {
  const moved = { login: 'wang', role: 'head', station: 'S002' } as const
  const before = await secretOf(staff('wang', PASSWORD))
  town.put('staff', 'wang', { ...moved, active: true })
  expect(await actorOfSession(town, before)).toBeUndefined()
  const secret = await secretOf(staff('wang', PASSWORD))
  expect(await actorOfSession(town, secret)).toMatchObject({ role: 'head', station: 'S002' })
  town.put('staff', 'wang', { ...moved, active: true, relatives: ['li'] })
  expect(await actorOfSession(town, secret)).toBeDefined()
  town.put('staff', 'wang', { ...moved, active: false })
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await said(staff('wang', PASSWORD))).toBe('wrong-sign-in')
  town.put('staff', 'wang', { ...moved, active: true })
  expect(await actorOfSession(town, secret)).toBeUndefined()
})

test('staff are out after 15 idle minutes, and after 8 hours in any case', async () => {
  const idle = await secretOf(staff('wang', PASSWORD))
  town.pass(15 * MINUTE)
  expect(await actorOfSession(town, idle)).toBeUndefined()
  const busy = await secretOf(staff('wang', PASSWORD))
  for (let minutes = 10; minutes < 8 * 60; minutes += 10) {
    town.pass(10 * MINUTE)
    expect(await actorOfSession(town, busy)).toBeDefined()
  }
  town.pass(10 * MINUTE)
  expect(await actorOfSession(town, busy)).toBeUndefined()
})

test('members are out after 30 idle minutes, and after 7 days in any case', async () => {
  const enter = () => secretOf(signInMember(town, { card: town.card, pin: PIN }, HERE))
  const idle = await enter()
  town.pass(29 * MINUTE)
  expect(await actorOfSession(town, idle)).toBeDefined()
  town.pass(30 * MINUTE)
  expect(await actorOfSession(town, idle)).toBeUndefined()
  const busy = await enter()
  for (let ms = 0; ms < 7 * 24 * HOUR - 20 * MINUTE; ms += 20 * MINUTE) {
    town.pass(20 * MINUTE)
    expect(await actorOfSession(town, busy)).toBeDefined()
  }
  town.pass(20 * MINUTE)
  expect(await actorOfSession(town, busy)).toBeUndefined()
})

test('signing in gives a new secret and ends the one the browser had', async () => {
  const first = await secretOf(staff('wang', PASSWORD))
  const again = { ip: HERE.ip, session: first }
  const second = await secretOf(signInStaff(town, { login: 'chen', password: PASSWORD }, again))
  expect(second).not.toBe(first)
  expect(await actorOfSession(town, first)).toBeUndefined()
  expect(await actorOfSession(town, second)).toMatchObject({ id: 'staff:chen', role: 'city' })
})

test('every way in and out is kept: right, wrong, locked, out; of an unknown name not the name', async () => {
  const secret = await secretOf(staff('wang', PASSWORD))
  await signOut(town, secret, await actorOfSession(town, secret))
  await said(staff('nobody-of-that-name', 'guess'))
  for (let n = 0; n < 6; n++) await said(signInMember(town, { card: town.card, pin: '0' }, HERE))
  const kept = await events(town as unknown as Bank, SYSTEM, { after: 0, limit: 100 })
  if (!kept.ok) throw new Error(kept.refusal.code)
  expect(kept.value.map(({ by, act, ok, about }) => `${by} ${act} ${ok} ${about}`)).toEqual([
    'staff:wang sign-in true wang',
    'staff:wang sign-out true wang',
    'visitor sign-in false ',
    ...Array.from({ length: 4 }, () => 'visitor sign-in false li'),
    'visitor locked false li',
    'visitor locked false li',
  ])
  expect(JSON.stringify(kept.value)).not.toContain('nobody')
})
