/** Ages of hours against a model that keeps every minute as a thing of its own. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AgedLine, remaining } from '../../src/ledger/age.ts'

const left = (lines: readonly AgedLine[]) =>
  remaining(lines).map(({ line, minutes }) => [line.seq, minutes])

test('the oldest hours are spent first', () => {
  const lines = [
    { seq: 1, minutes: 60 },
    { seq: 2, minutes: 60 },
    { seq: 3, minutes: -90 },
  ]
  expect(left(lines)).toEqual([[2, 30]])
})

test('a booking that is cancelled does not make hours young again', () => {
  const lines = [
    { seq: 1, minutes: 60 },
    { seq: 2, minutes: -60 },
    { seq: 3, minutes: 20 },
    { seq: 4, minutes: 60, root: 2 },
  ]
  expect(left(lines)).toEqual([
    [1, 60],
    [3, 20],
  ])
})

test('of what was settled the oldest are used, and undoing takes its own', () => {
  const settled = [
    { seq: 1, minutes: 30 },
    { seq: 2, minutes: 30 },
    { seq: 3, minutes: -60 },
    { seq: 4, minutes: 30, root: 3 },
  ]
  expect(left(settled)).toEqual([[2, 30]])
  const undone = [
    { seq: 1, minutes: 60 },
    { seq: 2, minutes: 60 },
    { seq: 3, minutes: -60, root: 2 },
  ]
  expect(left(undone)).toEqual([[1, 60]])
})

test('more than ever came is no balance at all', () => {
  expect(() => remaining([{ seq: 1, minutes: -1 }])).toThrow(/never came/)
})

/** One minute each, with the line it came by; the account is a list of them. */
function naive(lines: readonly AgedLine[]): readonly (readonly [number, number])[] {
  let here: { readonly came: number }[] = []
  const gone = new Map<number, { readonly came: number }[]>()
  for (const { seq, minutes, root } of lines) {
    for (let n = 0; n < minutes; n++) {
      const back = root === undefined ? undefined : gone.get(root)?.pop()
      here.push(back ?? { came: seq })
    }
    here = here.toSorted((a, b) => a.came - b.came)
    for (let n = 0; n < -minutes; n++) {
      const own = here.findIndex(({ came }) => came === root)
      const [one] = here.splice(Math.max(own, 0), 1)
      if (one) gone.set(seq, [...(gone.get(seq) ?? []), one])
    }
  }
  const sums = new Map<number, number>()
  for (const { came } of here) sums.set(came, (sums.get(came) ?? 0) + 1)
  return [...sums]
}

/** Lines that could stand in an account: never below zero, and undoing what is there to undo. */
const account = fc
  .array(fc.record({ minutes: fc.integer({ min: -9, max: 9 }), of: fc.nat(20) }), { maxLength: 25 })
  .map((wanted) => {
    const lines: AgedLine[] = []
    let balance = 0
    for (const { minutes, of } of wanted) {
      const held = Math.max(minutes, -balance)
      if (held === 0) continue
      const seq = lines.length + 1
      const other = lines[of]
      const isBack =
        other !== undefined && other.root === undefined && other.minutes > 0 !== held > 0
      lines.push({ seq, minutes: held, ...(isBack ? { root: other.seq } : {}) })
      balance += held
    }
    return lines
  })

test('it agrees with every minute kept by itself', () => {
  fc.assert(
    fc.property(account, (lines) => {
      expect(left(lines)).toEqual(naive(lines))
      const sum = lines.reduce((total, { minutes }) => total + minutes, 0)
      expect(remaining(lines).reduce((total, { minutes }) => total + minutes, 0)).toBe(sum)
    }),
    { numRuns: 500 },
  )
})
