/** What the loop adds to a frozen town: orders, an activity, a catalogue, an undoing that is told first, a notice, and a month settled between stations. */
import { publishActivity } from '../src/bank/activities/activity.ts'
import { postSession } from '../src/bank/activities/session.ts'
import { signUp } from '../src/bank/activities/sign-up.ts'
import { saveItem } from '../src/bank/catalogue/item.ts'
import { moveStock } from '../src/bank/catalogue/stock.ts'
import { noticeUndo } from '../src/bank/hours/undo-notice.ts'
import { moveOrder, type MoveOrder } from '../src/bank/loop/move.ts'
import { takeIn } from '../src/bank/loop/take-in.ts'
import { askNetting } from '../src/bank/oversight/netting.ts'
import type { Actor } from '../src/bank/ports.ts'
import { approve } from '../src/bank/review/answer.ts'
import type { MemberId } from '../src/ledger/account.ts'
import type { EntryId } from '../src/ledger/entry.ts'
import type { Outcome } from '../src/ledger/refusal.ts'
import type { OpenBank } from '../src/open.ts'

const DAY_MS = 86_400_000

interface Folk {
  readonly chen: MemberId
  readonly li: MemberId
  readonly elder: MemberId
}

function must<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

export async function loopGoes(
  bank: OpenBank,
  clock: { at: number },
  people: Folk,
  { head, reviewer }: { readonly head: Actor; readonly reviewer: Actor },
): Promise<void> {
  clock.at += DAY_MS
  await ordersGo(bank, head, people)
  await activityGoes(bank, clock, head, people)
  await catalogueGoes(bank, head)
  await undoing(bank, head, people)
  clock.at = Date.parse('2026-12-02T10:00:00+08:00')
  const city: Actor = { id: 'staff:city', kind: 'staff', role: 'city', station: '', strong: true }
  const order = { id: bank.ids.entry(), month: '2026-11' }
  const asked = await askNetting(bank, city, order)
  if (asked.ok || asked.refusal.code !== 'waits-for-review') throw new Error(JSON.stringify(asked))
  const review = asked.refusal.review as EntryId
  const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
  must(await approve(bank, reviewer, { review, hash }))
}

async function ordersGo(bank: OpenBank, head: Actor, { li, elder }: Folk): Promise<void> {
  const call = must(
    await takeIn(bank, head, {
      ...{ id: bank.ids.entry(), type: 'hotline', station: 'S001', source: 'phone' },
      ...{ member: elder, words: { need: '想理发' } },
    } as Parameters<typeof takeIn>[2]),
  )
  const order = must(
    await takeIn(bank, head, {
      ...{ id: bank.ids.entry(), type: 'booking', station: 'S001', source: 'phone' },
      ...{ member: elder, service: 'haircut', minutes: 60, spend: true, cameFrom: call.id },
      words: { need: '理发' },
    } as Parameters<typeof takeIn>[2]),
  )
  const moves: readonly (readonly [string, Partial<MoveOrder>])[] = [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
    ['claim', { claimant: { kind: 'member', id: li } }],
    ['confirm', { confirmed: 'signature' }],
    ['close', { outcome: 'served' }],
    ['revisit', { rating: 3 }],
  ]
  for (const [move, more] of moves)
    must(await moveOrder(bank, head, { id: bank.ids.entry(), order: order.id, move, ...more }))
}

async function activityGoes(
  bank: OpenBank,
  clock: { at: number },
  head: Actor,
  { chen, li }: Folk,
): Promise<void> {
  const activity = bank.ids.entry()
  const day = new Date(clock.at + DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
  const words = { title: '便民服务日', purpose: '理发', where: '广场', risks: '', skills: '' }
  must(
    await publishActivity(bank, head, {
      ...{ id: activity, station: 'S001', ...words, insurance: '站点投保', service: 'activity' },
      ...{ from: day, until: day, every: 1, starts: 540, ends: 660, places: 2, age: 0 },
    }),
  )
  for (const member of [chen, li])
    must(await signUp(bank, head, { id: bank.ids.entry(), activity, member }))
  clock.at += 2 * DAY_MS
  const rows = [chen, li].map((member) => ({ id: bank.ids.entry(), member, minutes: 120 }))
  const order = { id: bank.ids.entry(), activity, day, rows }
  for (const outcome of must(await postSession(bank, head, order))) must(outcome)
}

async function catalogueGoes(bank: OpenBank, head: Actor): Promise<void> {
  const item = { code: 'haircut', kind: 'service', name: { zh: '理发' }, service: 'haircut' }
  const price = { price: { by: 'item', minutes: 60 }, counted: true, reason: 'new' }
  must(await saveItem(bank, head, { id: bank.ids.entry(), station: 'S001', ...item, ...price }))
  const stock = { station: 'S001', item: 'haircut', by: 5, reason: 'received' }
  must(await moveStock(bank, head, { id: bank.ids.entry(), ...stock }))
}

/** Told, and still open to objection. */
async function undoing(bank: OpenBank, head: Actor, { chen }: Folk): Promise<void> {
  const entries = await bank.journal.entries(0, 1_000)
  const credits = entries.filter(
    ({ kind, station, refs }) =>
      kind === 'credit' && station === 'S001' && refs.some(([t, v]) => t === 'for' && v === chen),
  )
  const entry = credits[0]?.id
  if (entry === undefined) throw new Error('nothing was credited')
  const evidence = [await bank.evidence.put(new TextEncoder().encode('a sheet'))]
  const order = { id: bank.ids.entry(), entry, reason: 'not-served', evidence }
  must(await noticeUndo(bank, head, order))
}
