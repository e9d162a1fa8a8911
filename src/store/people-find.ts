/**
 * Finding a person by whatever is at hand. What names one person exactly (a
 * card, our number, an outside number, a whole phone) finds them in the whole
 * city, for a volunteer may serve at another station: by a blind index. A part
 * of something (of a name, its pinyin, the end of a phone) finds only whom the
 * scope may list: marks say who is worth opening, and whoever is opened is
 * held against what was asked.
 */
import type { Person, PersonQuery, Scope } from '../bank/ports-people.ts'
import { folded, readCard, readMemberNumber } from './people-number.ts'
import { pinyinOf } from './people-pinyin.ts'
import type { Parameter } from './people-runner.ts'
import { carriedNumber, lettersOf, lowered, marksOf, part } from './people-seal.ts'
import type { Vault } from './vault.ts'

/** What a screen or a sheet can take; whoever needs all of them reads `all`. */
const FOUND_MAX = 500

/** An outside number shorter than this may be somebody's phone tail: it counts as a part. */
const EXACT_LEAST = 6

/** Name, phone tail and number; a statement on D1 has room for no more. */
const WORDS_MAX = 3

/** The longest name has 40 characters; what is longer is no query. */
const TEXT_MAX = 64

/** Digits of a phone's end that tell people apart. */
const TAIL_LEAST = 4

/** Letters of a name that are looked for by their marks; so many leave few to open. */
const LETTERS_MAX = 4

/** SQL that holds for whoever a test holds for, and for few others. */
export interface Clause {
  readonly sql: string
  readonly params: readonly Parameter[]
}

export interface Test {
  /** At a station, whose marks are its own; anywhere, where none is named. */
  clause(station: string | undefined): Clause
  holds(person: Person): boolean
  /** Nearer ones come first. */
  readonly rank: number
}

/** People of a later stage come after those of an earlier; within one, in the order of their ids. */
export interface Stage {
  readonly test: Test
  /** Where to look; undefined is everywhere at once. */
  readonly scope: Scope | undefined
}

/** How numbers and parts are made blind, and how our own numbers begin. */
export interface Blind {
  readonly vault: Vault
  readonly prefix: string
}

/** The most that a query finds. */
export const foundMost = (limit: number): number => Math.min(limit, FOUND_MAX)

export function stagesOf(blind: Blind, scope: Scope, query: PersonQuery): readonly Stage[] {
  const fields = fieldTests(blind, query)
  if (!fields) return []
  if (query.text === undefined) {
    const everywhere = namesOne(query) || (scope === 'city' && fields.length === 0)
    return [{ test: every(fields, 0), scope: everywhere ? undefined : scope }]
  }
  const text = query.text.normalize('NFKC').trim()
  if (text === '' || text.length > TEXT_MAX) return []
  const ranked = (any: readonly Test[], where: Scope | undefined) =>
    [0, 1, 2, 3].flatMap((rank): readonly Stage[] => {
      const some = any.filter((test) => test.rank === rank)
      return some.length === 0
        ? []
        : [{ test: every([...fields, either(some)], rank), scope: where }]
    })
  return [...ranked(exactTests(blind, text), undefined), ...ranked(nearTests(blind, text), scope)]
}

function either(tests: readonly Test[]): Test {
  return {
    clause: (station) => joined(tests, station, ' or '),
    holds: (person) => tests.some((test) => test.holds(person)),
    rank: 3,
  }
}

function every(tests: readonly Test[], rank: number): Test {
  return {
    clause: (station) =>
      tests.length === 0 ? { sql: '1 = 1', params: [] } : joined(tests, station, ' and '),
    holds: (person) => tests.every((test) => test.holds(person)),
    rank,
  }
}

function joined(tests: readonly Test[], station: string | undefined, by: string): Clause {
  const clauses = tests.map((test) => test.clause(station))
  return {
    sql: clauses.map(({ sql }) => `(${sql})`).join(by),
    params: clauses.flatMap(({ params }) => params),
  }
}

/** Whether the fields of a query name one person exactly, as far as numbers can. */
function namesOne({ phone, number }: PersonQuery): boolean {
  return phone !== undefined || (number !== undefined && folded(number).length >= EXACT_LEAST)
}

/** Every field given must hold. Undefined when one can hold for nobody. */
function fieldTests(blind: Blind, query: PersonQuery): readonly Test[] | undefined {
  const { name, phone, phoneTail, idTail, number } = query
  const tests: Test[] = []
  if (name !== undefined) {
    const whole = name.normalize('NFC')
    tests.push(marked(blind, [part.name(whole)], 0, (person) => person.name === whole))
  }
  if (idTail !== undefined) {
    const tail = idTail.toUpperCase()
    tests.push(marked(blind, [part.idTail(tail)], 0, (person) => person.idTail === tail))
  }
  if (phone !== undefined) tests.push(phoneIs(blind, phone))
  if (phoneTail !== undefined) {
    if (!/^\d{4,}$/.test(phoneTail)) return undefined
    tests.push(phoneEnds(blind, phoneTail))
  }
  if (number !== undefined) tests.push(either(numberTests(blind, number)))
  return [idTail, phone, phoneTail, number, name].includes('') ? undefined : tests
}

function exactTests(blind: Blind, text: string): readonly Test[] {
  const card = readCard(text)
  const digits = text.replace(/[ ()+-]/g, '')
  return [
    ...(card === undefined ? [] : [is(blind, 'card', card)]),
    ...(folded(text).length < EXACT_LEAST ? [] : numberTests(blind, text)),
    ...(/^1\d{10}$/.test(digits) ? [phoneIs(blind, digits)] : []),
  ]
}

/** The text as one part, or each of its words as a part: "王芳 1234". */
function nearTests(blind: Blind, text: string): readonly Test[] {
  const words = text.split(/\s+/u)
  const whole = partTests(blind, text)
  if (words.length === 1 || words.length > WORDS_MAX) return whole
  const each = words.map((word) => either(partTests(blind, word)))
  return [...whole, every(each, 2)]
}

function partTests(blind: Blind, text: string): readonly Test[] {
  const name = lowered(text)
  const letters = lettersOf(name).slice(0, LETTERS_MAX).map(part.letter)
  const named = (rank: number, holds: (name: string) => boolean, parts = letters) =>
    marked(blind, parts, rank, (person) => holds(lowered(person.name)))
  const tests: Test[] = [
    named(0, (whole) => whole === name, [part.name(name)]),
    named(2, (whole) => whole.startsWith(name)),
    named(3, (whole) => whole.includes(name)),
  ]
  tests.push(...pinyinTests(blind, name.replace(/[ ']/g, '').replaceAll('ü', 'v')))
  const digits = text.replace(/[ ()+-]/g, '')
  if (/^\d+$/.test(digits) && digits.length >= TAIL_LEAST) tests.push(phoneEnds(blind, digits))
  const bare = readMemberNumber(blind.prefix, `${blind.prefix}${digits}`)
  if (bare !== undefined) tests.push({ ...is(blind, 'number', bare), rank: 1 })
  if (folded(text).length < EXACT_LEAST) tests.push(outsideIs(blind, text))
  return tests
}

function pinyinTests(blind: Blind, letters: string): readonly Test[] {
  if (!/^[a-z]+$/.test(letters)) return []
  type Read = ReturnType<typeof pinyinOf>
  const read = (one: string, rank: number, holds: (read: Read) => boolean) =>
    marked(blind, [one], rank, (person) => holds(pinyinOf(person.name)))
  return [
    read(part.initials(letters), 1, ({ initials }) => initials === letters),
    read(part.pinyin(letters), 1, ({ full }) => full === letters),
    read(part.initialsFrom(letters), 2, ({ initials }) => initials.startsWith(letters)),
    read(part.pinyinFrom(letters), 2, ({ full }) => full.startsWith(letters)),
  ]
}

function numberTests(blind: Blind, number: string): readonly Test[] {
  const own = readMemberNumber(blind.prefix, number)
  const outside = outsideIs(blind, number)
  return own === undefined ? [outside] : [is(blind, 'number', own), outside]
}

function outsideIs({ vault }: Blind, number: string): Test {
  return {
    clause: () => ({
      sql: 'member in (select member from carried where number = ?)',
      params: [carriedNumber(vault, number)],
    }),
    holds: ({ outside }) =>
      Object.values(outside).some((carried) => folded(carried) === folded(number)),
    rank: 1,
  }
}

function is({ vault }: Blind, kind: 'card' | 'number', value: string): Test {
  return {
    clause: () => ({ sql: `${kind} = ?`, params: [vault.blind(kind, value)] }),
    holds: (person) => person[kind] === value,
    rank: 0,
  }
}

/** Says that it is not empty, or the index of phones would not serve. */
function phoneIs({ vault }: Blind, phone: string): Test {
  return {
    clause: () => ({
      sql: `phone = ? and phone <> ''`,
      params: [vault.blind('phone', phone)],
    }),
    holds: (person) => person.phone === phone && phone !== '',
    rank: 0,
  }
}

function phoneEnds(blind: Blind, digits: string): Test {
  return marked(blind, [part.tail(digits)], 1, ({ phone }) => phone.endsWith(digits))
}

/** People of the station who bear the marks of these parts. Without a station there are no marks, and everyone may be meant. */
function marked(
  { vault }: Blind,
  parts: readonly string[],
  rank: number,
  holds: (person: Person) => boolean,
): Test {
  return {
    clause(station) {
      if (station === undefined) return { sql: '1 = 1', params: [] }
      const words = marksOf(vault, station, parts).map((mask, at) => ({ mask, at }))
      const some = words.filter(({ mask }) => mask !== 0)
      if (some.length === 0) return { sql: '1 = 1', params: [] }
      return {
        sql: some.map(({ at }) => `(m${at} & ?) = ?`).join(' and '),
        params: some.flatMap(({ mask }) => [mask, mask]),
      }
    },
    holds,
    rank,
  }
}
