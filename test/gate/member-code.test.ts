/** One-time codes by a fake clock and a fake gateway: who gets in, who is told what, and when it stops. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { events } from '../../src/bank/oversight/audit.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import type { Bank } from '../../src/bank/ports.ts'
import {
  askCode,
  checkCode,
  choosePerson,
  CODE_MS,
  type CodeBank,
  readPhone,
} from '../../src/gate/member-code.ts'
import { actorOfSession } from '../../src/gate/session.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { counts } from '../counts.ts'
import { type Outbox, outbox } from '../messages.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const PHONE = '13912340001'
const STRANGER = '13912349999'

let town: Town
let messages: Outbox
let bank: CodeBank
let addresses = 0
/** Everyone from an address of their own, unless a test says otherwise. */
const anywhere = () => ({ ip: `10.0.0.${++addresses}` })

beforeEach(async () => {
  town = await openTown()
  messages = outbox()
  bank = { ...town, messages }
  await person('wu' as MemberId, '吴小玲', PHONE)
})
afterEach(() => town.close())

test('with the phone of somebody who can no longer decide nobody is in', async () => {
  const list = { place: 'S001/', who: 'wu', state: 'approved', at: 0, due: 0 }
  const ending = {
    list,
    kind: 'incapacity',
    evidence: 'ab'.repeat(32),
    reportedBy: 'staff:x',
  } as const
  town.put('ending', 'wu', ending)
  must(await ask())
  expect(messages.sent).toHaveLength(1)
  town.put('ending', 'wu', { ...ending, list: { ...list, state: 'carried' } })
  town.pass(HOUR)
  must(await ask())
  expect(messages.sent).toHaveLength(1)
})

async function person(member: MemberId, name: string, phone: string) {
  town.put('member', member, { home: 'S001', since: '2026-01-01', grants: [] })
  await town.people.enrol({ member, name, phone, idTail: '', station: 'S001', outside: {} })
}

const ask = (phone = PHONE, device: object = anywhere()) =>
  askCode(bank, phone, device as { ip: string })
const check = (code: string, secret?: string, phone = PHONE, device = anywhere()) =>
  checkCode(bank, { phone, code, secret }, device)
const codeOf = (outcome: { readonly ok: boolean }) =>
  outcome.ok ? 'ok' : (outcome as unknown as { refusal: { code: string } }).refusal.code
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a volunteer gets a code, types it in the same browser, and is in', async () => {
  const { secret } = must(await ask('+86 139-1234 0001'))
  expect(messages.sent).toMatchObject([
    { phone: PHONE, template: 'code', facts: { minutes: '5' }, until: town.clock.now() + CODE_MS },
  ])
  const code = messages.codeTo(PHONE)
  expect(code).toMatch(/^\d{6}$/)
  const right = must(await check(code, secret))
  if (!('in' in right)) throw new Error('nobody is in')
  expect(right.in.actor).toMatchObject({ id: 'member:wu', kind: 'member' })
  expect(await actorOfSession(town, right.in.secret)).toMatchObject({ id: 'member:wu' })
  const acts = must(await events(town as unknown as Bank, SYSTEM, { after: 0, limit: 9 }))
  expect(acts.map(({ act, ok, about, refs }) => [act, ok, about, refs])).toEqual([
    ['code-sent', true, 'wu', expect.arrayContaining([['people', '1']])],
    ['sign-in', true, 'wu', expect.arrayContaining([['how', 'code']])],
  ])
})

test('a code is good once, for five minutes, and only in the browser that asked', async () => {
  const { secret } = must(await ask())
  const code = messages.codeTo(PHONE)
  expect(codeOf(await check(code))).toBe('message-code-over')
  expect(codeOf(await check(code, 'a'.repeat(43)))).toBe('message-code-over')
  expect(codeOf(await check(code, secret, STRANGER))).toBe('message-code-wrong')
  expect(codeOf(await check(code, secret))).toBe('ok')
  expect(codeOf(await check(code, secret))).toBe('message-code-over')

  town.pass(HOUR)
  const later = must(await ask())
  town.pass(CODE_MS)
  expect(codeOf(await check(messages.codeTo(PHONE), later.secret))).toBe('message-code-over')
})

test('asking again in the same browser ends the code before', async () => {
  const first = must(await ask())
  const before = messages.codeTo(PHONE)
  town.pass(MINUTE)
  const second = must(await ask(PHONE, { ...anywhere(), before: first.secret }))
  expect(codeOf(await check(before, first.secret))).toBe('message-code-over')
  expect(codeOf(await check(messages.codeTo(PHONE), second.secret))).toBe('ok')
})

describe('a family that shares a phone', () => {
  beforeEach(() => person('wang' as MemberId, '王伯', PHONE))

  test('is asked who it is, and each gets in as themself, once', async () => {
    const { secret } = must(await ask())
    const right = must(await check(messages.codeTo(PHONE), secret))
    if (!('family' in right)) throw new Error('one of them was let in')
    expect(right.family.map(({ member }) => member).sort()).toEqual(['wang', 'wu'])
    const choose = (member: string) =>
      choosePerson(bank, { phone: PHONE, secret, member: member as MemberId }, anywhere())
    expect(must(await choose('wang')).in.actor).toMatchObject({ id: 'member:wang' })
    expect(codeOf(await choose('wu'))).toBe('message-code-over')
  })

  test('nobody is chosen before the code was right, nor whoever has another phone', async () => {
    const { secret } = must(await ask())
    const choose = (member: string, phone = PHONE) =>
      choosePerson(bank, { phone, secret, member: member as MemberId }, anywhere())
    expect(codeOf(await choose('wang'))).toBe('message-code-over')
    must(await check(messages.codeTo(PHONE), secret))
    expect(codeOf(await choose('wang', STRANGER))).toBe('message-code-over')
    expect(codeOf(await choose('li'))).toBe('message-code-over')
    expect(codeOf(await choose('wang'))).toBe('message-code-over')
  })
})

describe('guessing', () => {
  test('five wrong codes end it, and the right one comes too late', async () => {
    const { secret } = must(await ask())
    const code = messages.codeTo(PHONE)
    const told = []
    for (let at = 0; at < 6; at++) {
      const outcome = await check(wrong(code), secret)
      told.push(outcome.ok ? 'in' : outcome.refusal)
    }
    expect(told).toEqual([
      ...[4, 3, 2, 1].map((left) => ({ code: 'message-code-wrong', left })),
      { code: 'message-code-over' },
      { code: 'message-code-over' },
    ])
    expect(codeOf(await check(code, secret))).toBe('message-code-over')
  })

  test('thirty guesses at once are five guesses', async () => {
    const { secret } = must(await ask())
    const code = messages.codeTo(PHONE)
    const told = await Promise.all(
      Array.from({ length: 30 }, async () => codeOf(await check(wrong(code), secret))),
    )
    expect(told.filter((one) => one === 'message-code-wrong')).toHaveLength(4)
    expect(told.filter((one) => one === 'message-code-over')).toHaveLength(26)
  })

  test(`${counts.memberGuesses} guesses from everywhere let nobody in, and few are looked at`, async () => {
    let looked = 0
    let secret = must(await ask()).secret
    for (let at = 0; at < counts.memberGuesses; at++) {
      const outcome = await check(wrong(messages.codeTo(PHONE)), secret)
      expect(outcome.ok).toBe(false)
      if (codeOf(outcome) === 'message-code-wrong') looked++
      if (at % 20 !== 19) continue
      town.pass(10 * MINUTE)
      const again = await ask()
      if (again.ok) ({ secret } = again.value)
    }
    const days = Math.ceil((counts.memberGuesses / 20) * (10 / (24 * 60)))
    expect(looked).toBeLessThanOrEqual((days + 1) * 5 * 5)
  })

  test('an address that guesses at code after code is locked', async () => {
    const here = { ip: '10.9.9.9' }
    const told: string[] = []
    for (let at = 0; at < 31; at++) {
      told.push(codeOf(await check('000000', 'b'.repeat(43), PHONE, here)))
    }
    expect(told.at(-1)).toBe('locked')
    const { secret } = must(await ask())
    const code = messages.codeTo(PHONE)
    expect(codeOf(await check(code, secret, PHONE, here))).toBe('locked')
    expect(codeOf(await check(code, secret))).toBe('ok')
  })
})

describe('who is told what', () => {
  test(`${counts.phonesCompared} phones, known or not, are answered alike, and cost the same`, async () => {
    for (let at = 0; at < counts.phonesCompared / 2; at++) {
      await person(
        `k${String(at).padStart(6, '0')}` as MemberId,
        `陈${at % 7 ? '一' : '二'}`.replace(/\d/g, ''),
        `137${String(at).padStart(8, '0')}`,
      )
    }
    const seen = { known: new Set<string>(), unknown: new Set<string>() }
    const work = { known: new Set<string>(), unknown: new Set<string>() }
    for (let at = 0; at < counts.phonesCompared; at++) {
      const is = at % 2 === 0 ? 'known' : 'unknown'
      const phone = `137${String(is === 'known' ? at / 2 : 90_000_000 + at).padStart(8, '0')}`
      const called: string[] = []
      const counting = { ...bank, people: counted(town.people, called) } as CodeBank
      const asked = await askCode(counting, phone, anywhere())
      const secret = asked.ok ? asked.value.secret : ''
      const told = [codeOf(asked)]
      for (let guess = 0; guess < 6; guess++) {
        const typed = { phone, code: 'abcdef', secret }
        const outcome = await checkCode(counting, typed, anywhere())
        told.push(JSON.stringify(outcome))
      }
      seen[is].add(told.join())
      work[is].add(called.join())
    }
    expect(seen.known.size).toBe(1)
    expect(seen.unknown).toEqual(seen.known)
    expect(work.known.size).toBe(1)
    expect(work.unknown).toEqual(work.known)
    expect(messages.sent).toHaveLength(counts.phonesCompared / 2)
  })

  test('what is no mobile number is said to be none', async () => {
    for (const typed of [
      '',
      '12345',
      '020-83131111',
      '1391234000',
      '139123400011',
      '139１２３４０００１x',
    ])
      expect(codeOf(await ask(typed))).toBe('phone-unreadable')
    expect(readPhone('139１２３４０００１')).toBe(PHONE)
    expect(readPhone('0086 13912340001')).toBe(PHONE)
  })
})

/** The same people, with the name of every call written down. */
function counted<Of extends object>(of: Of, called: string[]): Of {
  return new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name === 'members') return counted(value as object, called)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        called.push(String(name))
        return (value as (...all: unknown[]) => unknown)(...given)
      }
    },
  })
}

describe('what a message costs', () => {
  test('one a minute and five a day to a phone, whoever asks', async () => {
    expect(codeOf(await ask())).toBe('ok')
    const soon = await ask()
    expect(soon).toMatchObject({
      refusal: { code: 'messages-stopped', by: 'soon', until: town.clock.now() + MINUTE },
    })
    for (let at = 0; at < 4; at++) {
      town.pass(MINUTE)
      expect(codeOf(await ask())).toBe('ok')
    }
    town.pass(MINUTE)
    expect(await ask()).toMatchObject({ refusal: { by: 'phone' } })
    expect(messages.sent).toHaveLength(5)
    town.pass(24 * HOUR)
    expect(codeOf(await ask())).toBe('ok')
  })

  test('twenty an hour from an address, whomever for', async () => {
    const here = { ip: '10.7.7.7' }
    for (let at = 0; at < 20; at++)
      expect(codeOf(await ask(`1381111${String(1000 + at)}`, here))).toBe('ok')
    expect(await ask(PHONE, here)).toMatchObject({ refusal: { by: 'address' } })
    expect(codeOf(await ask(PHONE))).toBe('ok')
    town.pass(HOUR)
    expect(codeOf(await ask('13811112222', here))).toBe('ok')
  })

  test('a city has a budget: what is spent is said to all, known or not', async () => {
    bank = { ...bank, messages: { ...messages, cityDay: 2 } }
    await person('chen' as MemberId, '陈芳', '13712340002')
    await person('he' as MemberId, '何强', '13712340003')
    expect(codeOf(await ask(PHONE))).toBe('ok')
    expect(codeOf(await ask(STRANGER))).toBe('ok')
    expect(codeOf(await ask('13712340002'))).toBe('ok')
    for (const phone of ['13712340003', '13912348888'])
      expect(await ask(phone)).toMatchObject({ refusal: { by: 'city' } })
    town.pass(24 * HOUR)
    expect(codeOf(await ask('13712340003'))).toBe('ok')
  })

  test('a gateway that takes nothing, or is none, is said before anything is counted', async () => {
    messages.is('failing')
    expect(await ask()).toMatchObject({ refusal: { by: 'gateway' } })
    messages.is('closed')
    expect(await ask()).toMatchObject({ refusal: { by: 'closed' } })
    messages.is('open')
    expect(codeOf(await ask())).toBe('ok')
  })
})
