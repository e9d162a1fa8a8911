/** Cards and proofs at a real bank: made anew, linked, locked; how a service is confirmed, and the calls that are due. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { events } from '../../src/bank/oversight/audit.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import {
  keysOf,
  linkCard,
  reissueCard,
  resetPin,
  unlinkCard,
  unlockCard,
} from '../../src/bank/people/cards.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { book } from '../../src/bank/service/book.ts'
import { answerCall, callsDue } from '../../src/bank/service/calls.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { settle } from '../../src/bank/service/settle.ts'
import { CONFIRMATIONS, type Confirmed } from '../../src/bank/ports-member-keys.ts'
import { checkedConfirmation, type Confirmation } from '../../src/gate/confirmation.ts'
import { signInMember } from '../../src/gate/sign-in.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { counts } from '../counts.ts'
import { must, openTown, type Town } from '../town.ts'

const PIN = '274915'

let town: Town
let li: MemberId
const id = () => town.bank.ids.entry()
const clerk = () => town.clerk('S001')
const face = { checked: true }

beforeEach(async () => {
  town = await openTown()
  li = await town.member('李四')
  await town.earn(li, 120)
  await town.bank.people.setPin(li, must(await town.bank.passwords.hash(PIN)))
})
afterEach(() => town.close())

const person = async () => must(await keysOf(town.bank, clerk(), li)).person
const codeOf = (outcome: { readonly ok: boolean }) =>
  outcome.ok ? 'ok' : (outcome as unknown as { refusal: { code: string } }).refusal.code
const signIn = async (card: string, pin = PIN) =>
  codeOf(await signInMember(town.bank, { card, pin }, { ip: id() }))
const eventsNow = async () =>
  must(await events(town.bank, SYSTEM, { after: 0, limit: 1_000 })).map(
    ({ act, ok, about, reason, by }) => ({ act, ok, about, reason, by }),
  )

async function sound(): Promise<void> {
  const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
  expect(report.faults).toEqual([])
}

describe('a card', () => {
  test('is made anew in one step, and the old one is void at once', async () => {
    const before = (await person()).card
    const order = { member: li, issue: id(), reason: 'lost', ...face }
    const after = must(await reissueCard(town.bank, clerk(), order)).card
    expect(after).not.toBe(before)
    expect(await signIn(before)).toBe('wrong-sign-in')
    expect(await signIn(after)).toBe('ok')
    expect(must(await keysOf(town.bank, clerk(), li)).card.version).toBe(2)
    expect(must(await reissueCard(town.bank, clerk(), order)).card).toBe(after)
    expect(await town.bank.people.members.voidCard(before)).toEqual({ member: li, version: 2 })
    const acts = (await eventsNow()).filter(({ about, act }) => about === li && /card/.test(act))
    expect(acts).toEqual([
      { act: 'card-voided', ok: true, about: li, reason: 'lost', by: clerk().id },
      { act: 'card-issued', ok: true, about: li, reason: 'lost', by: clerk().id },
    ])
  })

  test('is not made by who checked nobody, by another station, or for no reason', async () => {
    const order = { member: li, issue: id(), reason: 'lost', checked: true }
    const tried = async (actor = clerk(), change = {}) =>
      codeOf(await reissueCard(town.bank, actor, { ...order, ...change }))
    expect(await tried(clerk(), { checked: false })).toBe('not-checked')
    expect(await tried(clerk(), { reason: 'because' })).toBe('code-unreadable')
    expect(await tried(town.clerk('S002'))).toBe('unknown-member')
    expect(await tried(town.security)).toBe('not-allowed')
    expect(await tried(town.self(li))).toBe('not-allowed')
    expect(await tried(clerk(), { member: 'nobody' })).toBe('unknown-member')
    expect(await signIn((await person()).card)).toBe('ok')
  })

  test('of another’s opens the same door once a clerk has linked it, and not after', async () => {
    const number = 'D 4401-0012 3456'
    const link = (change = {}) =>
      linkCard(town.bank, clerk(), {
        member: li,
        kind: 'social-security',
        number,
        ...face,
        ...change,
      })
    expect(await signIn(number)).toBe('wrong-sign-in')
    expect(codeOf(await link({ checked: false }))).toBe('not-checked')
    expect(codeOf(await link({ kind: 'passport' }))).toBe('code-unreadable')
    for (const bad of ['', '123', '../../etc', '卡'.repeat(8), 'x'.repeat(40)])
      expect(codeOf(await link({ number: bad }))).toBe('code-unreadable')
    expect(codeOf(await link({ number: (await person()).card }))).toBe('card-taken')
    expect(codeOf(await link({ number: (await person()).number }))).toBe('card-taken')
    must(await link())
    expect(codeOf(await link())).toBe('card-taken')
    expect(await signIn('d4401 00123456')).toBe('ok')
    const [linked] = must(await keysOf(town.bank, clerk(), li)).linked
    expect(linked).toMatchObject({ kind: 'social-security' })
    must(await unlinkCard(town.bank, clerk(), { member: li, link: linked?.link ?? '' }))
    expect(await signIn(number)).toBe('wrong-sign-in')
  })

  test('locks after five wrong PINs, and staff who saw a document unlock it', async () => {
    const { card } = await person()
    for (let at = 0; at < 5; at++) await signIn(card, '000000')
    expect(await signIn(card)).toBe('card-locked')
    expect(must(await keysOf(town.bank, clerk(), li)).isLocked).toBe(true)
    const order = { member: li, checked: false }
    expect(codeOf(await unlockCard(town.bank, clerk(), order))).toBe('not-checked')
    must(await unlockCard(town.bank, clerk(), { ...order, checked: true }))
    expect(await signIn(card)).toBe('ok')
  })

  test(`${counts.memberGuesses} PINs tried on a card: five are looked at`, async () => {
    const { card } = await person()
    const told: Record<string, number> = {}
    for (let at = 0; at < counts.memberGuesses; at++) {
      if (at % 100 === 0) town.clock.at += 24 * 3_600_000
      const said = await signIn(card, String(at).padStart(6, '0'))
      told[said] = (told[said] ?? 0) + 1
    }
    expect(told).toEqual({ 'wrong-sign-in': 4, 'card-locked': counts.memberGuesses - 4 })
  })

  test('gets another PIN from one clerk, and the event says that it is to be reviewed', async () => {
    const { card } = await person()
    for (let at = 0; at < 5; at++) await signIn(card, '000000')
    const pinHash = must(await town.bank.passwords.hash('305816'))
    const order = { member: li, pinHash, checked: false }
    expect(codeOf(await resetPin(town.bank, clerk(), order))).toBe('not-checked')
    must(await resetPin(town.bank, clerk(), { ...order, checked: true }))
    expect(await signIn(card, '305816')).toBe('ok')
    const all = must(await events(town.bank, SYSTEM, { after: 0, limit: 1_000 }))
    const reset = all.find(({ act }) => act === 'reset-pin')
    expect(reset).toMatchObject({ about: li, by: clerk().id })
    expect(reset?.refs).toContainEqual(['review', 'later'])
  })
})

describe('a service is confirmed', () => {
  const held = async (assisted?: 'face' | 'card') =>
    must(
      await book(town.bank, clerk(), {
        id: id(),
        member: li,
        station: 'S001',
        service: 'haircut',
        day: '2026-11-24',
        ...(assisted === undefined ? {} : { assisted }),
      }),
    )
  const check = (given: Confirmation, booking?: EntryId) =>
    checkedConfirmation(
      town.bank,
      { member: li, ...(booking === undefined ? {} : { booking }) },
      given,
      { ip: '' },
    )

  test('booked at the counter it says how the person was checked', async () => {
    expect(refOf(await held('face'), 'assisted')).toBe('face')
    expect(refOf(await held(), 'assisted')).toBeUndefined()
  })

  test('in five ways that count the same, and the entry carries which', async () => {
    for (const by of CONFIRMATIONS) {
      const booking = (await held()).id
      const given: Record<Confirmed, Confirmation> = {
        pin: { by: 'pin', pin: PIN },
        code: { by: 'code', code: town.bank.people.members.visitCode(booking) },
        signature: { by: 'signature' },
        thumb: { by: 'thumb' },
        call: { by: 'call' },
      }
      const confirmed = must(await check(given[by], booking))
      const entry = must(await settle(town.bank, clerk(), { id: id(), booking, confirmed }))
      expect(refOf(entry, 'confirm')).toBe(by)
      const order = { id: id(), member: li, station: 'S001', service: 'haircut', confirmed }
      expect(refOf(must(await redeem(town.bank, clerk(), order)), 'confirm')).toBe(by)
    }
    await sound()
  })

  test('not by a wrong PIN, a wrong code, the code of another booking, or a call to no phone', async () => {
    const [one, other] = [(await held()).id, (await held()).id]
    const code = town.bank.people.members.visitCode(other)
    const wrong = async (given: Confirmation, booking?: EntryId) =>
      codeOf(await check(given, booking))
    expect(await wrong({ by: 'pin', pin: '000000' }, one)).toBe('confirmation-wrong')
    expect(await wrong({ by: 'pin' }, one)).toBe('confirmation-wrong')
    if (town.bank.people.members.visitCode(one) !== code)
      expect(await wrong({ by: 'code', code }, one)).toBe('confirmation-wrong')
    expect(await wrong({ by: 'code', code })).toBe('confirmation-wrong')
    await town.bank.people.amend(li, { phone: '' })
    expect(await wrong({ by: 'call' }, one)).toBe('confirmation-wrong')
    expect(await wrong({ by: 'signature' }, one)).toBe('ok')
  })

  test('five wrong codes of a booking stop codes for it, and five wrong PINs lock the card', async () => {
    const booking = (await held()).id
    const code = town.bank.people.members.visitCode(booking)
    const bad = code === '0000' ? '1111' : '0000'
    for (let at = 0; at < 5; at++) await check({ by: 'code', code: bad }, booking)
    expect(codeOf(await check({ by: 'code', code }, booking))).toBe('locked')
    for (let at = 0; at < 5; at++) await check({ by: 'pin', pin: '000000' }, booking)
    expect(codeOf(await check({ by: 'pin', pin: PIN }, booking))).toBe('card-locked')
    expect(codeOf(await check({ by: 'thumb' }, booking))).toBe('ok')
  })

  describe('by a call, which settles now and is due', () => {
    let entry: EntryId
    const answer = (actor: Parameters<typeof answerCall>[1], said: 'yes' | 'no' | 'none') =>
      answerCall(town.bank, actor, { id: id(), station: 'S001', entry, answer: said })
    beforeEach(async () => {
      const booking = (await held()).id
      const order = { id: id(), booking, confirmed: 'call' } as const
      entry = must(await settle(town.bank, clerk(), order)).id
    })
    const due = async () => must(await callsDue(town.bank, town.head('S001'), 'S001'))

    test('stands on the list until somebody else has asked', async () => {
      expect(await due()).toEqual([
        { entry, about: entry, member: li, since: '2026-11-24', tries: 0 },
      ])
      expect(codeOf(await answer(clerk(), 'yes'))).toBe('call-by-another')
      must(await answer(town.head('S001'), 'none'))
      expect(await due()).toMatchObject([{ tries: 1 }])
      must(await answer(town.head('S001'), 'no'))
      expect(await due()).toEqual([])
      expect(codeOf(await answer(town.head('S001'), 'yes'))).toBe('stale-row')
      const called = (await eventsNow()).filter(({ act }) => act === 'called-back')
      expect(called.map(({ ok, about }) => [ok, about])).toEqual([
        [false, li],
        [false, li],
      ])
      await sound()
    })

    test('is of that station, and not of another', async () => {
      expect(codeOf(await callsDue(town.bank, town.clerk('S002'), 'S001'))).toBe('unknown-station')
      expect(codeOf(await answer(town.clerk('S002'), 'yes'))).toBe('unknown-station')
      expect(codeOf(await answer(town.self(li), 'yes'))).toBe('not-allowed')
    })

    test('is asked for three months, and then no more', async () => {
      town.clock.at += 93 * 24 * 3_600_000
      expect(await due()).toEqual([])
    })
  })
})
