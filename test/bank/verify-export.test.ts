/** An exported file is checked without its house: any one character changed, a line gone or moved, another key. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkpointNow, logKey } from '../../src/bank/oversight/checkpoint.ts'
import { verifyExport } from '../../src/bank/oversight/verify-export.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { toHex } from '../../src/ledger/sha256.ts'
import { jsonLines } from '../../src/paper/export.ts'
import { newSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { vkeyOf } from '../../src/proof/note.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let lines: readonly string[] = []
let key = ''
let root = ''

beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  const member = await town.member('陈一')
  await town.earn(member, 104)
  must(
    await redeem(bank, town.clerk('S001'), {
      id: bank.ids.entry(),
      member,
      station: 'S001',
      service: 'haircut',
    }),
  )
  const checkpoint = await checkpointNow(bank)
  key = logKey(bank)
  root = toHex(checkpoint?.root ?? new Uint8Array())
  async function* all(): AsyncGenerator<Entry> {
    yield* await bank.journal.entries(0, 1_000)
  }
  const found: string[] = []
  for await (const line of jsonLines(all(), { checkpoint: checkpoint?.note ?? '', key }))
    found.push(line.trimEnd())
  lines = found
})
afterAll(() => town.close())

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts
}
const check = (texts: readonly string[], vkeys?: readonly string[]) =>
  verifyExport(each(texts), vkeys)

test('what was exported is sound, by its own key and by the one that was published', async () => {
  const size = lines.length - 1
  expect(await check(lines)).toEqual({ entries: size, root, faults: [], keyFrom: 'file', exit: 0 })
  expect(await check(lines, [key])).toMatchObject({ keyFrom: 'given', exit: 0 })
  expect(size).toBe(await town.bank.journal.size())
})

test('any one character changed in an entry is found, and the entry named', async () => {
  const at = lines.length - 2
  const line = lines[at] ?? ''
  for (let place = 0; place < line.length; place++) {
    const letter = line[place] === '1' ? '2' : '1'
    const changed = `${line.slice(0, place)}${letter}${line.slice(place + 1)}`
    const found = await check(lines.with(at, changed), [key])
    expect(found.exit, changed).toBe(2)
    expect(found.faults[0]?.key, changed).toMatch(new RegExp(`^(seq|line)=${at + 1}$`))
  }
})

test('a line gone, doubled, moved or added is found, and so is a file cut short', async () => {
  const last = lines.length - 1
  for (const [texts, named] of [
    [lines.toSpliced(4, 1), 'seq=5'],
    [lines.toSpliced(4, 0, lines[4] ?? ''), 'seq=6'],
    [lines.with(4, lines[5] ?? '').with(5, lines[4] ?? ''), 'seq=5'],
    [[...lines, lines[0] ?? ''], `line=${last + 2}`],
    [lines.slice(0, last), `line=${last + 1}`],
    [lines.slice(0, last - 1).concat(lines[last] ?? ''), `size=${last - 1}`],
    [[], 'line=1'],
    [['', ...lines], 'line=1'],
  ] as const) {
    const found = await check(texts, [key])
    expect([found.exit, found.faults[0]?.key]).toEqual([2, named])
  }
})

test('a checkpoint that was changed is told from one that a stranger signed', async () => {
  const other = signerFromSeeds({ receipt: newSeed(), log: newSeed(), kid: 'other' })
  const strange = vkeyOf({ name: town.bank.origin, publicKey: other.logPublicKey })
  expect(await check(lines, [strange])).toMatchObject({ exit: 4, faults: [{ code: 'key' }] })
  const last = lines.length - 1
  const changed = (lines[last] ?? '').replace(/\\n(\d+)\\n/, '\\n1\\n')
  expect(await check(lines.with(last, changed))).toMatchObject({ exit: 2 })
})
