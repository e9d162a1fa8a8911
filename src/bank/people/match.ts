/**
 * Whose row it is. A number, a name with a whole phone, or a name that only one
 * person of the scope has, say so by themselves. Where several fit, or someone
 * of the same name has another phone, it is asked: hours given to the wrong
 * person are found only when the right one comes to spend them.
 */
import type { MemberId } from '../../ledger/account.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { Bank } from '../ports.ts'
import type { Person, Scope } from '../ports-people.ts'
import { refusedPerson } from './enrol.ts'

/** What a row says of a person; empty cells are undefined. */
export interface PersonGiven {
  readonly number?: string | undefined
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly phoneTail?: string | undefined
  readonly idTail?: string | undefined
}

export type Match =
  | { readonly state: 'found'; readonly member: MemberId }
  /** Nobody yet; what is given suffices to enrol them. */
  | { readonly state: 'new' }
  /** One of these, or somebody new; nobody fits at all when there are none. */
  | { readonly state: 'ask'; readonly fits: readonly MemberId[] }
  | { readonly state: 'refused'; readonly refusal: Refusal }

/** So many are shown to choose from; who is not among them is found at the desk. */
const FITS_MAX = 9

/**
 * The person of a row, or what is to be asked. `numbered` says that the
 * source's numbers are carried by people outside, so that a number nobody here
 * has is a new person's own.
 */
export async function matchRow(
  bank: Bank,
  scope: Scope,
  given: PersonGiven,
  { numbered }: { readonly numbered: boolean },
): Promise<Match> {
  const found = await findPerson(bank, scope, given)
  if (found.ok && found.value) {
    const { member } = found.value
    // A number of another system that nobody here has: the name alone does not say who it is.
    return numbered && !(await isSure(bank, scope, given))
      ? { state: 'ask', fits: [member] }
      : { state: 'found', member }
  }
  if (!found.ok) {
    const { refusal } = found
    return refusal.code === 'person-ambiguous'
      ? { state: 'ask', fits: refusal.members as readonly MemberId[] }
      : { state: 'refused', refusal }
  }
  const { name = '', phone = '' } = given
  const wrong = refusedPerson({ name, phone })
  if (wrong) return { state: 'refused', refusal: wrong }
  if (phone !== '') return { state: 'new' }

  const alike = await bank.people.find(scope, { name }, FITS_MAX)
  const isKnownElsewhere = numbered && given.number !== undefined
  if (alike.length === 0 && isKnownElsewhere) return { state: 'new' }
  return { state: 'ask', fits: alike.map(({ member }) => member) }
}

/** A number, or a name with a phone, its end, or that of an identity number. */
async function isSure(bank: Bank, scope: Scope, given: PersonGiven): Promise<boolean> {
  const { number, phone, phoneTail, idTail } = given
  if ((phone ?? phoneTail ?? idTail) !== undefined) return true
  if (number === undefined) return false
  return (await bank.people.find(scope, { number }, 1)).length > 0
}

/** The person of a row; undefined when there is none yet; a refusal when several fit. */
export async function findPerson(
  bank: Bank,
  scope: Scope,
  given: PersonGiven,
): Promise<Outcome<Person | undefined>> {
  const { number, name, phone, phoneTail, idTail } = given
  if (number !== undefined) {
    const [person] = await bank.people.find(scope, { number }, 1)
    if (person) return { ok: true, value: person }
    if (name === undefined) return refuse({ code: 'unknown-member', member: number })
  }
  if (name === undefined && phone === undefined)
    return refuse({ code: 'name-unreadable', name: '' })
  const people = await bank.people.find(
    scope,
    {
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(phone === undefined && phoneTail !== undefined ? { phoneTail } : {}),
      ...(idTail === undefined ? {} : { idTail }),
    },
    FITS_MAX,
  )
  if (people.length > 1)
    return refuse({ code: 'person-ambiguous', members: people.map((one) => one.member) })
  return { ok: true, value: people[0] }
}
