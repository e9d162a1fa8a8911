/** The people of a station's own book, found as those of a sign-in sheet are; whom nobody knows is told, not guessed. */
import type { Refusal } from '../../ledger/refusal.ts'
import { serviceIn } from '../../rules/city.ts'
import { refusedReading, seesCity } from '../actor.ts'
import { findPerson, type PersonGiven } from '../people/match.ts'
import type { Actor, Bank } from '../ports.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import type { TallyLine } from './match.ts'

type Given = Pick<PersonGiven, 'number' | 'name' | 'phone' | 'phoneTail' | 'idTail'>

/** A row of the book as it was read. */
export interface TallyGiven extends Given {
  readonly row: number
  readonly date: string
  readonly minutes: number
  readonly kind?: string | undefined
  /** As written: a code, or the service's name. */
  readonly service?: string | undefined
}

/** A row whose person was not found, or of whom there are several. */
export interface Unplaced {
  readonly row: number
  readonly date: string
  readonly minutes: number
  readonly why: Refusal
}

export interface PlacedTally {
  readonly lines: readonly TallyLine[]
  readonly unplaced: readonly Unplaced[]
}

/**
 * Finds the person of each row, within what the actor may look at. What was
 * carried forward from the month before is no line of this one and is left out.
 * Refuses who may not read the station.
 */
export async function placeTally(
  bank: Bank,
  actor: Actor,
  station: string,
  rows: readonly TallyGiven[],
): Promise<Outcome<PlacedTally>> {
  const no = await refusedReading(bank, actor, station)
  if (no) return refuse(no)
  const scope = seesCity(actor) ? 'city' : { station }
  const lines: TallyLine[] = []
  const unplaced: Unplaced[] = []
  for (const given of rows) {
    if (given.kind === 'opening') continue
    const { row, date, minutes, kind } = given
    const found = await findPerson(bank, scope, given)
    if (found.ok && found.value) {
      const service = serviceNamed(bank, given.service)
      lines.push({ row, date, minutes, kind, service, member: found.value.member })
    } else {
      const member = given.number ?? given.name ?? ''
      const why: Refusal = found.ok ? { code: 'unknown-member', member } : found.refusal
      unplaced.push({ row, date, minutes, why })
    }
  }
  return { ok: true, value: { lines, unplaced } }
}

function serviceNamed({ rules }: Bank, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const known = serviceIn(rules, text)
  return (known ?? rules.services.find(({ name }) => text.includes(name.zh)))?.code
}
