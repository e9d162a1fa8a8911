/**
 * The people file: names, phones, numbers and cards, over whichever database
 * runs it. What may not be there twice is a unique key of the schema, so two
 * desks that enrol one person at once enrol one person.
 */
import type { NewPerson, People, Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { mutex } from './engine.ts'
import { pinyinOf, searches } from './people-find.ts'
import { cardKey, forgetTries, keysIn } from './people-keys.ts'
import { folded, memberNumber, newCard, readCard, readMemberNumber } from './people-number.ts'
import type { Parameter, PeopleRunner, Statement } from './people-runner.ts'
import { closeAll } from './people-sessions.ts'
import { staffKeysIn } from './staff-keys.ts'

export interface PeopleOptions {
  /** What our volunteer numbers begin with: letters of the city. */
  readonly prefix?: string
}

/** D1 takes no more in one statement. */
const PARAMETERS_MAX = 100

/** Columns of a new person's row, in the order of `rowOf`. */
const PEOPLE = [
  'member',
  'name',
  'pinyin',
  'initials',
  'phone',
  'id_tail',
  'station',
  'number',
  'card',
  'pin_hash',
] as const

/** Times an enrolment is tried when another server took the next number. */
const TRIES_MAX = 20

interface PersonRow {
  readonly member: string
  readonly name: string
  readonly phone: string
  readonly id_tail: string
  readonly station: string
  readonly number: string
  readonly card: string
  readonly pin_hash: string
}

interface OutsideRow {
  readonly kind: string
  readonly number: string
  readonly member: string
}

interface CardRow extends PersonRow {
  readonly failures: number | null
  readonly locked_until: number | null
}

type Names = Pick<People, 'find' | 'get' | 'names' | 'all' | 'byCard'>

export function peopleIn(runner: PeopleRunner, { prefix = 'GZ' }: PeopleOptions = {}): People {
  const names = namesIn(runner, prefix)
  const turn = mutex()
  const enrolAll = (people: readonly NewPerson[]) => turn(() => enrolled(runner, prefix, people))
  return {
    ...names,
    ...keysIn(runner),
    staff: staffKeysIn(runner),
    enrolAll,
    enrol: async (person) => (await enrolAll([person]))?.[0],
    async amend(member, change) {
      if (!(await names.get(member))) return false
      const statements = amendments(member, change)
      if (statements.length === 0) return true
      const { ok } = await runner.run(statements)
      return ok
    },
    async erase(member) {
      const gone = await runner.run([
        { sql: 'delete from outside_numbers where member = ?', params: [member] },
        { sql: 'delete from people where member = ?', params: [member] },
        forgetTries(cardKey(member)),
        closeAll('member', member),
      ])
      if (!gone.ok) throw new Error(`${gone.taken} is taken`)
      await runner.scrub()
    },
  }
}

function namesIn(runner: PeopleRunner, prefix: string): Names {
  const people = async (list: readonly Statement[], limit: number) => {
    const found = new Map<string, PersonRow>()
    for (const { sql, params } of list) {
      if (found.size >= limit) break
      for (const row of await runner.all<PersonRow>(sql, params)) found.set(row.member, row)
    }
    return withOutside(runner, [...found.values()].slice(0, limit))
  }
  const byIds = (ids: readonly string[]) =>
    people(
      chunks([...new Set(ids)], PARAMETERS_MAX).map((params) => ({
        sql: `select * from people where member in (${marks(params)})`,
        params,
      })),
      Number.POSITIVE_INFINITY,
    )

  return {
    find: (scope, query, limit) => people(searches(prefix, scope, query, limit), limit),
    get: async (member) => (await byIds([member]))[0],
    names: async (ids) => new Map((await byIds(ids)).map((person) => [person.member, person])),
    all: (after, limit) =>
      people(
        [
          {
            sql: 'select * from people where member > ? order by member limit ?',
            params: [after, limit],
          },
        ],
        limit,
      ),
    async byCard(typed) {
      const sql = `select p.*, t.failures, t.locked_until from people p
left join tries t on t.key = '${cardKey('')}' || p.member where p.card = ? or p.number = ?`
      const params = [readCard(typed) ?? '', readMemberNumber(prefix, typed) ?? '']
      const [row] = await runner.all<CardRow>(sql, params)
      if (!row) return undefined
      const [person] = await withOutside(runner, [row])
      if (!person) return undefined
      const { failures, locked_until: lockedUntil } = row
      return {
        person,
        pinHash: row.pin_hash,
        failures: failures ?? 0,
        lockedUntil: lockedUntil ?? 0,
      }
    },
  }
}

async function withOutside(
  runner: PeopleRunner,
  rows: readonly PersonRow[],
): Promise<readonly Person[]> {
  const outside = new Map<string, Record<string, string>>()
  for (const ids of chunks(
    rows.map(({ member }) => member),
    PARAMETERS_MAX,
  )) {
    const sql = `select kind, number, member from outside_numbers where member in (${marks(ids)}) order by kind`
    for (const { kind, number, member } of await runner.all<OutsideRow>(sql, ids))
      outside.set(member, { ...outside.get(member), [kind]: number })
  }
  return rows.map((row) => ({
    member: row.member as MemberId,
    name: row.name,
    phone: row.phone,
    idTail: row.id_tail,
    station: row.station,
    number: row.number,
    outside: outside.get(row.member) ?? {},
    card: row.card,
  }))
}

/**
 * All in one step. The next serial is read first, since not every engine can
 * read within its transaction; in one process they go in turn, and of several
 * processes whoever takes it second is told by its key, waits and looks again.
 */
async function enrolled(
  runner: PeopleRunner,
  prefix: string,
  people: readonly NewPerson[],
): Promise<readonly Person[] | undefined> {
  if (people.length === 0) return []
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const sql = 'select coalesce(max(serial), 0) as last from serials'
    const [row] = await runner.all<{ readonly last: number }>(sql, [])
    const first = (row?.last ?? 0) + 1
    const entered = people.map((person, at) => entering(prefix, person, first + at))
    const written = await runner.run([
      ...inserts(
        'serials',
        ['serial'],
        entered.map((_, at) => [first + at]),
      ),
      ...inserts('people', PEOPLE, entered.map(rowOf)),
      ...outsideInserts(entered.map(({ person }) => person)),
    ])
    if (written.ok) return entered.map(({ person }) => person)
    if (!/^(serials\.|people\.(number|card)$)/.test(written.taken)) return undefined
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(tries * 2, 50)))
  }
  throw new Error(`no volunteer number could be taken in ${TRIES_MAX} tries`)
}

interface Entering {
  readonly person: Person
  readonly pinHash: string
}

function entering(prefix: string, { pinHash, ...given }: NewPerson, serial: number): Entering {
  const person: Person = {
    ...given,
    name: given.name.normalize('NFC'),
    idTail: given.idTail.toUpperCase(),
    number: memberNumber(prefix, serial),
    card: newCard(),
  }
  return { person, pinHash: pinHash ?? '' }
}

/** In the order of PEOPLE. */
function rowOf({ person, pinHash }: Entering): readonly Parameter[] {
  const { member, name, phone, idTail, station, number, card } = person
  const { full, initials } = pinyinOf(name)
  return [member, name, full, initials, phone, idTail, station, number, card, pinHash]
}

function outsideInserts(
  people: readonly Pick<Person, 'member' | 'outside'>[],
): readonly Statement[] {
  const rows = people.flatMap(({ member, outside }) =>
    Object.entries(outside).map(([kind, number]) => [kind, folded(number), number, member]),
  )
  return inserts('outside_numbers', ['kind', 'folded', 'number', 'member'], rows)
}

/** As many rows a statement as its parameters allow. */
function inserts(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Parameter[])[],
): readonly Statement[] {
  return chunks(rows, Math.floor(PARAMETERS_MAX / columns.length)).map((some) => ({
    sql: `insert into ${table} (${columns.join(', ')}) values ${some.map((row) => `(${marks(row)})`).join(', ')}`,
    params: some.flat(),
  }))
}

/** Only what is said changes, so that two desks amending different things both do. */
function amendments(
  member: MemberId,
  { name, phone, idTail, station, outside }: Parameters<People['amend']>[1],
): readonly Statement[] {
  const set = (column: string, value: string): Statement => ({
    sql: `update people set ${column} = ? where member = ?`,
    params: [value, member],
  })
  const read = name === undefined ? undefined : pinyinOf(name.normalize('NFC'))
  return [
    ...(name === undefined ? [] : [set('name', name.normalize('NFC'))]),
    ...(read === undefined ? [] : [set('pinyin', read.full), set('initials', read.initials)]),
    ...(phone === undefined ? [] : [set('phone', phone)]),
    ...(idTail === undefined ? [] : [set('id_tail', idTail.toUpperCase())]),
    ...(station === undefined ? [] : [set('station', station)]),
    ...(outside === undefined
      ? []
      : [
          { sql: 'delete from outside_numbers where member = ?', params: [member] },
          ...outsideInserts([{ member, outside }]),
        ]),
  ]
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size))
}

function marks(params: readonly unknown[]): string {
  return params.map(() => '?').join(', ')
}
