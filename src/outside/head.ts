/** What a head is and when it moves: the same wherever heads are kept. */
import type { Head } from '../bank/ports.ts'

/** Whether the head at `at` moves from `from` to `to`: it goes on, it is there already, or it stays. */
export function move(
  at: Head | undefined,
  from: Head | undefined,
  to: Head,
): 'on' | 'there' | 'no' {
  if (!sameHead(at, from)) return 'no'
  if (sameHead(at, to)) return 'there'
  return at && to.size <= at.size ? 'no' : 'on'
}

/** Throws on what cannot be a head. */
export function assertHead({ size, root }: Head): void {
  if (!Number.isSafeInteger(size) || size < 0 || root === '') {
    throw new Error(`not a head: size ${size}, root ${JSON.stringify(root)}`)
  }
}

function sameHead(a: Head | undefined, b: Head | undefined): boolean {
  return a?.size === b?.size && a?.root === b?.root
}
