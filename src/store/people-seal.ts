/**
 * A person as a row of the vault: what is known of them sealed, the indexes
 * blind, and marks that say which people of a station are worth opening when a
 * part of a name or of a phone is looked for.
 */
import type { Person } from '../bank/ports-people.ts'
import { pinyinOf } from './people-pinyin.ts'
import { folded } from './people-number.ts'
import { MARK_BITS, MARK_WORDS, type Vault } from './vault.ts'

/** Columns of `persons`, in the order of `rowOf`. */
export const PERSONS = [
  'member',
  'revision',
  'station',
  'sealed',
  'number',
  'card',
  'phone',
  'twin',
  ...Array.from({ length: MARK_WORDS }, (_, at) => `m${at}`),
] as const

export interface PersonRow {
  readonly member: string
  readonly revision: number
  readonly station: string
  readonly sealed: string
}

type Kept = Omit<Person, 'member' | 'station'>

export function rowOf(
  vault: Vault,
  key: Uint8Array,
  { member, station, ...kept }: Person,
  revision: number,
): readonly (string | number)[] {
  const { name, phone, number, card } = kept
  return [
    member,
    revision,
    station,
    vault.seal(key, asPerson(member), JSON.stringify(kept satisfies Kept)),
    vault.blind('number', number),
    vault.blind('card', card),
    phone === '' ? '' : vault.blind('phone', phone),
    phone === '' ? '' : vault.blind('twin', `${phone}\0${name}`),
    ...marksOf(vault, station, partsOf(kept)),
  ]
}

/** The person of a row, its key in hand. */
export function personOf(vault: Vault, key: Uint8Array, row: PersonRow): Person {
  const kept = JSON.parse(vault.open(key, asPerson(row.member), row.sealed)) as Kept
  return { ...kept, member: row.member as Person['member'], station: row.station }
}

export const carriedOf = (
  vault: Vault,
  { member, outside }: Pick<Person, 'member' | 'outside'>,
): readonly (readonly string[])[] =>
  Object.entries(outside).map(([kind, number]) => [
    vault.blind('carried', `${kind}\0${folded(number)}`),
    carriedNumber(vault, number),
    member,
  ])

export const carriedNumber = (vault: Vault, number: string): string =>
  vault.blind('outside', folded(number))

const asPerson = (member: string) => `person ${member}`
export const asPin = (member: string) => `pin ${member}`
export const asStaff = (staff: string) => `staff ${staff}`

/** Whose data key a staff's name is sealed under; a member's is under their id. */
export const staffHolder = (staff: string) => `staff:${staff}`

/** As names are compared, also by LIKE: ASCII letters alike, all others as they are. */
export function lowered(text: string): string {
  return text.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

const INITIALS = [1, 2, 3]
const PINYIN = [2, 4, 6]

/** A part as it is marked: what kind of part, and the text. */
export const part = {
  name: (name: string) => `n${lowered(name)}`,
  letter: (letter: string) => `c${letter}`,
  initials: (initials: string) => `i${initials}`,
  pinyin: (full: string) => `p${full}`,
  /** The longest marked beginning of what initials begin with. */
  initialsFrom: (letters: string) => `I${letters.slice(0, longest(INITIALS, letters))}`,
  /** Of one letter, the pinyin begins as the initials do. */
  pinyinFrom: (letters: string) =>
    letters.length < 2 ? `I${letters}` : `P${letters.slice(0, longest(PINYIN, letters))}`,
  tail: (phone: string) => `t${phone.slice(-4)}`,
  idTail: (tail: string) => `d${tail}`,
}

const longest = (lengths: readonly number[], text: string): number =>
  lengths.findLast((length) => length <= text.length) ?? 0

/** Letters of a text that are marked, each once. */
export function lettersOf(text: string): readonly string[] {
  return [...new Set(lowered(text).replace(/\s/gu, ''))]
}

function partsOf({ name, phone, idTail }: Kept): readonly string[] {
  const { full, initials } = pinyinOf(name)
  const from = (lengths: readonly number[], text: string) =>
    lengths.filter((length) => length <= text.length).map((length) => text.slice(0, length))
  return [
    part.name(name),
    ...lettersOf(name).map(part.letter),
    ...(full === '' ? [] : [part.initials(initials), part.pinyin(full)]),
    ...from(INITIALS, initials).map((text) => part.initialsFrom(text)),
    ...from(PINYIN, full).map((text) => part.pinyinFrom(text)),
    ...(phone.length < 4 ? [] : [part.tail(phone)]),
    ...(idTail === '' ? [] : [part.idTail(idTail)]),
  ]
}

/** Words of marks: each part sets one bit. */
export function marksOf(vault: Vault, station: string, parts: readonly string[]): number[] {
  const words = Array.from({ length: MARK_WORDS }, () => 0)
  for (const one of parts) {
    const bit = vault.mark(station, one)
    const word = Math.floor(bit / MARK_BITS)
    words[word] = (words[word] as number) | (1 << (bit % MARK_BITS))
  }
  return words
}
