/**
 * Finding a person by whatever is at hand. What names one person exactly (a
 * card, our number, an outside number, a whole phone) finds them in the whole
 * city, for a volunteer may serve at another station. A part of something (of a
 * name, its pinyin, the end of a phone) finds only whom the scope may list: no
 * guessing from one station at the people of another.
 */
import { Buffer } from 'node:buffer'
import { pinyin } from 'pinyin-pro'
import type { PersonQuery, Scope } from '../bank/ports-people.ts'
import { folded, readCard, readMemberNumber } from './people-number.ts'
import type { Parameter, Statement } from './people-runner.ts'

/** What a screen or a sheet can take; whoever needs all of them reads `all`. */
const FOUND_MAX = 500

/** An outside number shorter than this may be somebody's phone tail: it counts as a part. */
const EXACT_LEAST = 6

/** D1 takes a LIKE pattern of 50 bytes: sixteen Chinese characters, and longer names are typed whole. */
const PATTERN_BYTES = 50

/** Name, phone tail and number; a statement on D1 has room for no more. */
const WORDS_MAX = 3

/** The longest name has 40 characters; what is longer is no query. */
const TEXT_MAX = 64

/** Digits of a phone's end that tell people apart. */
const TAIL_LEAST = 4

interface Test {
  readonly sql: string
  readonly params: readonly Parameter[]
  /** Nearer ones come first. */
  readonly rank: number
}

/** "zhangxiaosan" and "zxs" of 张小三, surnames read as surnames (单 is shan). */
export function pinyinOf(name: string): { readonly full: string; readonly initials: string } {
  const syllables = pinyin(name, {
    toneType: 'none',
    mode: 'surname',
    type: 'array',
    v: true,
    nonZh: 'removed',
  })
  return {
    full: syllables.join(''),
    initials: syllables.map((syllable) => syllable.slice(0, 1)).join(''),
  }
}

/** The searches that answer a query, nearest first: people of a later one come after those of an earlier. */
export function searches(
  prefix: string,
  scope: Scope,
  query: PersonQuery,
  limit: number,
): readonly Statement[] {
  const most = Math.min(limit, FOUND_MAX)
  const fields = fieldTests(prefix, query)
  if (!fields || most < 1) return []
  const own = ownOf(scope)
  if (query.text === undefined) {
    const whole = namesOne(query)
    return [search([...fields, ...(whole ? [] : own)], [], most)]
  }
  const text = query.text.normalize('NFKC').trim()
  if (text === '' || text.length > TEXT_MAX) return []
  const exact = exactTests(prefix, text)
  const near = nearTests(prefix, text)
  return [
    ...(exact.length > 0 ? [search(fields, exact, most)] : []),
    ...(near.length > 0 ? [search([...fields, ...own], near, most)] : []),
  ]
}

function search(all: readonly Test[], any: readonly Test[], limit: number): Statement {
  const ranked = [...any].sort((a, b) => a.rank - b.rank)
  const conditions = [...all, ...(any.length > 0 ? [either(ranked)] : [])]
  const where =
    conditions.length > 0 ? conditions.map(({ sql }) => `(${sql})`).join(' and ') : '1 = 1'
  const cases = ranked.map(({ sql, rank }) => `when ${sql} then ${rank}`).join(' ')
  const order = cases === '' ? '' : `case ${cases} else 9 end, `
  return {
    sql: `select * from people where ${where} order by ${order}member limit ?`,
    params: [...conditions.flatMap(paramsOf), ...ranked.flatMap(paramsOf), limit],
  }
}

const paramsOf = ({ params }: Test): readonly Parameter[] => params

function either(tests: readonly Test[]): Test {
  return {
    sql: tests.map(({ sql }) => `(${sql})`).join(' or '),
    params: tests.flatMap(paramsOf),
    rank: 3,
  }
}

function ownOf(scope: Scope): readonly Test[] {
  return scope === 'city' ? [] : [{ sql: 'station = ?', params: [scope.station], rank: 0 }]
}

/** Whether the fields of a query name one person exactly, as far as numbers can. */
function namesOne({ phone, number }: PersonQuery): boolean {
  return phone !== undefined || (number !== undefined && folded(number).length >= EXACT_LEAST)
}

/** Every field given must hold. Undefined when one can hold for nobody. */
function fieldTests(prefix: string, query: PersonQuery): readonly Test[] | undefined {
  const { name, phone, phoneTail, idTail, number } = query
  const tests: Test[] = []
  if (name !== undefined) tests.push({ sql: 'name = ?', params: [name.normalize('NFC')], rank: 0 })
  if (idTail !== undefined)
    tests.push({ sql: 'id_tail = ?', params: [idTail.toUpperCase()], rank: 0 })
  if (phone !== undefined) tests.push(phoneIs(phone))
  if (phoneTail !== undefined) {
    if (!/^\d{4,}$/.test(phoneTail)) return undefined
    tests.push(phoneEnds(phoneTail))
  }
  if (number !== undefined) tests.push(either(numberTests(prefix, number)))
  return [idTail, phone, phoneTail, number, name].includes('') ? undefined : tests
}

function exactTests(prefix: string, text: string): readonly Test[] {
  const card = readCard(text)
  const digits = text.replace(/[ ()+-]/g, '')
  return [
    ...(card === undefined ? [] : [{ sql: 'card = ?', params: [card], rank: 0 }]),
    ...(folded(text).length < EXACT_LEAST ? [] : numberTests(prefix, text)),
    ...(/^1\d{10}$/.test(digits) ? [phoneIs(digits)] : []),
  ]
}

/** The text as one part, or each of its words as a part: "王芳 1234". */
function nearTests(prefix: string, text: string): readonly Test[] {
  const words = text.split(/\s+/u)
  const whole = partTests(prefix, text)
  if (words.length === 1 || words.length > WORDS_MAX) return whole
  const each = words.map((word) => either(partTests(prefix, word)))
  const together = {
    sql: each.map(({ sql }) => `(${sql})`).join(' and '),
    params: each.flatMap(paramsOf),
    rank: 2,
  }
  return [...whole, together]
}

function partTests(prefix: string, text: string): readonly Test[] {
  const name = text.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const tests: Test[] = [
    { sql: 'lower(name) = ?', params: [name], rank: 0 },
    ...likeTests(`lower(name) like ? escape '\\'`, `${escaped(name)}%`, 2),
    ...likeTests(`lower(name) like ? escape '\\'`, `%${escaped(name)}%`, 3),
  ]
  const letters = name.replace(/[ ']/g, '').replaceAll('ü', 'v')
  if (/^[a-z]+$/.test(letters)) {
    tests.push({ sql: 'initials = ? or pinyin = ?', params: [letters, letters], rank: 1 })
    tests.push(...likeTests('initials like ?', `${letters}%`, 2))
    tests.push(...likeTests('pinyin like ?', `${letters}%`, 2))
  }
  const digits = text.replace(/[ ()+-]/g, '')
  if (/^\d+$/.test(digits) && digits.length >= TAIL_LEAST) tests.push(phoneEnds(digits))
  const bare = readMemberNumber(prefix, `${prefix}${digits}`)
  if (bare !== undefined) tests.push({ sql: 'number = ?', params: [bare], rank: 1 })
  if (folded(text).length < EXACT_LEAST) tests.push(outsideIs(text))
  return tests
}

function likeTests(sql: string, pattern: string, rank: number): readonly Test[] {
  return Buffer.byteLength(pattern) > PATTERN_BYTES ? [] : [{ sql, params: [pattern], rank }]
}

function numberTests(prefix: string, number: string): readonly Test[] {
  const own = readMemberNumber(prefix, number)
  const outside = outsideIs(number)
  return own === undefined ? [outside] : [{ sql: 'number = ?', params: [own], rank: 0 }, outside]
}

function outsideIs(number: string): Test {
  return {
    sql: 'member in (select member from outside_numbers where folded = ?)',
    params: [folded(number)],
    rank: 1,
  }
}

/** Says that it is not empty, or the index of phones would not serve. */
function phoneIs(phone: string): Test {
  return { sql: `phone = ? and phone <> ''`, params: [phone], rank: 0 }
}

function phoneEnds(digits: string): Test {
  return { sql: 'phone like ?', params: [`%${digits}`], rank: 1 }
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`)
}
