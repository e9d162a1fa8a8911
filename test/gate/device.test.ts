/** Lock-out by account and device, sessions by device, and colleagues who change over at one computer. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeOver, parked, seatsHere } from '../../src/gate/seats.ts'
import { newSecret } from '../../src/gate/secrets.ts'
import { actorOfSession, standingOf } from '../../src/gate/session.ts'
import type { Device } from '../../src/gate/sign-in.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { must } from '../town.ts'
import { openTown, PASSWORD, type Town } from './town.ts'

const MINUTE = 60_000

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const signIn = (login: string, device: Partial<Device>, password = PASSWORD) =>
  signInStaff(town, { login, password }, { ip: '10.0.0.1', ...device })

const said = async (outcome: ReturnType<typeof signIn>) => {
  const told = await outcome
  return told.ok ? 'in' : told.refusal.code
}

const fail = async (times: number, login: string, device: Partial<Device>) => {
  let last = ''
  for (let at = 0; at < times; at++) last = await said(signIn(login, device, 'no'))
  return last
}

test('an outsider in the same office, or anywhere, does not lock a clerk out of their own computer', async () => {
  const desk = newSecret()
  must(await signIn('wang', { device: desk }))
  expect(await fail(5, 'wang', {})).toBe('locked')
  expect(await fail(40, 'nobody', {})).toBe('locked')
  for (let at = 0; at < 60; at++) await fail(1, 'wang', { ip: `10.1.0.${at}`, device: newSecret() })
  expect(await said(signIn('wang', { device: desk }))).toBe('in')
  // Where they were never signed in, the account is shut by now from wherever it is tried.
  expect(await said(signIn('wang', { ip: '10.9.9.9' }))).toBe('locked')
  expect(await said(signIn('wang', { ip: '10.9.9.9', device: newSecret() }))).toBe('locked')
  expect(await said(signIn('chen', { ip: '10.9.9.9' }))).toBe('in')
})

test('on one’s own computer five wrong ones lock that computer for that login, and nobody else', async () => {
  const [desk, other] = [newSecret(), newSecret()]
  must(await signIn('wang', { device: desk }))
  must(await signIn('wang', { device: other }))
  must(await signIn('chen', { device: desk }))
  expect(await fail(5, 'wang', { device: desk })).toBe('locked')
  expect(await said(signIn('wang', { device: desk }))).toBe('locked')
  expect(await said(signIn('wang', { device: other }))).toBe('in')
  expect(await said(signIn('chen', { device: desk }))).toBe('in')
  town.pass(15 * MINUTE)
  expect(await said(signIn('wang', { device: desk }))).toBe('in')
})

test('a cookie made up is no device that is known', async () => {
  for (const device of ['x', newSecret(), 'a'.repeat(43)]) {
    town.pass(48 * 60 * MINUTE)
    expect(await fail(5, 'wang', { device })).toBe('locked')
    expect(await said(signIn('wang', {}))).toBe('locked')
  }
})

test('one session on a device, three in all; one more ends the longest unused', async () => {
  const desk = newSecret()
  const secret = async (device: string) => must(await signIn('wang', { device })).secret
  const first = await secret(desk)
  const second = await secret(desk)
  expect(await actorOfSession(town, first)).toBeUndefined()
  expect(await actorOfSession(town, second)).toBeDefined()
  const away: string[] = []
  for (let at = 0; at < 3; at++) {
    town.pass(MINUTE)
    away.push(await secret(newSecret()))
  }
  expect(await actorOfSession(town, second)).toBeUndefined()
  for (const one of away) expect(await actorOfSession(town, one)).toBeDefined()
  expect(await town.people.staff.sessions('wang')).toHaveLength(3)
})

test('two clerks change over at one computer, each under their own name and without the other’s second step', async () => {
  const device = newSecret()
  const wang = must(await signIn('wang', { device })).secret
  const standingWang = await standingOf(town, wang)
  if (!standingWang) throw new Error('nobody')
  const waiting = await parked(town, standingWang)
  expect(await actorOfSession(town, wang)).toBeUndefined()
  const chen = must(await signIn('chen', { device })).secret
  town.pass(10 * MINUTE)
  const at = async (secrets: readonly string[]) => seatsHere(town, secrets, device)
  const from = await standingOf(town, chen)
  const over = must(await changeOver(town, { from, seats: await at([waiting]), to: 'wang' }))
  expect(over.standing.actor).toMatchObject({ id: 'staff:wang' })
  expect(over.standing.actor.strong).toBeUndefined()
  expect(await actorOfSession(town, chen)).toBeUndefined()
  expect(await actorOfSession(town, waiting)).toBeUndefined()
  expect(await actorOfSession(town, over.secret)).toMatchObject({ id: 'staff:wang' })
  expect(over.waiting).toHaveLength(1)
  // Waiting is idle: looking at who is there does not keep them.
  for (let minutes = 0; minutes < 15; minutes += 5) {
    expect(await at(over.waiting)).toHaveLength(1)
    town.pass(5 * MINUTE)
  }
  expect(await at(over.waiting)).toHaveLength(0)
  const late = await changeOver(town, {
    from: undefined,
    seats: await at(over.waiting),
    to: 'chen',
  })
  expect(late).toMatchObject({ ok: false, refusal: { code: 'signed-out' } })
})

test('a session is at no other computer than its own, and no secret of one is a seat', async () => {
  const device = newSecret()
  const { secret } = must(await signIn('wang', { device }))
  expect(await seatsHere(town, [secret], device)).toHaveLength(1)
  expect(await seatsHere(town, [secret], newSecret())).toHaveLength(0)
  expect(await seatsHere(town, [secret], undefined)).toHaveLength(0)
  expect(await seatsHere(town, ['x', newSecret()], device)).toHaveLength(0)
})

test('sessions end the day a person leaves', async () => {
  const until = '2026-10-01'
  town.put('staff', 'wang', { login: 'wang', role: 'clerk', station: 'S001', active: true, until })
  town.pass(23 * 60 * MINUTE)
  const { secret } = must(await signIn('wang', {}))
  expect(await actorOfSession(town, secret)).toBeDefined()
  town.pass(60 * MINUTE)
  expect(await actorOfSession(town, secret)).toBeUndefined()
  expect(await said(signIn('wang', {}))).toBe('wrong-sign-in')
})
