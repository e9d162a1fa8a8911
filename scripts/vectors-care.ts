/** What came to the loop after the first of its frozen towns: a bed under contract with a paid visit, a room that is booked, a topic that people spoke of and that came to a resolution. */
import { saveBookable } from '../src/bank/calendar/bookable.ts'
import { bookSlot } from '../src/bank/calendar/booking.ts'
import { saveContract } from '../src/bank/loop/contract.ts'
import { moveOrder, type MoveOrder } from '../src/bank/loop/move.ts'
import { takeIn } from '../src/bank/loop/take-in.ts'
import { recordVisit } from '../src/bank/loop/paid.ts'
import { sayVoice } from '../src/bank/loop/voice.ts'
import type { Actor } from '../src/bank/ports.ts'
import { approve } from '../src/bank/review/answer.ts'
import type { MemberId } from '../src/ledger/account.ts'
import type { EntryId } from '../src/ledger/entry.ts'
import type { Outcome } from '../src/ledger/refusal.ts'
import type { OpenBank } from '../src/open.ts'

interface Folk {
  readonly chen: MemberId
  readonly li: MemberId
  readonly elder: MemberId
}

interface Staff {
  readonly head: Actor
  readonly reviewer: Actor
}

function must<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

const self = (member: MemberId): Actor => ({
  ...{ id: `member:${member}`, kind: 'member', role: 'member', station: '', member },
})

/** From Wednesday 2 December 2026 on, where the loop's own town ends. */
export async function careGoes(bank: OpenBank, people: Folk, staff: Staff): Promise<void> {
  await bedGoes(bank, people, staff)
  await roomGoes(bank, people, staff)
  await topicGoes(bank, people, staff)
}

async function through(
  bank: OpenBank,
  actor: Actor,
  order: string,
  moves: readonly (readonly [string, Partial<MoveOrder>?])[],
): Promise<void> {
  for (const [move, more] of moves)
    must(await moveOrder(bank, actor, { id: bank.ids.entry(), order, move, ...more }))
}

async function bedGoes(bank: OpenBank, { elder }: Folk, { head, reviewer }: Staff): Promise<void> {
  const station = await bank.directory.get('station', 'S001')
  const provider = station?.body.terms[0]?.organisation ?? ''
  const asked = await saveContract(bank, head, {
    ...{ id: bank.ids.entry(), number: 'BED-1', kind: 'bed', provider, place: 'S001' },
    ...{ services: [], from: '2026-11-01', until: '2027-10-31', minutes: 2160 },
    ...{ over: 'refused', member: elder },
  })
  if (asked.ok || asked.refusal.code !== 'waits-for-review') throw new Error(JSON.stringify(asked))
  const review = asked.refusal.review as EntryId
  const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
  must(await approve(bank, reviewer, { review, hash }))
  const order = must(
    await takeIn(bank, head, {
      ...{ id: bank.ids.entry(), type: 'company', station: 'S001', source: 'phone' },
      ...{ member: elder, service: 'clinic', minutes: 60, words: { need: '陪去医院' } },
    }),
  ).id
  await through(bank, head, order, [
    ['accept'],
    ['dispatch', { place: 'S001' }],
    ['sign'],
    ['claim', { claimant: { kind: 'provider', id: 'BED-1' } }],
  ])
  const visit = { id: bank.ids.entry(), order, day: '2026-12-01', from: '09:00', minutes: 60 }
  must(await recordVisit(bank, head, { ...visit, confirmed: 'signature' }))
}

async function roomGoes(bank: OpenBank, { li, chen }: Folk, { head }: Staff): Promise<void> {
  must(
    await saveBookable(bank, head, {
      ...{ id: bank.ids.entry(), station: 'S001', code: 'room-3', kind: 'room' },
      ...{ name: '三楼活动室', where: '站点三楼', note: '', places: 1, people: 20 },
      ...{ slot: 60, inRow: 2, weekly: [{ day: 4, from: 540, to: 720 }] },
      ...{ from: '2026-11-01', until: '2027-06-30', ahead: 14, most: 3 },
      ...{ bookBy: 120, cancelBy: 120, service: '-', open: true },
    }),
  )
  for (const [member, wait] of [
    [li, false],
    [chen, true],
  ] as const)
    must(
      await bookSlot(bank, self(member), {
        ...{ id: bank.ids.entry(), bookable: 'S001/room-3', day: '2026-12-03', from: 540 },
        ...{ member, source: 'page', wait },
      }),
    )
}

async function topicGoes(bank: OpenBank, { li, chen }: Folk, { head }: Staff): Promise<void> {
  const order = must(
    await takeIn(bank, head, {
      ...{ id: bank.ids.entry(), type: 'deliberation', station: 'S001', source: 'counter' },
      words: { need: '门前加一张长椅' },
    }),
  ).id
  await through(bank, head, order, [['notice']])
  for (const [member, says] of [
    [li, 'for'],
    [chen, 'against'],
  ] as const)
    must(await sayVoice(bank, self(member), { id: bank.ids.entry(), order, says, words: '' }))
  await through(bank, head, order, [['resolve', { outcome: 'agreed' }]])
}
