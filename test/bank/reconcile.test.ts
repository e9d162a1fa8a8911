/** A month of a station beside its own book: what differs, what would put it right, and signing it off. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { checkpointNow, logKey } from '../../src/bank/oversight/checkpoint.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import { type Offer, reconcile, type Reconciled } from '../../src/bank/oversight/reconcile.ts'
import { signOff } from '../../src/bank/oversight/sign-off.ts'
import { BrokenBooks } from '../../src/bank/oversight/sound.ts'
import { placeTally, type TallyGiven } from '../../src/bank/oversight/tally.ts'
import { book } from '../../src/bank/service/book.ts'
import { settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { openCheckpoint } from '../../src/proof/checkpoint.ts'
import { must, passed, openTown, type Town } from '../town.ts'

let town: Town
let first: MemberId
let second: MemberId
beforeEach(async () => {
  town = await openTown()
  first = await town.member('陈一')
  second = await town.member('李二')
})
afterEach(() => town.close())

const OCTOBER = { station: 'S001', month: '2026-10' }

async function give(member: MemberId, servedOn: string, minutes: number, station = 'S001') {
  const order = { id: town.bank.ids.entry(), member, station, minutes, servedOn }
  return passed(
    town.bank,
    await credit(town.bank, town.clerk(station), { ...order, service: 'activity' }),
  )
}

async function beside(rows: readonly Omit<TallyGiven, 'row'>[], file = 'a1'.repeat(32)) {
  const clerk = town.clerk('S001')
  const given = rows.map((row, at) => ({ row: at + 2, ...row }))
  const tally = must(await placeTally(town.bank, clerk, 'S001', given))
  return { ...OCTOBER, tally, file }
}

const books = async (rows: readonly Omit<TallyGiven, 'row'>[]) =>
  must(await reconcile(town.bank, town.clerk('S001'), await beside(rows)))

const codes = (found: Reconciled) => found.discrepancies.map((one) => one.code)

/** Makes what was offered, as the page and the command line would. */
async function make(offers: readonly Offer[]): Promise<void> {
  const { bank } = town
  for (const offer of offers) {
    const { verb: _verb, ...order } = offer
    const id = bank.ids.entry()
    if ('entry' in order)
      await passed(bank, await reverse(bank, town.clerk('S001'), { id, ...order }))
    else
      await passed(bank, await credit(bank, town.clerk('S001'), { id, station: 'S001', ...order }))
  }
}

const li = { name: '李二', phoneTail: '0002' }
const chen = { name: '陈一', phoneTail: '0001' }

test('two books side by side, and what was offered brings them together', async () => {
  await give(first, '2026-10-02', 120)
  await give(first, '2026-10-05', 60)
  await give(second, '2026-10-03', 90)
  await give(second, '2026-10-20', 60)
  await give(first, '2026-09-30', 60)
  const rows = [
    { ...chen, date: '2026-10-02', minutes: 120 },
    { ...chen, date: '2026-10-06', minutes: 60 },
    { ...li, date: '2026-10-03', minutes: 120 },
    { ...li, date: '2026-10-15', minutes: 30, service: '理发' },
    { ...chen, date: '2026-10-02', minutes: 120 },
    { name: '谁也不是', date: '2026-10-09', minutes: 60 },
    { ...chen, date: '2026-09-30', minutes: 60 },
    { ...chen, date: '2026-10-01', minutes: 6_000, kind: 'opening' },
  ]
  const found = await books(rows)
  expect(found.exact.map(({ tally }) => tally.row)).toEqual([2])
  expect(codes(found)).toEqual([
    'doubled',
    'near',
    'near',
    'unplaced',
    'tally-only',
    'journal-only',
  ])
  expect(found.sums).toEqual({ tally: 510, journal: 330, difference: 180 })
  expect(found.lines).toEqual({ tally: 6, journal: 4 })
  expect(found.outside).toEqual([8])
  expect(found.discrepancies.map(({ offers }) => offers.map(({ verb }) => verb).join())).toEqual([
    '',
    'reverse,credit',
    'reverse,credit',
    '',
    'credit',
    'reverse',
  ])
  expect(found.discrepancies[4]?.offers).toEqual([
    { verb: 'credit', member: second, servedOn: '2026-10-15', minutes: 30, service: 'haircut' },
  ])
  for (const { offers } of found.discrepancies) await make(offers)

  const after = await books(rows)
  expect(codes(after)).toEqual(['doubled', 'unplaced'])
  expect(after.exact).toHaveLength(4)
  expect(after.sums.difference).toBe(180)
  expect(await books(rows.filter((_, at) => at < 4))).toMatchObject({
    discrepancies: [],
    sums: { difference: 0 },
  })
})

test('a hold is no line, a settle is what was used; what was undone is in neither book', async () => {
  const { bank, clock } = town
  clock.at = Date.parse('2026-10-20T10:00:00+08:00')
  await town.earn(first, 104)
  const clerk = town.clerk('S001')
  const wish = { member: first, station: 'S001', service: 'haircut', day: '2026-10-22' }
  const hold = must(await book(bank, clerk, { id: bank.ids.entry(), ...wish }))
  must(await settle(bank, clerk, { id: bank.ids.entry(), booking: hold.id, minutes: 60 }))
  const wrong = await give(second, '2026-10-19', 480)
  await passed(
    bank,
    await reverse(bank, clerk, { id: bank.ids.entry(), entry: wrong.id, reason: 'twice' }),
  )
  const row = { ...chen, date: '2026-10-20', minutes: -60, kind: 'redeem' }
  expect(await books([row])).toMatchObject({ discrepancies: [], sums: { journal: -60 } })
  const missing = await books([])
  expect(missing.discrepancies).toMatchObject([
    { code: 'journal-only', offers: [{ verb: 'reverse' }] },
  ])
  const other = await books([row, { ...chen, date: '2026-10-21', minutes: -90, kind: 'redeem' }])
  expect(other.discrepancies).toMatchObject([{ code: 'tally-only', offers: [] }])
})

test('a month is signed off once a tally, then sealed by a checkpoint', async () => {
  const { bank } = town
  await give(first, '2026-10-02', 120)
  const order = await beside([{ ...chen, date: '2026-10-02', minutes: 120 }])
  const cut = await bank.journal.size()
  const done = must(await signOff(bank, town.head('S001'), order))
  expect(done.entry).toMatchObject({ kind: 'close', postings: [], servedOn: '2026-10-31' })
  expect(Object.fromEntries(done.entry.refs)).toEqual({
    month: '2026-10',
    tally: order.file,
    upto: `${cut}`,
    ...{ exact: '1', near: '0', doubled: '0', 'tally-only': '0', 'journal-only': '0' },
    ...{ unplaced: '0', 'tally-minutes': '120', 'journal-minutes': '120' },
  })
  expect(done.checkpoint?.size).toBe(done.entry.seq)
  const opened = openCheckpoint(done.checkpoint?.note ?? '', [logKey(bank)])
  expect(opened).toMatchObject({ ok: true, checkpoint: { size: done.entry.seq } })

  for (const actor of [town.head('S001'), town.clerk('S001')]) {
    const again = await signOff(bank, actor, order)
    expect(again).toMatchObject({ ok: true, again: true, value: { entry: { seq: cut + 1 } } })
  }
  expect(await bank.journal.size()).toBe(cut + 1)
  expect((await books([])).signedOff).toMatchObject([{ seq: cut + 1, file: order.file }])
  // The last day of the month is still open to its own daily close.
  const close = { id: bank.ids.entry(), station: 'S001', day: '2026-10-31' }
  expect(await closeDay(bank, town.head('S001'), close)).toMatchObject({ value: { seq: cut + 2 } })
})

test('with differences open it needs a reason, which stands in the entry', async () => {
  await give(first, '2026-10-02', 120)
  const order = await beside([])
  const head = town.head('S001')
  const no = await signOff(town.bank, head, order)
  expect(no).toMatchObject({ ok: false, refusal: { code: 'books-differ', open: 1 } })
  const odd = await signOff(town.bank, head, { ...order, reason: 'because' })
  expect(odd).toMatchObject({ ok: false, refusal: { code: 'books-differ' } })
  const done = must(await signOff(town.bank, head, { ...order, reason: 'being-checked' }))
  expect(done.entry.refs).toContainEqual(['reason', 'being-checked'])
  expect(done.entry.refs).toContainEqual(['journal-only', '1'])
})

test('what is corrected after a month was signed off stands in the month of the correction', async () => {
  const { bank } = town
  const given = await give(first, '2026-10-02', 120)
  const order = await beside([{ ...chen, date: '2026-10-02', minutes: 120 }])
  must(await signOff(bank, town.head('S001'), order))
  const undo = { id: bank.ids.entry(), entry: given.id, reason: 'not-served' }
  await passed(bank, await reverse(bank, town.head('S001'), undo))
  const october = must(await reconcile(bank, town.clerk('S001'), order))
  expect(october).toMatchObject({ discrepancies: [], sums: { journal: 120 } })
  const november = { ...order, month: '2026-11', tally: { lines: [], unplaced: [] } }
  const found = must(await reconcile(bank, town.clerk('S001'), november))
  expect(found.discrepancies).toMatchObject([
    { code: 'journal-only', journal: { kind: 'reverse', minutes: -120 }, offers: [] },
  ])
})

test('a month that is none or not over, another station, an auditor', async () => {
  const { bank } = town
  const order = await beside([])
  const no = async (outcome: Promise<{ ok: boolean; refusal?: { code: string } }>) =>
    (await outcome).refusal?.code
  const head = town.head('S001')
  expect([
    await no(reconcile(bank, head, { ...order, month: '2026-13' })),
    await no(reconcile(bank, head, { ...order, month: '10/2026' })),
    await no(reconcile(bank, town.clerk('S002'), order)),
    await no(reconcile(bank, town.city, { ...order, station: 'S999' })),
    await no(signOff(bank, head, { ...order, month: '2026-11' })),
    await no(signOff(bank, { ...town.city, role: 'auditor' }, order)),
    await no(placeTally(bank, town.clerk('S002'), 'S001', [])),
  ]).toEqual([
    'month-unreadable',
    'month-unreadable',
    'unknown-station',
    'unknown-station',
    'month-not-over',
    'not-allowed',
    'unknown-station',
  ])
})

/** Changes a row behind the back of its trigger, as somebody with the file could. */
function change(sql: string, table = 'postings'): void {
  const db = new Database(join(town.folder, 'data', 'journal.db'))
  const trigger = `${table}_no_update`
  const text = db.prepare('select sql from sqlite_schema where name = ?').pluck().get(trigger)
  db.pragma('ignore_check_constraints = on')
  db.exec(`drop trigger ${trigger}; ${sql}; ${text as string}`)
  db.close()
  town.bank.journal.forget()
}

test('a broken entry stops everything, before the checkpoint and after it', async () => {
  const old = await give(first, '2026-10-02', 120)
  const other = await give(second, '2026-10-04', 60, 'S002')
  await checkpointNow(town.bank)
  const young = await give(second, '2026-10-03', 60)
  const order = await beside([])
  const broken = async () => {
    try {
      await reconcile(town.bank, town.clerk('S001'), order)
      return 0
    } catch (fault) {
      expect(fault).toBeInstanceOf(BrokenBooks)
      return (fault as BrokenBooks).seq
    }
  }
  expect(await broken()).toBe(0)
  change(`update postings set minutes = minutes + 1 where seq = ${young.seq} and minutes > 0`)
  expect(await broken()).toBe(young.seq)
  change(`update postings set minutes = minutes - 1 where seq = ${young.seq} and minutes > 0`)
  change(`update postings set balance = balance + 1 where seq = ${old.seq}`)
  expect(await broken()).toBe(old.seq)
  change(`update postings set balance = balance - 1 where seq = ${old.seq}`)
  // A leaf made to fit what was changed is not the one that was signed.
  change(`update entries set leaf = zeroblob(32) where seq = ${other.seq}`, 'entries')
  expect(await broken()).toBeGreaterThan(0)
})
