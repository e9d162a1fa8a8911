/** Random histories, told to the bank and to a model so plain that it can be checked by eye. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { approve, reject } from '../../src/bank/review/answer.ts'
import { book } from '../../src/bank/service/book.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Entry, EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { counts } from '../counts.ts'
import { openTown, REVIEWER, TODAY, type Town } from '../town.ts'
import { expectBalanced, opened, readings } from './stories.ts'

const GATE = 100 * 60
const DAY_MOST = 8 * 60

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Command =
  | { readonly do: 'credit'; readonly who: number; readonly minutes: number; readonly day: number }
  | { readonly do: 'transfer'; readonly who: number; readonly to: number; readonly minutes: number }
  | { readonly do: 'book'; readonly who: number; readonly times: number }
  | {
      readonly do: 'settle'
      readonly hold: number
      readonly provider: number
      readonly minutes: number
    }
  | { readonly do: 'release'; readonly hold: number }
  | { readonly do: 'reverse'; readonly entry: number }
  | { readonly do: 'answer'; readonly review: number; readonly yes: boolean }
  | { readonly do: 'retry'; readonly at: number }

const who = fc.nat({ max: 2 })
const pick = fc.nat({ max: 1_000 })
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('credit' as const),
      who,
      minutes: fc.integer({ min: 1, max: 300 }),
      day: fc.nat({ max: 4 }),
    }),
    fc.record({
      do: fc.constant('transfer' as const),
      who,
      to: who,
      minutes: fc.integer({ min: 1, max: 400 }),
    }),
    fc.record({ do: fc.constant('book' as const), who, times: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      do: fc.constant('settle' as const),
      hold: pick,
      /** 3 is nobody. */
      provider: fc.nat({ max: 3 }),
      /** 0 is all of it. */
      minutes: fc.nat({ max: 260 }),
    }),
    fc.record({ do: fc.constant('release' as const), hold: pick }),
    fc.record({ do: fc.constant('reverse' as const), entry: pick }),
    fc.record({ do: fc.constant('answer' as const), review: pick, yes: fc.boolean() }),
    fc.record({ do: fc.constant('retry' as const), at: pick }),
  ),
  { minLength: 5, maxLength: counts.historyLength },
)

interface Purse {
  available: number
  owed: number
  held: number
  served: number
  days: Map<string, number>
  /** Minutes of a day that wait for a second person. */
  waiting: Map<string, number>
  /** What the clerk has written down for them this month, with what waits. */
  written: number
}

/** What an entry did, in the model's words, so that it can be undone. */
interface Deed {
  readonly id: EntryId
  readonly kind: 'credit' | 'transfer' | 'hold' | 'settle' | 'release' | 'reverse'
  readonly day: string
  readonly who: Purse
  readonly minutes: number
  /** Who was credited or given the hours, and how much of it only filled what they owed. */
  readonly to?: Purse | undefined
  readonly filled?: number
  /** Of a hold: what was missing and is owed meanwhile. */
  readonly advanced?: number
  /** Of a settle: its hold, and what went back to what was owed and to the hours in hand. */
  readonly hold?: Deed
  readonly back?: { readonly owed: number; readonly hours: number }
  closed: boolean
}

/** What waits for a second person, and what it comes to when they say yes. */
interface Asked {
  readonly id: EntryId
  readonly who: Purse
  readonly minutes: number
  readonly day: string
  readonly hold?: Deed
  answered?: boolean
}

/** What one clerk may write down for one person in a month before another looks. */
const WRITTEN_MOST = 60 * 60

/** What a person may book beyond their hours while as much waits. */
const ADVANCE_MOST = 120

/** "ok", or the code the bank must refuse with. */
type Said = string

/** Minutes, purses, and nothing else: no postings, no counters, no journal. */
class Model {
  readonly purses: Purse[]
  readonly deeds: Deed[] = []
  readonly asked: Asked[] = []

  constructor(opening: readonly { readonly served: number; readonly available: number }[]) {
    this.purses = opening.map((figures) => ({
      ...figures,
      owed: 0,
      held: 0,
      days: new Map(),
      waiting: new Map(),
      written: 0,
    }))
  }

  credit(id: EntryId, who: Purse, minutes: number, day: string): Said {
    const many = who.written + minutes > WRITTEN_MOST
    if (many || sumOf(who, day) + minutes > DAY_MOST) {
      const said = this.wait({ id, who, minutes, day })
      if (said === 'waits-for-review') who.written += minutes
      return said
    }
    who.written += minutes
    const filled = serve(who, minutes, day)
    this.deeds.push({ id, kind: 'credit', day, who, minutes, to: who, filled, closed: false })
    return 'ok'
  }

  transfer(id: EntryId, who: Purse, to: Purse, minutes: number): Said {
    if (who === to) return 'to-oneself'
    if (who.available < minutes) return 'short-of-hours'
    who.available -= minutes
    to.available += minutes
    const given = { id, kind: 'transfer', day: TODAY, who, minutes, to } as const
    this.deeds.push({ ...given, filled: 0, closed: false })
    return 'ok'
  }

  book(id: EntryId, who: Purse, minutes: number): Said {
    const advanced = Math.max(0, minutes - who.available)
    const waits = [...who.waiting.values()].reduce((sum, one) => sum + one, 0)
    if (advanced > 0 && (advanced > ADVANCE_MOST || advanced > waits || who.owed > 0))
      return 'short-of-hours'
    if (who.served < GATE) return 'below-gate'
    who.available -= minutes - advanced
    who.owed += advanced
    who.held += minutes
    this.deeds.push({ id, kind: 'hold', day: TODAY, who, minutes, advanced, closed: false })
    return 'ok'
  }

  settle(id: EntryId, hold: Deed, to: Purse | undefined, minutes: number): Said {
    const { who } = hold
    if (minutes > hold.minutes) return 'minutes-out-of-range'
    if (to === who) return 'to-oneself'
    if (hold.closed) return 'already-closed'
    if (to && sumOf(to, TODAY) + minutes > DAY_MOST)
      return this.wait({ id, who: to, minutes, day: TODAY, hold })
    this.served(id, hold, to, minutes, TODAY)
    return 'ok'
  }

  served(id: EntryId, hold: Deed, to: Purse | undefined, minutes: number, day: string): void {
    const { who } = hold
    hold.closed = true
    who.held -= hold.minutes
    const back = giveBack(hold, hold.minutes - minutes)
    const filled = to ? serve(to, minutes, day) : 0
    const deed = { id, kind: 'settle', day, who, minutes, to, filled, hold, back } as const
    this.deeds.push({ ...deed, closed: false })
  }

  /** Beyond a day's measure somebody else looks first; beyond a day nobody need. */
  wait(asked: Omit<Asked, 'answered'>): Said {
    const { who, minutes, day } = asked
    if (sumOf(who, day) + minutes > 24 * 60) return 'day-too-long'
    who.waiting.set(day, (who.waiting.get(day) ?? 0) + minutes)
    this.asked.push({ ...asked })
    return 'waits-for-review'
  }

  answer(asked: Asked, yes: boolean): Said {
    const { id, who, minutes, day, hold } = asked
    // The same answer by the same person is the same answer; another is too late.
    if (asked.answered !== undefined) return asked.answered === yes ? 'ok' : 'review-decided'
    if (yes && hold?.closed) return 'already-closed'
    asked.answered = yes
    who.waiting.set(day, (who.waiting.get(day) ?? 0) - minutes)
    if (!yes && !hold) who.written -= minutes
    if (!yes) return 'ok'
    if (hold) this.served(id, hold, who, minutes, day)
    else {
      const filled = serve(who, minutes, day)
      this.deeds.push({ id, kind: 'credit', day, who, minutes, to: who, filled, closed: false })
    }
    return 'ok'
  }

  release(id: EntryId, hold: Deed): Said {
    if (hold.closed) return 'already-closed'
    hold.closed = true
    hold.who.held -= hold.minutes
    giveBack(hold, hold.minutes)
    const { who, minutes } = hold
    this.deeds.push({ id, kind: 'release', day: TODAY, who, minutes, closed: false })
    return 'ok'
  }

  reverse(id: EntryId, deed: Deed): Said {
    if (deed.kind === 'hold' || deed.kind === 'release' || deed.kind === 'reverse')
      return 'cannot-reverse'
    if (deed.closed) return 'already-closed'
    deed.closed = true
    const { kind, to, filled = 0, minutes, who, day } = deed
    if (to) {
      to.owed += filled
      take(to, minutes - filled)
      if (kind !== 'transfer') {
        to.served -= minutes
        to.days.set(day, (to.days.get(day) ?? 0) - minutes)
      }
    }
    if (kind === 'credit') who.written -= minutes
    if (kind === 'transfer') who.available += minutes
    if (kind === 'settle') unsettle(deed)
    this.deeds.push({ id, kind: 'reverse', day: TODAY, who, minutes, closed: false })
    return 'ok'
  }
}

const sumOf = ({ days, waiting }: Purse, day: string) =>
  (days.get(day) ?? 0) + (waiting.get(day) ?? 0)

/** What was advanced goes back first, as far as it is still owed. */
function giveBack({ who, advanced = 0 }: Deed, minutes: number) {
  const owed = Math.min(minutes, advanced, who.owed)
  who.owed -= owed
  who.available += minutes - owed
  return { owed, hours: minutes - owed }
}

/** All of the hold goes back, but for what the settle gave back already. */
function unsettle({ who, hold, back = { owed: 0, hours: 0 } }: Deed): void {
  const { minutes, advanced = 0 } = hold as Deed
  const owed = Math.min(advanced, who.owed)
  who.owed -= owed - back.owed
  const hours = minutes - owed - back.hours
  if (hours >= 0) who.available += hours
  else take(who, -hours)
}

/** Gives minutes for service; how many of them only filled what was owed. */
function serve(purse: Purse, minutes: number, day: string): number {
  const filled = Math.min(purse.owed, minutes)
  purse.owed -= filled
  purse.available += minutes - filled
  purse.served += minutes
  purse.days.set(day, (purse.days.get(day) ?? 0) + minutes)
  return filled
}

function take(purse: Purse, minutes: number): void {
  const there = Math.min(purse.available, minutes)
  purse.available -= there
  purse.owed += minutes - there
}

interface Told {
  readonly said: Said
  send(): Promise<Outcome<Entry>>
}

/** Tells a command to the model, and makes the order for the bank; undefined when there is nothing to act on. */
function tell(model: Model, members: readonly MemberId[], command: Command): Told | undefined {
  const { bank } = town
  const id = bank.ids.entry()
  const clerk = town.clerk('S001')
  const purse = (at: number) => model.purses[at] as Purse
  const member = (at: number) => members[at] as MemberId
  const station = 'S001'
  const holds = model.deeds.filter(({ kind }) => kind === 'hold')
  switch (command.do) {
    case 'credit': {
      const { who: at, minutes } = command
      const servedOn = `2026-11-2${command.day}`
      const said = model.credit(id, purse(at), minutes, servedOn)
      const order = { id, member: member(at), station, minutes, servedOn, service: 'activity' }
      return { said, send: () => credit(bank, clerk, order) }
    }
    case 'transfer': {
      const { who: at, to, minutes } = command
      const said = model.transfer(id, purse(at), purse(to), minutes)
      const order = { id, from: member(at), to: member(to), minutes }
      return { said, send: () => transfer(bank, town.self(member(at)), order) }
    }
    case 'book': {
      const { who: at, times } = command
      const said = model.book(id, purse(at), times * 60)
      const order = { id, member: member(at), station, service: 'meal', times, day: TODAY }
      return { said, send: () => book(bank, town.self(member(at)), order) }
    }
    case 'settle': {
      const hold = holds[command.hold % holds.length]
      if (!hold) return undefined
      const { provider, minutes } = command
      const used = minutes === 0 ? hold.minutes : minutes
      const said = model.settle(id, hold, model.purses[provider], used)
      const order = {
        id,
        booking: hold.id,
        ...(provider < 3 ? { provider: member(provider) } : {}),
        ...(minutes === 0 ? {} : { minutes }),
      }
      return { said, send: () => settle(bank, clerk, order) }
    }
    case 'release': {
      const hold = holds[command.hold % holds.length]
      if (!hold) return undefined
      const said = model.release(id, hold)
      return { said, send: () => release(bank, clerk, { id, booking: hold.id }) }
    }
    case 'reverse': {
      const deed = model.deeds[command.entry % model.deeds.length]
      if (!deed) return undefined
      const said = model.reverse(id, deed)
      const order = { id, entry: deed.id, reason: 'other' }
      // The house's own undoing, which waits for nobody.
      return { said, send: () => reverse(bank, SYSTEM, order) }
    }
    case 'answer': {
      const asked = model.asked[command.review % model.asked.length]
      if (!asked) return undefined
      const said = model.answer(asked, command.yes)
      const { id: review } = asked
      if (!command.yes)
        return { said, send: () => reject(bank, REVIEWER, { review, reason: 'not-served' }) }
      const send = async () => {
        const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
        return approve(bank, REVIEWER, { review, hash })
      }
      return { said, send }
    }
    case 'retry':
      return undefined
  }
}

async function live(history: readonly Command[]): Promise<void> {
  const opening = [
    { served: GATE, available: 600 },
    { served: GATE - 10, available: 90 },
    { served: 0, available: 0 },
  ]
  const members: MemberId[] = []
  for (const figures of opening) {
    const member = await town.member('某某')
    await opened(town, member, figures)
    members.push(member)
  }
  const model = new Model(opening)
  const sent: { readonly entry: Entry; readonly told: Told }[] = []
  for (const command of history) {
    if (command.do === 'retry') {
      const before = sent[command.at % sent.length]
      if (!before) continue
      const { seq } = before.entry
      expect(await before.told.send()).toMatchObject({ ok: true, again: true, value: { seq } })
      continue
    }
    const told = tell(model, members, command)
    if (!told) continue
    const outcome = await told.send()
    expect(outcome.ok ? 'ok' : outcome.refusal.code).toBe(told.said)
    if (outcome.ok) sent.push({ entry: outcome.value, told })
  }
  for (const [at, member] of members.entries()) {
    const { available, owed, held, served } = model.purses[at] as Purse
    expect(await readings(town, member)).toMatchObject({
      available,
      held,
      served,
      shortfall: owed,
      owned: available + held - owed,
    })
  }
}

test('the bank and a naive model of it say the same after every history', async () => {
  await fc.assert(fc.asyncProperty(commands, live), { numRuns: counts.histories })
  await expectBalanced(town)
}, 600_000)
