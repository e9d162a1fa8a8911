/**
 * Moving plain people into the vault: each is sealed, put down, and only then
 * taken out of where they lay. What broke off is begun again; whoever is in the
 * vault already stays as they are there.
 */
import type { MemberId } from '../ledger/account.ts'
import { peopleInserts } from './people-engine.ts'
import type { KeyRing } from './people-keystore.ts'
import { chunks, marks, PARAMETERS_MAX, type PeopleRunner } from './people-runner.ts'
import { asStaff, staffHolder } from './people-seal.ts'
import { isSealed, type Vault } from './vault.ts'

/** As schema/people/0001_people.sql had them. */
interface PlainRow {
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

interface StaffRow {
  readonly login: string
  readonly staff: string
  readonly name: string
}

export interface Moving {
  readonly vault: Vault
  readonly ring: KeyRing
}

const PAGE = 200

/** Whether there are plain tables at all. */
export async function hasPlain(runner: PeopleRunner): Promise<boolean> {
  try {
    await runner.all('select member from people limit 1', [])
    return true
  } catch (fault) {
    if (/no such table|does not exist/.test((fault as Error).message)) return false
    throw fault
  }
}

/** Seals everybody of the plain tables of one database into the vault of another. */
export async function sealPlain(
  source: PeopleRunner,
  target: PeopleRunner,
  { vault, ring }: Moving,
): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await source.all<PlainRow>(
      'select * from people where member > ? order by member limit ?',
      [after, PAGE],
    )
    if (rows.length === 0) return
    const members = rows.map(({ member }) => member)
    const outside = await outsideOf(source, members)
    const keys = await ring.made(members)
    const there = new Set(await inVault(target, members))
    const made = rows
      .filter(({ member }) => !there.has(member))
      .map((row) => {
        const { name, phone, id_tail: idTail, station, number, card, pin_hash: pinHash } = row
        const kept = { name, phone, idTail, station, number, card }
        const member = row.member as MemberId
        const person = { member, ...kept, outside: outside.get(member) ?? {} }
        return { key: keys.get(member) as Uint8Array, person, pinHash }
      })
    const done = await target.run(peopleInserts(vault, made))
    if (!done.ok) throw new Error(`two plain people have one ${done.taken}`)
    after = members.at(-1) ?? ''
  }
}

async function outsideOf(source: PeopleRunner, members: readonly string[]) {
  const outside = new Map<string, Record<string, string>>()
  for (const some of chunks(members, PARAMETERS_MAX)) {
    const sql = `select kind, number, member from outside_numbers where member in (${marks(some)}) order by kind`
    for (const { kind, number, member } of await source.all<OutsideRow>(sql, some))
      outside.set(member, { ...outside.get(member), [kind]: number })
  }
  return outside
}

async function inVault(target: PeopleRunner, members: readonly string[]) {
  const found: string[] = []
  for (const some of chunks(members, PARAMETERS_MAX)) {
    const sql = `select member from persons where member in (${marks(some)})`
    const rows = await target.all<{ readonly member: string }>(sql, some)
    found.push(...rows.map(({ member }) => member))
  }
  return found
}

/** Seals the names of staff where they stand. */
export async function sealStaff(runner: PeopleRunner, { vault, ring }: Moving): Promise<void> {
  const staff = await runner.all<StaffRow>('select login, staff, name from credentials', [])
  const plain = staff.filter(({ name }) => !isSealed(name))
  const keys = await ring.made(plain.map(({ staff: id }) => staffHolder(id)))
  await runner.run(
    plain.map(({ login, staff: id, name }) => ({
      sql: 'update credentials set name = ? where login = ?',
      params: [vault.seal(keys.get(staffHolder(id)) as Uint8Array, asStaff(id), name), login],
    })),
  )
}

/**
 * Within one database (PostgreSQL, D1): everybody into the vault, then the
 * plain tables are dropped. What the engine keeps of them beyond that (its log,
 * its time travel) ends with its own term.
 */
export async function moveWithin(runner: PeopleRunner, moving: Moving): Promise<void> {
  if (!(await hasPlain(runner))) return
  await sealPlain(runner, runner, moving)
  await sealStaff(runner, moving)
  await runner.run([
    { sql: 'drop table if exists outside_numbers', params: [] },
    { sql: 'drop table if exists people', params: [] },
  ])
  await runner.scrub()
}
