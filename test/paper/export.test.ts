/** The exports say what the journal says; hledger, which we did not write, agrees. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { toHex } from '../../src/ledger/sha256.ts'
import { csvLines, hledgerLines, jsonLines } from '../../src/paper/export.ts'
import { splitCsv } from '../../src/paper/csv.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let entries: readonly Entry[] = []

beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  const [first, second] = [await town.member('陈一'), await town.member('李二', 'S002')]
  await town.earn(first, 104)
  town.clock.at += 86_400_000
  const gift = { id: bank.ids.entry(), from: first, to: second, minutes: 45 }
  const given = must(await transfer(bank, town.clerk('S001'), gift))
  const bought = { id: bank.ids.entry(), member: first, station: 'S003', service: 'haircut' }
  must(await redeem(bank, town.clerk('S003'), bought))
  const undo = { id: bank.ids.entry(), entry: given.id, reason: 'wrong-person' }
  must(await reverse(bank, town.clerk('S001'), undo))
  entries = await bank.journal.entries(0, 1_000)
})

afterAll(() => town.close())

async function* line(): AsyncGenerator<Entry> {
  yield* entries
}

async function text(lines: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const one of lines) all += one
  return all
}

const hledger = (journal: string, ...words: readonly string[]) =>
  execFileSync('hledger', ['-f', '-', ...words], { input: journal, encoding: 'utf8' })

test('hledger accepts the journal, assertions and all, and comes to the same balances', async () => {
  const journal = await text(hledgerLines(line()))
  expect(hledger(journal, 'check')).toBe('')
  const csv = hledger(journal, 'balance', '--flat', '--no-total', '-O', 'csv')
  const balances = splitCsv(csv, 10_000)
    .slice(1)
    .map(([account, amount]) => [account, Number((amount ?? '').replace(' min', ''))] as const)
  const trial = (await town.bank.journal.trialBalance())
    .filter(({ balance }) => balance !== 0)
    .map(({ account, balance }) => [account, balance] as const)
  expect(trial.length).toBeGreaterThan(2)
  expect(new Map(balances)).toEqual(new Map(trial))
  expect(hledger(journal, 'print', 'code:.').match(/^2026-11-25 \(\d+\)/gm)).toHaveLength(3)
})

test('hledger refuses it with one balance changed', async () => {
  const journal = (await text(hledgerLines(line()))).replace('= 480 min', '= 481 min')
  expect(() => hledger(journal, 'check')).toThrow(/[Bb]alance assertion/)
})

test('a line of JSON an entry, a line of CSV a posting', async () => {
  const lines = (await text(jsonLines(line()))).trimEnd().split('\n')
  expect(lines).toHaveLength(entries.length)
  const last = entries.at(-1) as Entry
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    ...{ seq: last.seq, id: last.id, closes: last.closes, leaf: toHex(last.leaf) },
    postings: last.postings,
  })
  const rows = splitCsv(await text(csvLines(line())), 100_000)
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([19]))
  const postings = entries.reduce((sum, entry) => sum + Math.max(1, entry.postings.length), 0)
  expect(rows).toHaveLength(postings + 1)
})
