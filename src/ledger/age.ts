/**
 * How old the hours in an account are: first in, first out. What was taken and
 * came back, as from a booking that was cancelled, has the age it had; what is
 * undone takes away the very hours it had brought, as far as they are there.
 */
export interface AgedLine {
  readonly seq: number
  readonly minutes: number
  /** The line this one undoes, gives back to, or settles: where it began, whatever lies between. */
  readonly root?: number | undefined
}

/** What is left of what a line brought. */
export interface Piece<Line extends AgedLine> {
  readonly line: Line
  readonly minutes: number
}

/** What is left of each line that brought something, oldest first. Lines of one account, in their order. */
export function remaining<Line extends AgedLine>(lines: readonly Line[]): readonly Piece<Line>[] {
  const pieces: { readonly line: Line; minutes: number }[] = []
  const brought = new Map<number, number>()
  const taken = new Map<number, { readonly piece: number; minutes: number }[]>()
  let first = 0

  const take = (piece: number, wanted: number, from: number): number => {
    const found = pieces[piece]
    const minutes = Math.min(found?.minutes ?? 0, wanted)
    if (!found || minutes === 0) return 0
    found.minutes -= minutes
    taken.set(from, [...(taken.get(from) ?? []), { piece, minutes }])
    return minutes
  }
  const spend = (line: Line) => {
    let left = -line.minutes
    const own = line.root === undefined ? undefined : brought.get(line.root)
    if (own !== undefined) left -= take(own, left, line.seq)
    for (; left > 0 && first < pieces.length; ) {
      left -= take(first, left, line.seq)
      if (pieces[first]?.minutes === 0) first++
    }
    if (left > 0) throw new Error(`line of entry ${line.seq} takes ${left} minutes that never came`)
  }
  const bring = (line: Line) => {
    let left = line.minutes
    const back = (line.root === undefined ? undefined : taken.get(line.root)) ?? []
    // The oldest were used: what comes back are the newest of what was taken.
    for (let last = back.at(-1); left > 0 && last; last = back.at(-1)) {
      const minutes = Math.min(last.minutes, left)
      const piece = pieces[last.piece]
      if (piece) piece.minutes += minutes
      first = Math.min(first, last.piece)
      left -= minutes
      last.minutes -= minutes
      if (last.minutes === 0) back.pop()
    }
    if (left === 0) return
    brought.set(line.seq, pieces.length)
    pieces.push({ line, minutes: left })
  }
  for (const line of lines) (line.minutes < 0 ? spend : bring)(line)
  return pieces.filter(({ minutes }) => minutes > 0)
}
