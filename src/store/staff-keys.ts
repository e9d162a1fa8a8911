/**
 * What staff sign in with beyond a password. Where something may be used once
 * (a step, a code, an answer), the use itself is the one statement that says
 * whether it was still there, so that of two at once only one is let in.
 */
import type { Session } from '../bank/ports-people.ts'
import type {
  OutsideLink,
  Passkey,
  PasswordFacts,
  StaffKeys,
  Totp,
} from '../bank/ports-staff-keys.ts'
import { closeAll, type SessionRow, sessionOf } from './people-sessions.ts'
import { type PeopleRunner, type Statement, written } from './people-runner.ts'

/** A browser nobody has signed in on for this long is a strange one again. */
const DEVICE_MS = 400 * 24 * 3_600_000

interface PasskeyRow {
  readonly id: string
  readonly staff: string
  readonly name: string
  readonly public_key: string
  readonly counter: number
  readonly transports: string
  readonly added_at: number
  readonly used_at: number
}

export function staffKeysIn(runner: PeopleRunner): StaffKeys {
  return {
    ...passwordsIn(runner),
    ...totpsIn(runner),
    ...recoveryIn(runner),
    ...passkeysIn(runner),
    ...sessionsIn(runner),
    ...linksIn(runner),
    ...onceIn(runner),
    async removeSecond(staff) {
      await written(
        runner,
        ['totps', 'recovery_codes', 'passkeys'].map((table) => ofStaff(table, staff)),
      )
    },
  }
}

const ofStaff = (table: string, staff: string): Statement => ({
  sql: `delete from ${table} where staff = ?`,
  params: [staff],
})

/** The facts of a password that is set together with its credential. */
export function passwordFacts(
  staff: string,
  setAt: number | undefined,
  oneTime: boolean,
): readonly Statement[] {
  const gone = ofStaff('staff_passwords', staff)
  if (setAt === undefined) return [gone]
  const sql = 'insert into staff_passwords (staff, set_at, one_time) values (?, ?, ?)'
  return [gone, { sql, params: [staff, setAt, oneTime ? 1 : 0] }]
}

function passwordsIn(runner: PeopleRunner): Pick<StaffKeys, 'password' | 'changePassword'> {
  return {
    async password(staff): Promise<PasswordFacts | undefined> {
      const [row] = await runner.all<{ readonly set_at: number; readonly one_time: number }>(
        'select set_at, one_time from staff_passwords where staff = ?',
        [staff],
      )
      if (!row) return undefined
      const before = await runner.all<{ readonly password_hash: string }>(
        'select password_hash from passwords_before where staff = ? order by set_at desc',
        [staff],
      )
      return {
        setAt: row.set_at,
        oneTime: row.one_time === 1,
        before: before.map(({ password_hash: hash }) => hash),
      }
    },
    async changePassword(staff, { hash, setAt, oneTime, keep }) {
      await written(runner, [
        {
          sql: `insert into passwords_before (staff, password_hash, set_at)
select staff, password_hash, cast(? as bigint) from credentials where staff = ? on conflict (staff, password_hash) do nothing`,
          params: [setAt, staff],
        },
        {
          sql: `delete from passwords_before where staff = ? and password_hash not in
(select password_hash from passwords_before where staff = ? order by set_at desc limit ?)`,
          params: [staff, staff, keep],
        },
        {
          sql: 'update credentials set password_hash = ? where staff = ?',
          params: [hash, staff],
        },
        ...passwordFacts(staff, setAt, oneTime),
        closeAll('staff', staff),
      ])
    },
  }
}

function totpsIn(
  runner: PeopleRunner,
): Pick<StaffKeys, 'totp' | 'setTotp' | 'takeStep' | 'removeTotp'> {
  return {
    async totp(staff): Promise<Totp | undefined> {
      const [row] = await runner.all<{
        readonly sealed: string
        readonly since: number
        readonly last_step: number
      }>('select sealed, since, last_step from totps where staff = ?', [staff])
      return row && { sealed: row.sealed, since: row.since, lastStep: row.last_step }
    },
    async setTotp(staff, { sealed, since, lastStep }) {
      const sql = 'insert into totps (staff, sealed, since, last_step) values (?, ?, ?, ?)'
      await written(runner, [
        ofStaff('totps', staff),
        { sql, params: [staff, sealed, since, lastStep] },
      ])
    },
    async takeStep(staff, step) {
      const sql =
        'update totps set last_step = ? where staff = ? and last_step < ? returning last_step'
      return (await runner.all(sql, [step, staff, step])).length === 1
    },
    async removeTotp(staff) {
      await written(runner, [ofStaff('totps', staff)])
    },
  }
}

function recoveryIn(
  runner: PeopleRunner,
): Pick<StaffKeys, 'setRecovery' | 'takeRecovery' | 'recoveryLeft'> {
  return {
    async setRecovery(staff, hashes) {
      const sql = 'insert into recovery_codes (hash, staff) values (?, ?)'
      await written(runner, [
        ofStaff('recovery_codes', staff),
        ...hashes.map((hash) => ({ sql, params: [hash, staff] })),
      ])
    },
    async takeRecovery(staff, hash) {
      const sql = 'delete from recovery_codes where hash = ? and staff = ? returning hash'
      return (await runner.all(sql, [hash, staff])).length === 1
    },
    async recoveryLeft(staff) {
      const sql = 'select count(*) as count from recovery_codes where staff = ?'
      const [row] = await runner.all<{ readonly count: number }>(sql, [staff])
      return row?.count ?? 0
    },
  }
}

function passkeysIn(
  runner: PeopleRunner,
): Pick<StaffKeys, 'passkeys' | 'passkey' | 'addPasskey' | 'usedPasskey' | 'removePasskey'> {
  return {
    async passkeys(staff) {
      const sql = 'select * from passkeys where staff = ? order by added_at, id'
      return (await runner.all<PasskeyRow>(sql, [staff])).map(passkeyOf)
    },
    async passkey(id) {
      const [row] = await runner.all<PasskeyRow>('select * from passkeys where id = ?', [id])
      return row && passkeyOf(row)
    },
    async addPasskey({ id, staff, name, publicKey, counter, transports, addedAt, usedAt }) {
      const { ok } = await runner.run([
        {
          sql: `insert into passkeys (id, staff, name, public_key, counter, transports, added_at, used_at)
values (?, ?, ?, ?, ?, ?, ?, ?)`,
          params: [id, staff, name, publicKey, counter, transports.join(' '), addedAt, usedAt],
        },
      ])
      return ok
    },
    async usedPasskey(id, counter, usedAt) {
      const sql = `update passkeys set counter = ?, used_at = ?
where id = ? and (counter < ? or (counter = 0 and cast(? as bigint) = 0)) returning id`
      return (await runner.all(sql, [counter, usedAt, id, counter, counter])).length === 1
    },
    async removePasskey(staff, id) {
      const sql = 'delete from passkeys where id = ? and staff = ? returning id'
      return (await runner.all(sql, [id, staff])).length === 1
    },
  }
}

function passkeyOf(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    staff: row.staff,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports.split(' ').filter((one) => one !== ''),
    addedAt: row.added_at,
    usedAt: row.used_at,
  }
}

function sessionsIn(
  runner: PeopleRunner,
): Pick<StaffKeys, 'sessions' | 'markSession' | 'closeOthers' | 'knowsDevice' | 'noteDevice'> {
  return {
    async sessions(staff): Promise<readonly Session[]> {
      const sql =
        "select * from sessions where subject = ? and kind = 'staff' order by seen_at desc, hash"
      return (await runner.all<SessionRow>(sql, [staff])).map(sessionOf)
    },
    async markSession(hash, { strongAt, due }) {
      const set = (column: string, value: string | number) => ({
        sql: `update sessions set ${column} = ? where hash = ?`,
        params: [value, hash],
      })
      await written(runner, [
        ...(strongAt === undefined ? [] : [set('strong_at', strongAt)]),
        ...(due === undefined ? [] : [set('due', due)]),
      ])
    },
    async closeOthers(staff, except) {
      const sql = "delete from sessions where subject = ? and kind = 'staff' and hash <> ?"
      await written(runner, [{ sql, params: [staff, except] }])
    },
    async knowsDevice(staff, device) {
      const sql = 'select hash from staff_devices where hash = ? and staff = ?'
      return (await runner.all(sql, [device, staff])).length === 1
    },
    async noteDevice(staff, device, at) {
      await written(runner, [
        { sql: 'delete from staff_devices where seen_at < ?', params: [at - DEVICE_MS] },
        {
          sql: `insert into staff_devices (hash, staff, first_at, seen_at) values (?, ?, ?, ?)
on conflict (hash, staff) do update set seen_at = excluded.seen_at`,
          params: [device, staff, at, at],
        },
      ])
    },
  }
}

function linksIn(runner: PeopleRunner): Pick<StaffKeys, 'linked' | 'links' | 'link' | 'unlink'> {
  return {
    async linked(issuer, subject) {
      const sql = 'select staff from outside_links where issuer = ? and subject = ?'
      const [row] = await runner.all<{ readonly staff: string }>(sql, [issuer, subject])
      return row?.staff
    },
    async links(staff): Promise<readonly OutsideLink[]> {
      const rows = await runner.all<{
        readonly issuer: string
        readonly subject: string
        readonly linked_at: number
      }>('select * from outside_links where staff = ? order by issuer, subject', [staff])
      return rows.map(({ issuer, subject, linked_at }) => ({
        issuer,
        subject,
        staff,
        linkedAt: linked_at,
      }))
    },
    async link({ issuer, subject, staff, linkedAt }) {
      const sql =
        'insert into outside_links (issuer, subject, staff, linked_at) values (?, ?, ?, ?)'
      const { ok } = await runner.run([{ sql, params: [issuer, subject, staff, linkedAt] }])
      return ok
    },
    async unlink(staff, issuer, subject) {
      const sql =
        'delete from outside_links where staff = ? and issuer = ? and subject = ? returning staff'
      return (await runner.all(sql, [staff, issuer, subject])).length === 1
    },
  }
}

function onceIn(runner: PeopleRunner): Pick<StaffKeys, 'once'> {
  return {
    async once(hash, until, now) {
      await written(runner, [{ sql: 'delete from used_once where until <= ?', params: [now] }])
      const sql = 'insert into used_once (hash, until) values (?, ?)'
      return (await runner.run([{ sql, params: [hash, until] }])).ok
    },
  }
}
