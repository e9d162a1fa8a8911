/**
 * The vault: names, phones, numbers and cards, each person sealed under a key
 * of their own, over whichever database runs it. What may not be there twice
 * is a unique key of the schema, so two desks that enrol one person at once
 * enrol one person.
 */
import type { KeyStore, NewPerson, People, Person, Swept } from '../bank/ports-people.ts'
import { mutex } from './engine.ts'
import { keyRing, type KeyRing } from './people-keystore.ts'
import { cardKey, forgetTries, keysIn } from './people-keys.ts'
import { memberNumber, newCard, readCard, readMemberNumber } from './people-number.ts'
import { forgetNotes, notesIn } from './people-notes.ts'
import { readerOf, type Reader } from './people-read.ts'
import { inserts, type PeopleRunner, type Statement, written } from './people-runner.ts'
import {
  asPin,
  asStaff,
  carriedOf,
  PERSONS,
  type PersonRow,
  rowOf,
  staffHolder,
} from './people-seal.ts'
import { closeAll } from './people-sessions.ts'
import { forgetMember, memberKeysIn } from './member-keys.ts'
import { staffKeysIn } from './staff-keys.ts'
import { usesIn } from './uses.ts'
import { type Vault, vaultOf, type VaultSecrets } from './vault.ts'

export interface PeopleOptions {
  /** What our volunteer numbers begin with: letters of the city. */
  readonly prefix?: string
  readonly keys: KeyStore
  readonly secrets: VaultSecrets
  /** For how long an unwrapped key has been remembered. */
  readonly clock: { now(): number }
}

/** Times an enrolment is tried when another server took the next number, and an amendment when another came before it. */
const TRIES_MAX = 20

interface CardRow {
  readonly member: string
  readonly pin: string | null
}

/** What every part of the vault is given. */
interface House {
  readonly runner: PeopleRunner
  readonly ring: KeyRing
  readonly vault: Vault
  readonly reader: Reader
  readonly prefix: string
}

export function peopleIn(runner: PeopleRunner, options: PeopleOptions): People {
  const { prefix = 'GZ', keys, secrets, clock } = options
  const vault = vaultOf(secrets)
  const ring = keyRing(keys, vault, () => clock.now())
  const reader = readerOf(runner, ring, { vault, prefix })
  const house: House = { runner, ring, vault, reader, prefix }
  const keysOf = keysIn(runner, namesOfStaff(ring, vault))
  const turn = mutex()
  const enrolAll = (people: readonly NewPerson[]) => turn(() => enrolled(house, people))
  return {
    ...keysOf,
    ...cardsIn(house),
    members: memberKeysIn(runner, vault),
    tried: (key, ok, now, most) => keysOf.tried(blindKey(vault, key), ok, now, most),
    lock: (key) => keysOf.lock(blindKey(vault, key)),
    find: (scope, query, limit) => reader.find(scope, query, limit),
    get: async (member) => (await reader.byIds([member]))[0],
    names: async (ids) =>
      new Map((await reader.byIds(ids)).map((person) => [person.member, person])),
    all: (after, limit) => reader.all(after, limit),
    staff: staffKeysIn(runner),
    uses: usesIn(runner),
    notes: notesIn(runner, ring, vault),
    enrolAll,
    enrol: async (person) => (await enrolAll([person]))?.[0],
    amend: (member, change) => amended(house, member, change),
    sweep: (before, dryRun) => swept(runner, before, dryRun),
    async erase(member) {
      // The key first: from then on nothing is read of them, whatever breaks off.
      await ring.destroy([member])
      await written(runner, [
        { sql: 'delete from carried where member = ?', params: [member] },
        { sql: 'delete from pins where member = ?', params: [member] },
        { sql: 'delete from persons where member = ?', params: [member] },
        ...forgetMember(member),
        forgetNotes(member),
        forgetTries(cardKey(member)),
        closeAll('member', member),
      ])
      await runner.scrub()
    },
  }
}

/** What tries are counted under may be an address, a login or a phone; a member's id says nothing of them. */
const blindKey = (vault: Vault, key: string): string =>
  key.startsWith(cardKey('')) ? key : vault.blind('tries', key)

/** A staff's name is sealed under a key of theirs. */
function namesOfStaff(ring: KeyRing, vault: Vault) {
  return {
    async seal(staff: string, name: string) {
      const holder = staffHolder(staff)
      const key = (await ring.made([holder])).get(holder)
      if (!key) throw new Error(`the key of ${holder} was not kept`)
      return vault.seal(key, asStaff(staff), name)
    },
    async open(staff: string, sealed: string) {
      const holder = staffHolder(staff)
      const key = (await ring.of([holder])).get(holder)
      return key ? vault.open(key, asStaff(staff), sealed) : ''
    },
  }
}

function cardsIn({
  runner,
  ring,
  vault,
  reader,
  prefix,
}: House): Pick<People, 'byCard' | 'setPin'> {
  return {
    async byCard(typed) {
      const card = readCard(typed)
      const number = readMemberNumber(prefix, typed)
      if (card === undefined && number === undefined) return undefined
      const sql = `select p.member, i.sealed as pin from persons p left join pins i on i.member = p.member
where p.card = ? or p.number = ?`
      const params = [
        card === undefined ? '' : vault.blind('card', card),
        number === undefined ? '' : vault.blind('number', number),
      ]
      const [row] = await runner.all<CardRow>(sql, params)
      const found = row && (await reader.row(row.member))
      if (!found) return undefined
      const key = (await ring.of([row.member])).get(row.member)
      const pinHash = row.pin === null || !key ? '' : vault.open(key, asPin(row.member), row.pin)
      const [tries] = await runner.all<{ failures: number; locked_until: number }>(
        'select failures, locked_until from tries where key = ?',
        [cardKey(row.member)],
      )
      const { failures = 0, locked_until: lockedUntil = 0 } = tries ?? {}
      return { person: found.person, pinHash, failures, lockedUntil }
    },
    async setPin(member, pinHash) {
      const key = (await ring.of([member])).get(member)
      if (!key) return
      await written(runner, [
        ...inserts('pins', ['member', 'sealed'], [pinRow(vault, key, member, pinHash)], PINNED),
        forgetTries(cardKey(member)),
        closeAll('member', member),
      ])
    },
  }
}

const PINNED = 'on conflict (member) do update set sealed = excluded.sealed'

const pinRow = (vault: Vault, key: Uint8Array, member: string, pinHash: string) => [
  member,
  vault.seal(key, asPin(member), pinHash),
]

/** A person to be put down with their key: also what a move into the vault writes. */
export interface Entering {
  readonly key: Uint8Array
  readonly person: Person
  readonly pinHash: string
}

/** Rows of new people, as few statements as they go into. */
export function peopleInserts(vault: Vault, entering: readonly Entering[]): readonly Statement[] {
  const pins = entering.filter(({ pinHash }) => pinHash !== '')
  return [
    ...inserts(
      'persons',
      PERSONS,
      entering.map(({ key, person }) => rowOf(vault, key, person, 1)),
    ),
    ...carriedInserts(
      vault,
      entering.map(({ person }) => person),
    ),
    ...inserts(
      'pins',
      ['member', 'sealed'],
      pins.map(({ key, person, pinHash }) => pinRow(vault, key, person.member, pinHash)),
      PINNED,
    ),
    ...shelfInserts(entering.map(({ person }) => person.station)),
  ]
}

const carriedInserts = (vault: Vault, people: readonly Person[]) =>
  inserts(
    'carried',
    ['folded', 'number', 'member'],
    people.flatMap((person) => carriedOf(vault, person)),
  )

const shelfInserts = (stations: readonly string[]) =>
  inserts(
    'shelves',
    ['station'],
    [...new Set(stations)].map((station) => [station]),
    'on conflict (station) do nothing',
  )

/**
 * All in one step. Keys come first, and a key whose person was then refused
 * stays: it opens nothing. The next serial is read before, since not every
 * engine can read within its transaction; in one process they go in turn, and
 * of several processes whoever takes it second is told by its key, waits and
 * looks again.
 */
async function enrolled(
  { runner, ring, vault, prefix }: House,
  people: readonly NewPerson[],
): Promise<readonly Person[] | undefined> {
  if (people.length === 0) return []
  const keys = await ring.made(people.map(({ member }) => member))
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const sql = 'select coalesce(max(serial), 0) as last from serials'
    const [row] = await runner.all<{ readonly last: number }>(sql, [])
    const first = (row?.last ?? 0) + 1
    const entered = people.map((person, at) => {
      const key = keys.get(person.member)
      if (!key) throw new Error(`the key of ${person.member} was not kept`)
      return { key, ...entering(prefix, person, first + at) }
    })
    const done = await runner.run([
      ...inserts(
        'serials',
        ['serial'],
        entered.map((_, at) => [first + at]),
      ),
      ...peopleInserts(vault, entered),
    ])
    if (done.ok) return entered.map(({ person }) => person)
    if (!/^(serials\.|persons\.(number|card)$)/.test(done.taken)) return undefined
    await again(tries)
  }
  throw new Error(`no volunteer number could be taken in ${TRIES_MAX} tries`)
}

const again = (tries: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(tries * 2, 50)))

function entering(
  prefix: string,
  { pinHash, ...given }: NewPerson,
  serial: number,
): Omit<Entering, 'key'> {
  const person: Person = {
    ...given,
    name: given.name.normalize('NFC'),
    idTail: given.idTail.toUpperCase(),
    number: memberNumber(prefix, serial),
    card: newCard(),
  }
  return { person, pinHash: pinHash ?? '' }
}

/**
 * Only what is said changes, so that two desks amending different things both
 * do: the row of one revision gives way to that of the next, and whoever finds
 * another revision there looks again.
 */
async function amended(
  { runner, ring, vault, reader }: House,
  member: string,
  change: Parameters<People['amend']>[1],
): Promise<boolean> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const found = await reader.row(member)
    const key = (await ring.of([member])).get(member)
    if (!found || !key) return false
    const person = changed(found.person, change)
    const done = await runner.run([
      ...givingWay(found.row),
      ...inserts('persons', PERSONS, [rowOf(vault, key, person, found.row.revision + 1)]),
      ...(change.outside === undefined
        ? []
        : [
            { sql: 'delete from carried where member = ?', params: [member] },
            ...carriedInserts(vault, [person]),
          ]),
      ...shelfInserts([person.station]),
    ])
    if (done.ok) return true
    // Whichever key says so: while the row is still of this revision, it is somebody else's.
    const now = await reader.row(member)
    if (now?.row.revision === found.row.revision) return false
    await again(tries)
  }
  throw new Error(`${member} is being amended without end`)
}

const givingWay = ({ member, revision }: PersonRow): readonly Statement[] => [
  { sql: 'delete from persons where member = ? and revision = ?', params: [member, revision] },
]

function changed(person: Person, change: Parameters<People['amend']>[1]): Person {
  const { name, idTail } = change
  return {
    ...person,
    ...change,
    ...(name === undefined ? {} : { name: name.normalize('NFC') }),
    ...(idTail === undefined ? {} : { idTail: idTail.toUpperCase() }),
  }
}

async function swept(runner: PeopleRunner, before: Swept, dryRun: boolean): Promise<Swept> {
  const old = [
    ['sessions', 'opened_at', before.sessions],
    ['tries', 'tried_at', before.tries],
    ['one_time_codes', 'good_until', before.codes],
  ] as const
  const counted = old.map(async ([table, column, at]) => {
    const sql = `select count(*) as count from ${table} where ${column} < ?`
    const [row] = await runner.all<{ readonly count: number }>(sql, [at])
    return row?.count ?? 0
  })
  const [sessions = 0, tries = 0, codes = 0] = await Promise.all(counted)
  const gone = old.map(([table, column, at]) => ({
    sql: `delete from ${table} where ${column} < ?`,
    params: [at],
  }))
  if (!dryRun) await written(runner, gone)
  return { sessions, tries, codes }
}
