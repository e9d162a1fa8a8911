/**
 * Everybody asks for everything, everywhere: each answer is what the table
 * says, what is not theirs is answered as what is not there, byte for byte, and
 * a no leaves the books as they were.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routeKey, ROUTES } from '../../src/api/table.ts'
import { counts } from '../counts.ts'
import { rootAt } from '../../src/ledger/tree.ts'
import { toHex } from '../../src/ledger/sha256.ts'
import { PAGES as SERVED } from '../../src/web/acts.ts'
import {
  API,
  NOBODY,
  PAGES,
  type Place,
  PLACES,
  REACH,
  STAFF,
  type Row,
  TOKENS,
  WHO,
  type Who,
} from './table.ts'
import { openWhoTown, type Target, type WhoTown } from './town.ts'

let city: WhoTown
let asked = 0
beforeAll(async () => {
  city = await openWhoTown()
})
afterAll(() => city.town.close())

const is = <Item extends string>(list: readonly Item[], who: string) =>
  (list as readonly string[]).includes(who)

/** The status the table asks for. */
function expected(row: Row, who: Who, place: Place, page: boolean): number {
  const yes = place === 'city' ? (row.yesAtCity ?? row.yes) : row.yes
  // Forms are a browser's, and a token is a program's.
  if (row.open) return row.route.startsWith('post') && is(TOKENS, who) ? 403 : yes
  if (row.account) return is(STAFF, who) ? yes : 303
  if (is(NOBODY, who) || (page && is(TOKENS, who)))
    return !page || row.route.startsWith('post') ? 401 : 303
  const near = isNear(row, who, place)
  const lacks = row.seen ? (near && canSee(who) ? 403 : 404) : (row.lacks ?? 403)
  if (who === 'member') {
    if (row.member === 'own') return near ? yes : 404
    if (row.member === 'own-refused') return near ? 403 : 404
    return row.member === 'not-theirs' ? 404 : lacks
  }
  if (!row.may.includes(who)) return row.lacks === 404 && is(TOKENS, who) ? 403 : lacks
  return near ? yes : 404
}

const canSee = (who: Who) => !['security', 'token-bare', 'token-city-bare'].includes(who)

function isNear(row: Row, who: Who, place: Place): boolean {
  if (row.at === 'nothing') return true
  if (row.everywhere === who) return !['city', 'nowhere'].includes(place)
  // At a desk of one's own, a station named is not looked at.
  if (row.at === 'desk' && REACH[who].length === 1) return true
  return REACH[who].includes(place) && (place !== 'city' || row.at === 'entry')
}

interface Answer {
  readonly status: number
  /** Without what the asker sent. */
  readonly text: string
  readonly location: string
}

interface Asking {
  readonly prefix: string
  /** The session they ask in; without it, one of its own for each question. */
  readonly says: Readonly<Record<string, string>> | undefined
}

let n = 1_000

/** Its own, and nowhere, always; of the others all at night, and else one after the other. */
function placesFor(row: number): readonly Place[] {
  const between = PLACES.slice(1, -1)
  return counts.whoMayPlaces >= between.length
    ? PLACES
    : [
        'own',
        ...between.filter((_, at) => (row + at) % between.length < counts.whoMayPlaces),
        'nowhere',
      ]
}

async function ask(row: Row, who: Who, target: Target, { prefix, says }: Asking): Promise<Answer> {
  const { path, body } = row.send(target, ++n, who)
  asked++
  const api = prefix !== ''
  const headers: Record<string, string> = {
    ...(says ?? (await city.says(who))),
    'Sec-Fetch-Site': 'same-origin',
  }
  if (body && api) headers['Content-Type'] = 'application/json'
  const sent = api ? JSON.stringify(body) : new URLSearchParams(body as Record<string, string>)
  const init = body ? { method: 'POST', headers, body: sent } : { headers }
  const answer = await city.request(`${prefix}${path}`, init)
  const said = `${path} ${JSON.stringify(body ?? {})}`
  const named = Object.values(target).filter((one) => typeof one === 'string')
  const seq = path.endsWith(`/${target.seq}`) ? target.seq : undefined
  const text = plain(await answer.text(), [path, ...named.filter((one) => said.includes(one))], seq)
  return { status: answer.status, text, location: answer.headers.get('Location') ?? '' }
}

/** What the asker named, and ids that forms are given, out of the way. */
function plain(text: string, said: readonly string[], seq: number | undefined): string {
  let left = text.replaceAll(new RegExp(`(?<=[ "])${seq}(?=[ "])`, 'g'), '*')
  for (const one of said.toSorted((a, b) => b.length - a.length)) {
    // A place's number begins those of the areas in it, which nobody named.
    const whole = /^\d+$/.test(one) ? new RegExp(`(?<!\\d)${one}(?!\\d)`, 'g') : one
    left = left.replaceAll(whole, '*')
    if (typeof whole === 'string') left = left.replaceAll(encodeURIComponent(one), '*')
  }
  return left.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
}

async function rootNow(): Promise<string> {
  const { journal } = city.town.bank
  const size = await journal.size()
  return `${size} ${toHex(await rootAt(size, (subtrees) => journal.hashes(subtrees)))}`
}

/** One route asked by one person at every place: everything that is not as it should be. */
async function wrongs(
  row: Row,
  who: Who,
  prefix: string,
  places: readonly Place[],
): Promise<readonly string[]> {
  const page = prefix === ''
  const found: string[] = []
  const say = (place: Place, text: string) =>
    found.push(`${row.route} by ${who} at ${place}: ${text}`)
  // Forms of an account, and those that sign out, renew or end the session they come in.
  const says = row.account || row.open ? undefined : await city.says(who)
  const how = { prefix, says }
  const nowhere = await ask(row, who, city.targets.nowhere, how)
  const before = await rootNow()
  for (const place of places) {
    const wanted = expected(row, who, place, page)
    const got = place === 'nowhere' ? nowhere : await ask(row, who, city.targets[place], how)
    if (got.status !== wanted)
      say(place, `${got.status} and not ${wanted}: ${got.text.slice(0, 120)}`)
    const hidden = row.at === 'desk' && REACH[who].length === 1 && place !== 'own'
    const near = isNear(row, who, place) && !is(NOBODY, who) && !hidden
    if (!row.open && !near && (got.text !== nowhere.text || got.location !== nowhere.location))
      say(place, `differs from what is not there: ${firstDifference(got.text, nowhere.text)}`)
  }
  const writes = [201, 303].includes(row.yes) && mayWrite(row, who)
  if (!writes && (await rootNow()) !== before) say('own', 'the books have changed')
  return found
}

/** A route whose yes writes is let write for those who may; for anybody else nothing moves. */
const mayWrite = (row: Row, who: Who): boolean =>
  row.may.includes(who) || (who === 'member' && row.member === 'own')

function firstDifference(one: string, other: string): string {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return `…${one.slice(Math.max(0, at - 60), at + 60)}… / …${other.slice(Math.max(0, at - 80), at + 80)}…`
}

test('every route and every page has its row', () => {
  const rows = (of: readonly Row[]) => [...new Set(of.map(({ route }) => route))].toSorted()
  expect(rows(API)).toEqual(ROUTES.map(routeKey).toSorted())
  expect(rows(PAGES)).toEqual(SERVED.map(({ method, path }) => `${method} ${path}`).toSorted())
})

test.each(
  WHO.map((who) => [who] as const),
)('%s may do what the table says, and no more', async (who) => {
  const found: string[] = []
  const own = WHO.indexOf(who)
  for (const [at, row] of API.entries())
    found.push(...(await wrongs(row, who, '/api/v1', placesFor(at + own))))
  for (const [at, row] of PAGES.entries())
    found.push(...(await wrongs(row, who, '', placesFor(at + own))))
  expect(found.slice(0, 12)).toEqual([])
})

test('so many checks were made', () => {
  expect(asked).toBeGreaterThanOrEqual(5_000)
})
