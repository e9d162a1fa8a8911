/**
 * What every engine must keep, through the journal as the bank sees it. One
 * database an engine, growing from test to test as a real one does; each test
 * has its own members, and at the end the whole of it must agree with itself.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record, recordAll, sealAll } from '../../src/bank/record.ts'
import {
  ACCOUNT_KINDS,
  type AccountId,
  earned,
  isAccount,
  kindOf,
} from '../../src/ledger/account.ts'
import type { Day, Draft, Entry, Limit } from '../../src/ledger/entry.ts'
import type { Tip } from '../../src/ledger/journal.ts'
import { leafHash } from '../../src/ledger/leaf.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { tallyCounter, tallyLeast, tallyMost, tallyRef } from '../../src/ledger/tally.ts'
import { fromHex } from '../../src/ledger/sha256.ts'
import {
  consistencyProof,
  growsFrom,
  inclusionProof,
  includes,
  rootAt,
} from '../../src/ledger/tree.ts'
import { counts } from '../counts.ts'
import {
  bytes,
  credit,
  DAY,
  dayLimit,
  hold,
  rowDraft,
  settle,
  someone,
  STATION,
  undone,
} from './drafts.ts'
import { engines, type Place } from './engines.ts'
import { census, firstWrong, type House, houseOn, rootNow } from './house.ts'

/** The entry, or a failing test that says why there is none. */
function entryOf(outcome: Outcome<Entry>): Entry {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`)
  return outcome.value
}

const refusalOf = (outcome: Outcome<Entry>) => (outcome.ok ? 'recorded' : outcome.refusal.code)

const tally = (outcomes: readonly Outcome<Entry>[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, refusalOf)).map(([code, all]) => [code, all?.length]),
  )

describe.each(engines)('the journal on $name', ({ open }) => {
  let place: Place
  let here: House
  let there: House
  const clock = { at: Date.UTC(2026, 10, 24, 2), now: () => clock.at }

  beforeAll(async () => {
    place = await open()
    here = houseOn(await place.engine(), clock)
    there = houseOn(await place.engine(), clock)
  })
  afterAll(() => place?.close())

  const recorded = async (draft: Draft) => entryOf(await record(here, draft))
  const balance = async (account: AccountId, at?: number) =>
    (await here.journal.balances([account], at))[0]?.balance

  test('an entry is read back as it was written, and its leaf is what it says', async () => {
    const li = someone()
    const draft = credit(li, 150, {
      refs: [
        ['for', li],
        ['span', '09:00/11:30'],
      ],
      proof: 'witnessed',
    })
    const written = await recorded(draft)
    const read = await here.journal.entry(draft.id)

    expect(plain(read)).toEqual(plain(written))
    expect(plain(await there.journal.entry(written.seq))).toEqual(plain(written))
    expect(plain({ ...written, ...draft, postings: written.postings })).toEqual(plain(written))
    const { leaf, ...said } = read as Entry
    expect(Buffer.from(leafHash(said))).toEqual(Buffer.from(leaf))
    expect(await here.journal.entry(credit(li, 1).id)).toBeUndefined()
  })

  test('the same id is the same answer, and nobody else’s', async () => {
    const draft = credit(someone(), 60)
    const first = await recorded(draft)
    const again = await record(there, { ...draft, salt: bytes(16) })
    expect(again).toMatchObject({ ok: true, again: true, value: { seq: first.seq } })
    expect(plain(entryOf(again))).toEqual(plain(first))
    expect(refusalOf(await record(here, { ...draft, request: bytes(16) }))).toBe('id-taken')
  })

  test('a refusal leaves nothing', async () => {
    const before = [
      await here.journal.size(),
      await rootNow(here.journal),
      await census(here.engine),
    ]
    expect(refusalOf(await record(here, hold(someone(), 60)))).toBe('short-of-hours')
    expect([
      await here.journal.size(),
      await rootNow(here.journal),
      await census(here.engine),
    ]).toEqual(before)
  })

  test('a limit is decided at the tip: of many credits at once, the first', async () => {
    const li = someone()
    const drafts = Array.from({ length: counts.simultaneousAtLimit }, () =>
      credit(li, 300, { limits: [dayLimit(li)] }),
    )
    const outcomes = await Promise.all(
      drafts.map((draft, i) => record(i % 2 === 0 ? here : there, draft)),
    )
    expect(tally(outcomes)).toEqual({ recorded: 1, 'needs-approval': drafts.length - 1 })
    expect(await here.journal.counters([{ kind: 'day', who: li, day: DAY }])).toEqual([300])
  })

  test('nobody spends an hour twice: ten bookings of one hour from ten hours', async () => {
    const li = someone()
    await recorded(credit(li, 600))
    const outcomes = await Promise.all(
      Array.from({ length: counts.simultaneousAtLimit }, (_, i) =>
        record(i % 2 === 0 ? here : there, hold(li, 60)),
      ),
    )
    expect(tally(outcomes)).toEqual({
      recorded: 10,
      'short-of-hours': counts.simultaneousAtLimit - 10,
    })
    expect(await balance(earned(li))).toBe(0)
    expect(await here.journal.openHolds({ member: li })).toHaveLength(10)
  })

  test('two writers at once lose nothing and leave no gap', async () => {
    const drafts = Array.from({ length: counts.simultaneousAppends }, () => credit(someone(), 60))
    const before = await here.journal.size()
    const outcomes = await Promise.all(
      drafts.map((draft, i) => record(i % 2 === 0 ? here : there, draft)),
    )

    const seqs = outcomes.map((outcome) => entryOf(outcome).seq).sort((a, b) => a - b)
    expect(seqs).toEqual(drafts.map((_, i) => before + 1 + i))
    const read = await here.journal.entriesAt(seqs)
    expect(new Set(read.map(({ id }) => id))).toEqual(new Set(drafts.map(({ id }) => id)))
    expect(await firstWrong(there.journal)).toBeUndefined()
  })

  test('a batch sealed on a tip that has moved leaves no row of any table', async () => {
    const drafts = [
      credit(someone(), 60),
      rowDraft('pool', `stale-${someone()}`, 1, { name: '池' }),
    ]
    const tip = await here.journal.tip(drafts)
    const { sealed } = sealAll([{ drafts, whole: false }], tip, clock.now())
    expect(sealed).toHaveLength(2)
    entryOf(await record(there, credit(someone(), 60)))
    const before = await census(there.engine)

    expect(await here.journal.append(sealed, tip)).toEqual({ ok: false, taken: 'entries.seq' })
    expect(await census(there.engine)).toEqual(before)
    here.journal.forget()
    expect(tally(await recordAll(here, drafts, { whole: false }))).toEqual({ recorded: 2 })
  })

  test('rows that say where they are found are found so, as their newest version says', async () => {
    const table = 'order'
    const place = (tail: string) => `4401/${someone()}/${tail}`
    const [north, south] = [place('S001/'), place('S002/')]
    const listed = (at: string, state: string, began: number, due = 0) => ({
      list: { place: at, who: 'M1', state, at: began, due },
    })
    const keys = [1, 2, 3].map((n) => `found-${n}-${someone()}`) as [string, string, string]
    await recorded(rowDraft(table, keys[0], 1, listed(north, 'open', 10, 500)))
    await recorded(rowDraft(table, keys[1], 1, listed(north, 'open', 20, 300)))
    await recorded(rowDraft(table, keys[2], 1, listed(south, 'open', 30)))
    // Twice in one commit: the last one stands.
    const again = [2, 3].map((version) =>
      rowDraft(table, keys[0], version, listed(north, `v${version}`, 10, 700)),
    )
    expect(tally(await recordAll(there, again, { whole: true }))).toEqual({ recorded: 2 })
    const found = async (query: Parameters<House['directory']['listed']>[1]) =>
      (await here.directory.listed(table, query)).map(({ key }) => keys.indexOf(key) + 1)
    expect(await found({ places: [north] })).toEqual([1, 2])
    expect(await found({ places: [north, south], newest: true })).toEqual([3, 2, 1])
    expect(await found({ places: [north], states: ['v3'] })).toEqual([1])
    expect(await found({ places: [north, south], dueBefore: 800 })).toEqual([2, 1])
    expect(await found({ places: [north, south], from: 20, to: 30 })).toEqual([2])
    expect(await found({ places: [north, south], limit: 1, offset: 1 })).toEqual([2])
    expect(await found({ places: [] })).toEqual([])
    expect(await here.directory.states(table, { places: [north] })).toEqual(
      new Map([
        ['open', 1],
        ['v3', 1],
      ]),
    )
  })

  test('a count beside the books never goes past its limits, whoever moves it at once', async () => {
    const what = `places/${someone()}`
    const one = (by: number, limit: Limit) => ({
      ...rowDraft('pool', `count-${someone()}`, 1, {}),
      limits: [limit],
      by,
    })
    const moved = ({ by, ...draft }: ReturnType<typeof one>): Draft => ({
      ...draft,
      by: 'staff:0123456789abcdef',
      refs: [...draft.refs, tallyRef(what, by)].toSorted((a, b) => (a[0] < b[0] ? -1 : 1)),
    })
    const asked = Array.from({ length: 20 }, () => moved(one(1, tallyMost(what, 7))))
    const outcomes = await Promise.all(
      asked.map((draft, at) => record(at % 2 === 0 ? here : there, draft)),
    )
    expect(tally(outcomes)).toEqual({ recorded: 7, 'tally-over': 13 })
    expect(refusalOf(await record(here, moved(one(-8, tallyLeast(what)))))).toBe('tally-under')
    expect(refusalOf(await record(here, moved(one(-7, tallyLeast(what)))))).toBe('recorded')
    expect(await there.journal.counters([tallyCounter(what)])).toEqual([0])
  })

  test('a place beyond the next is refused as a place that is taken', async () => {
    const drafts = [credit(someone(), 60), credit(someone(), 60)]
    const tip = await here.journal.tip(drafts)
    const { sealed } = sealAll([{ drafts, whole: false }], tip, clock.now())
    const before = await census(here.engine)
    expect(await here.journal.append(sealed.slice(1), tip)).toEqual({
      ok: false,
      taken: 'entries.seq',
    })
    expect(await census(here.engine)).toEqual(before)
  })

  test('what the tip does not know, the database still refuses, and leaves nothing', async () => {
    const li = someone()
    const key = someone()
    const held = hold(li, 60)
    for (const draft of [
      credit(li, 60),
      held,
      undone('release', held),
      rowDraft('pool', key, 1, {}),
    ]) {
      await recorded(draft)
    }
    const before = await census(here.engine)
    const taken = async (draft: Draft, forget: (tip: Tip) => void) => {
      const tip = await here.journal.tip([draft])
      forget(tip)
      const { sealed } = sealAll(
        [{ drafts: [credit(someone(), 5), draft], whole: false }],
        tip,
        clock.now(),
      )
      expect(sealed).toHaveLength(2)
      return here.journal.append(sealed, tip)
    }
    expect(
      await taken(
        held,
        (tip) =>
          tip.entries.delete(held.id) && tip.accounts.set(earned(li), { balance: 60, line: 9 }),
      ),
    ).toEqual({ ok: false, taken: 'entries.id' })
    const again = settle(held, 60)
    expect(await taken(again, (tip) => tip.closedBy.clear())).toEqual({
      ok: false,
      taken: 'entries.closes',
    })
    const row = rowDraft('pool', key, 1, {})
    expect(await taken(row, (tip) => tip.rows.clear())).toEqual({
      ok: false,
      taken: 'directory.tbl',
    })
    expect(await census(here.engine)).toEqual(before)
  })

  test('a whole group is recorded whole or not at all, and every refusal is told', async () => {
    const [li, wang, zhao] = [someone(), someone(), someone()]
    const good = [credit(li, 60), credit(wang, 60)]
    const bad = [hold(zhao, 60), credit(zhao, 500, { limits: [dayLimit(zhao)] })]
    const before = await census(here.engine)

    const refused = await recordAll(here, [good[0], bad[0], good[1], bad[1]] as Draft[], {
      whole: true,
    })
    expect(refused.map(refusalOf)).toEqual([
      'group-refused',
      'short-of-hours',
      'group-refused',
      'needs-approval',
    ])
    expect(refused[0]).toMatchObject({ refusal: { row: 1 } })
    expect(await census(here.engine)).toEqual(before)

    const each = await recordAll(here, [...good, ...bad], { whole: false })
    expect(each.map(refusalOf)).toEqual([
      'recorded',
      'recorded',
      'short-of-hours',
      'needs-approval',
    ])
  })

  test('more drafts than a statement has parameters go in one commit', async () => {
    const drafts = Array.from({ length: 250 }, () => credit(someone(), 15))
    const seqs = (await recordAll(here, drafts, { whole: true })).map(
      (outcome) => entryOf(outcome).seq,
    )
    expect((seqs.at(-1) as number) - (seqs[0] as number)).toBe(249)
  })

  test('a directory row comes with its entry, and an old version is refused', async () => {
    const key = someone()
    const body = { name: '公益时间池 “一”\u0000\n', station: STATION }
    const entry = await recorded(rowDraft('pool', key, 1, body))
    expect(await there.directory.get('pool', key)).toEqual({
      table: 'pool',
      key,
      version: 1,
      seq: entry.seq,
      body,
    })
    expect(refusalOf(await record(here, rowDraft('pool', key, 1, { name: 'again' })))).toBe(
      'stale-row',
    )
    expect(refusalOf(await record(there, rowDraft('pool', key, 3, { name: 'ahead' })))).toBe(
      'stale-row',
    )

    await recorded(rowDraft('pool', key, 2, { name: 'two' }))
    const relying = (version: number) =>
      credit(someone(), 60, { relies: [{ table: 'pool', key, version }] })
    expect(refusalOf(await record(there, relying(1)))).toBe('stale-row')
    expect(refusalOf(await record(there, relying(2)))).toBe('recorded')
    there.directory.forget()
    expect((await there.directory.many('pool', [key, 'none'])).map((row) => row.version)).toEqual([
      2,
    ])
    expect((await there.directory.all('pool')).filter((row) => row.key === key)).toHaveLength(1)
  })

  test('an account taken to be empty is looked at where the entry is sealed, also within its batch', async () => {
    const [li, wu] = [someone(), someone()]
    const onEmpty = () => credit(wu, 60, { empty: [earned(li)] })
    expect(refusalOf(await record(here, onEmpty()))).toBe('recorded')
    const both = await recordAll(here, [credit(li, 60), onEmpty()], { whole: false })
    expect(both.map(refusalOf)).toEqual(['recorded', 'shortfall-moved'])
    expect(refusalOf(await record(there, onEmpty()))).toBe('shortfall-moved')
  })

  test('a batch of several megabytes is one commit', async () => {
    const drafts = Array.from({ length: 8 }, () =>
      rowDraft('mapping', someone(), 1, { columns: { note: '时'.repeat(200_000) } }),
    )
    expect(tally(await recordAll(here, drafts, { whole: true }))).toEqual({ recorded: 8 })
    const key = drafts[7]?.along?.[0]?.key as string
    expect((await here.directory.get('mapping', key))?.body.columns['note']).toHaveLength(200_000)
  })

  test('a hold is closed once, whoever comes first', async () => {
    const li = someone()
    await recorded(credit(li, 120))
    const held = hold(li, 60)
    const entry = await recorded(held)
    expect(refusalOf(await record(here, settle({ ...held, id: credit(li, 1).id }, 60)))).toBe(
      'unknown-entry',
    )

    const outcomes = await Promise.all([
      record(here, settle(held, 60)),
      record(there, undone('release', held)),
    ])
    expect(tally(outcomes)).toEqual({ recorded: 1, 'already-closed': 1 })
    expect((await here.journal.closing(entry.seq))?.closes).toBe(entry.seq)
    expect(await here.journal.openHolds({ member: li })).toEqual([])
  })

  test('a time once served is not served again, until it is taken back', async () => {
    const li = someone()
    const at = (from: string, to: string) => credit(li, 60, { refs: [['span', `${from}/${to}`]] })
    const morning = at('09:00', '10:00')
    await recorded(morning)
    expect(refusalOf(await record(there, at('09:59', '10:59')))).toBe('overlap')
    expect(refusalOf(await record(there, at('10:00', '11:00')))).toBe('recorded')
    await recorded(undone('reverse', morning))
    expect(refusalOf(await record(there, at('08:30', '09:30')))).toBe('recorded')
  })

  test('counters follow what was served, owned and held', async () => {
    const li = someone()
    const first = credit(li, 120)
    await recorded(first)
    await recorded(credit(li, 60))
    const held = hold(li, 90)
    await recorded(held)
    const read = (of: typeof here) =>
      of.journal.counters([
        { kind: 'day', who: li, day: DAY },
        { kind: 'served', who: li, day: '' },
        { kind: 'owned', who: li, day: '' },
        { kind: 'held', who: li, day: '' },
        { kind: 'served', who: 'nobody', day: '' },
      ])
    expect(await read(there)).toEqual([180, 180, 180, 90, 0])
    await recorded(undone('release', held))
    await recorded(undone('reverse', first))
    expect(await read(there)).toEqual([60, 60, 60, 0, 0])
  })

  test('a balance at a past seq stays what it was', async () => {
    const li = someone()
    const first = await recorded(credit(li, 60))
    const second = await recorded(credit(li, 30))
    await recorded(hold(li, 90))
    expect(await balance(earned(li), first.seq - 1)).toBeUndefined()
    expect(await balance(earned(li), first.seq)).toBe(60)
    expect(await balance(earned(li), second.seq)).toBe(90)
    expect(await balance(earned(li))).toBe(0)
    for (const at of [first.seq, second.seq, undefined]) {
      const trial = await here.journal.trialBalance(at)
      expect(trial.reduce((sum, line) => sum + line.balance, 0)).toBe(0)
    }
  })

  test('a statement is read in pages, in both directions', async () => {
    const li = someone()
    const seqs: number[] = []
    for (const count of [10, 20, 30, 40, 50]) seqs.push((await recorded(credit(li, count))).seq)
    const page = async (query: object) =>
      (await here.journal.lines({ accounts: [earned(li)], limit: 10, ...query })).map(
        (line) => line.minutes,
      )

    expect(await page({})).toEqual([10, 20, 30, 40, 50])
    expect(await page({ limit: 2 })).toEqual([10, 20])
    expect(await page({ after: seqs[1] })).toEqual([30, 40, 50])
    expect(await page({ after: seqs[1], upTo: seqs[3] })).toEqual([30, 40])
    expect(await page({ before: seqs[3], limit: 2 })).toEqual([30, 20])
    expect(await page({ before: Number.MAX_SAFE_INTEGER, upTo: seqs[2] })).toEqual([30, 20, 10])
    const [line] = await here.journal.lines({ accounts: [earned(li)], limit: 1 })
    expect(line).toEqual({
      account: earned(li),
      seq: seqs[0],
      line: 1,
      minutes: 10,
      balance: 10,
      home: STATION,
    })
    expect(
      await here.journal.lines({ accounts: ['earned:nobody' as AccountId], limit: 1 }),
    ).toEqual([])
  })

  test('a station is read by its day, its holds and its place in the line', async () => {
    const [li, station] = [someone(), `S${counts.treeSize}x`]
    clock.at += 60_000
    const from = clock.at
    await recorded(credit(li, 60, { station }))
    const held = await recorded(hold(li, 30, { station, servedOn: '2026-11-20' as Day }))
    clock.at += 60_000
    const later = await recorded(credit(li, 5, { station }))

    expect(await here.journal.seqBefore(from)).toBe(held.seq - 2)
    expect(await here.journal.seqBefore(clock.at)).toBe(held.seq)
    expect(await here.journal.seqBefore(clock.at + 1)).toBe(later.seq)
    const seqs = async (read: Promise<readonly Entry[]>) => (await read).map(({ seq }) => seq)
    expect(await seqs(here.journal.stationEntries(station, from, clock.at))).toEqual([
      held.seq - 1,
      held.seq,
    ])
    expect(
      await seqs(here.journal.stationServed(station, '2026-11-20' as Day, '2026-11-20' as Day)),
    ).toEqual([held.seq])
    expect(await seqs(here.journal.openHolds({ station }))).toEqual([held.seq])
    expect(await here.journal.accountsOf(li)).toEqual([earned(li)])
    const flows = (await here.journal.flows()).filter((flow) => flow.place === station)
    expect(flows.find((flow) => flow.kind === 'earned')).toEqual({
      home: STATION,
      place: station,
      kind: 'earned',
      minutes: 35,
      count: 3,
    })
  })

  test('proofs hold across tiles', async () => {
    const { journal } = here
    while ((await journal.size()) < counts.treeSize) {
      entryOf(
        (
          await recordAll(
            here,
            Array.from({ length: 1_000 }, () => credit(someone(), 1)),
            { whole: true },
          )
        )[0] as Outcome<Entry>,
      )
    }
    const size = await journal.size()
    const read = journal.hashes.bind(journal)
    const root = await rootAt(size, read)
    for (const seq of [1, 2, 255, 256, 257, 511, 512, 513, size - 1, size]) {
      const [entry] = await journal.entries(seq - 1, 1)
      expect(
        includes(
          seq - 1,
          size,
          (entry as Entry).leaf,
          await inclusionProof(seq - 1, size, read),
          root,
        ),
      ).toBe(true)
    }
    for (const first of [1, 255, 256, 300, 512, size - 1]) {
      expect(
        growsFrom(
          first,
          size,
          await consistencyProof(first, size, read),
          await rootAt(first, read),
          root,
        ),
      ).toBe(true)
    }
  })

  test('the newest checkpoint is found, also the newest of a size', async () => {
    const root = fromHex(await rootNow(here.journal))
    const size = await here.journal.size()
    for (const at of [1, size])
      await here.journal.saveCheckpoint({
        size: at,
        root,
        note: `size ${at}\n— x\n`,
        recordedAt: 7,
      })
    expect(await there.journal.checkpoint()).toMatchObject({
      size,
      note: `size ${size}\n— x\n`,
      recordedAt: 7,
    })
    expect((await there.journal.checkpoint(size - 1))?.size).toBe(1)
    expect(await there.journal.checkpoint(0)).toBeUndefined()
  })

  test('a name’s number carries its kind', async () => {
    const query = here.engine.db.selectFrom('names').select(['id', 'name'])
    const names = await here.engine.all(query.compile())
    expect(new Set(names.map(({ id }) => Math.floor(id / 16))).size).toBe(names.length)
    for (const { id, name } of names)
      expect(id % 16).toBe(isAccount(name) ? ACCOUNT_KINDS[kindOf(name)].number : 0)
  })

  test('the database itself refuses what the ledger would not seal', async () => {
    const line = (kind: keyof typeof ACCOUNT_KINDS, minutes: number, balance: number) =>
      place.forge(
        `insert into postings (account, seq, line, minutes, balance, home) values (${16_000_000 + ACCOUNT_KINDS[kind].number}, 1, 1, ${minutes}, ${balance}, 16)`,
      )
    await expect(line('earned', -5, -5)).rejects.toThrow(/check/i)
    await expect(line('pool', -5, -5)).rejects.toThrow(/check/i)
    await expect(line('shortfall', 5, 5)).rejects.toThrow(/check/i)
    await expect(line('earned', 0, 0)).rejects.toThrow(/check/i)
  })

  const never = {
    names: 'id',
    entries: 'kind',
    postings: 'line',
    nodes: 'idx',
    checkpoints: 'note',
    directory: 'body',
  } as const
  test.each(Object.entries(never))('nobody rewrites %s', async (table, column) => {
    const before = await census(here.engine)
    expect(before[table]).toBeGreaterThan(0)
    await expect(place.forge(`update ${table} set ${column} = ${column}`)).rejects.toThrow(
      /never updated/,
    )
    await expect(place.forge(`delete from ${table}`)).rejects.toThrow(/never deleted/)
    expect(await census(here.engine)).toEqual(before)
  })

  test('at the end the whole journal agrees with itself', async () => {
    expect(await firstWrong(there.journal)).toBeUndefined()
  })
})

/** Bytes as hex, so that a Buffer and a plain array of the same bytes are the same. */
function plain(entry: unknown): unknown {
  return JSON.parse(JSON.stringify(entry, (_, value) => bytesAsHex(value)))
}

function bytesAsHex(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  const buffer = value as { type?: string; data?: number[] } | null
  return buffer?.type === 'Buffer' && buffer.data ? Buffer.from(buffer.data).toString('hex') : value
}
