/** Two books, line by line: who is whose partner, and what nobody's is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JournalLine, matched, type TallyLine } from '../../src/bank/oversight/match.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'

/** "li 5 2" is Li, the 5th, two hours; a service may follow. */
function line(text: string): Pick<TallyLine, 'member' | 'date' | 'minutes' | 'service'> {
  const [member = '', day = '', hours = '', service] = text.split(' ')
  const date = `2026-10-${day.padStart(2, '0')}`
  return { member: member as MemberId, date, minutes: Number(hours) * 60, service }
}

const book = (...texts: readonly string[]): readonly TallyLine[] =>
  texts.map((text, at) => ({ row: at + 2, ...line(text) }))
const journal = (...texts: readonly string[]): readonly JournalLine[] =>
  texts.map((text, at) => {
    const said = line(text)
    const id = `${at + 1}` as EntryId
    return { seq: at + 1, id, kind: 'credit', ...said, service: said.service ?? 'activity' }
  })

/** As "row=seq" pairs; rows and seqs of what stands alone. */
function found(tally: readonly TallyLine[], entries: readonly JournalLine[]) {
  const { exact, near, doubled, tallyOnly, journalOnly } = matched(tally, entries)
  const pairs = (all: typeof exact) => all.map((one) => `${one.tally.row}=${one.journal.seq}`)
  return {
    exact: pairs(exact),
    near: pairs(near),
    doubled: doubled.map((one) => `${one.tally.row} as ${one.row}`),
    tallyOnly: tallyOnly.map(({ row }) => row),
    journalOnly: journalOnly.map(({ seq }) => seq),
  }
}

const nothing = { exact: [], near: [], doubled: [], tallyOnly: [], journalOnly: [] }

test('the same person, day and minutes are one; the service tells two of them apart', () => {
  const both = found(
    book('li 5 2 meal', 'li 5 2 haircut'),
    journal('li 5 2 haircut', 'li 5 2 meal'),
  )
  expect(both).toEqual({ ...nothing, exact: ['2=2', '3=1'] })
  expect(found(book('li 5 2'), journal('li 5 2 meal'))).toEqual({ ...nothing, exact: ['2=1'] })
})

test('near is a day off by three at most, or other minutes on the day, never both', () => {
  expect(found(book('li 5 2'), journal('li 8 2'))).toEqual({ ...nothing, near: ['2=1'] })
  expect(found(book('li 5 2'), journal('li 5 3'))).toEqual({ ...nothing, near: ['2=1'] })
  const alone = { ...nothing, tallyOnly: [2], journalOnly: [1] }
  expect(found(book('li 5 2'), journal('li 9 2'))).toEqual(alone)
  expect(found(book('li 5 2'), journal('li 6 3'))).toEqual(alone)
  expect(found(book('li 5 2'), journal('wang 5 2'))).toEqual(alone)
  expect(found(book('li 5 -2'), journal('li 5 2'))).toEqual(alone)
})

test('the assignment is the best of all, not the first that fits', () => {
  // The first line would take seq 1 and leave the second with nobody.
  const two = found(book('li 5 2', 'li 2 2'), journal('li 4 2', 'li 7 2'))
  expect(two).toEqual({ ...nothing, near: ['2=2', '3=1'] })
  // Of two ways to pair both, the one that is least off.
  const close = found(book('li 5 2', 'li 6 2'), journal('li 7 2', 'li 4 2'))
  expect(close).toEqual({ ...nothing, near: ['2=2', '3=1'] })
  const same = found(book('li 5 2 meal'), journal('li 6 2 haircut', 'li 6 2 meal'))
  expect(same).toEqual({ ...nothing, near: ['2=2'], journalOnly: [1] })
})

test('a line written twice is told as twice, where the journal has it once', () => {
  expect(found(book('li 5 2', 'li 5 2'), journal('li 5 2'))).toEqual({
    ...nothing,
    exact: ['2=1'],
    doubled: ['3 as 2'],
  })
  const twice = found(book('li 5 2', 'li 5 2'), journal('li 5 2', 'li 5 2'))
  expect(twice).toEqual({ ...nothing, exact: ['2=1', '3=2'] })
  const other = found(book('li 5 2 meal', 'li 5 2 haircut'), journal('li 5 2 meal'))
  expect(other).toEqual({ ...nothing, exact: ['2=1'], tallyOnly: [3] })
  const absent = found(book('li 5 2', 'li 5 2'), journal())
  expect(absent).toEqual({ ...nothing, doubled: ['3 as 2'], tallyOnly: [2] })
})

const texts = fc.array(
  fc
    .tuple(fc.constantFrom('li', 'wang'), fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 2, 3))
    .map(([who, day, hours]) => `${who} ${day} ${hours}`),
  { maxLength: 6 },
)

/** Most pairs, then the least sum, over every way there is. */
function best(
  tally: readonly TallyLine[],
  entries: readonly JournalLine[],
): readonly [number, number] {
  const [first, ...rest] = tally
  if (!first) return [0, 0]
  let most = best(rest, entries)
  for (const entry of entries) {
    const days = Math.abs(Number(first.date.slice(8)) - Number(entry.date.slice(8)))
    const off = Math.abs(first.minutes - entry.minutes)
    if (first.member !== entry.member || days > 3 || (days > 0 && off > 0)) continue
    const [count, far] = best(
      rest,
      entries.filter((one) => one !== entry),
    )
    const mine = [count + 1, far + off + days * 60] as const
    if (mine[0] > most[0] || (mine[0] === most[0] && mine[1] < most[1])) most = mine
  }
  return most
}

test('no way of pairing what is near pairs more, or is less off; every line stands somewhere once', () => {
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const [tally, entries] = [book(...left), journal(...right)]
      const { exact, near, doubled, tallyOnly, journalOnly } = matched(tally, entries)
      const rows = [...exact, ...near, ...doubled].map((one) => one.tally.row)
      expect([...rows, ...tallyOnly.map((one) => one.row)].toSorted((a, b) => a - b)).toEqual(
        tally.map(({ row }) => row).toSorted((a, b) => a - b),
      )
      const seqs = [...exact, ...near].map((one) => one.journal.seq)
      expect([...seqs, ...journalOnly.map((one) => one.seq)].toSorted((a, b) => a - b)).toEqual(
        entries.map(({ seq }) => seq).toSorted((a, b) => a - b),
      )
      const exactly = new Set(exact.flatMap((one) => [one.tally, one.journal]) as object[])
      const far = near.reduce((sum, one) => {
        const days = Math.abs(Number(one.tally.date.slice(8)) - Number(one.journal.date.slice(8)))
        return sum + days * 60 + Math.abs(one.tally.minutes - one.journal.minutes)
      }, 0)
      const ways = best(
        tally.filter((one) => !exactly.has(one)),
        entries.filter((one) => !exactly.has(one)),
      )
      expect([near.length, far]).toEqual(ways)
    }),
    { numRuns: 300 },
  )
})
