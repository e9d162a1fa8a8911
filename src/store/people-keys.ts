/**
 * What people sign in with: passwords and PINs (hashes only), the count of
 * failed tries, sessions. Beside the names, since a member erased must leave
 * none of it.
 */
import type { Credential, People, Tries } from '../bank/ports-people.ts'
import { type PeopleRunner, type Statement, written } from './people-runner.ts'
import { closeAll, type SessionRow, sessionOf } from './people-sessions.ts'
import { passwordFacts } from './staff-keys.ts'

const MINUTE_MS = 60_000

/** A few failures are forgotten after this; also how long the first lock lasts. */
const QUIET_MS = 15 * MINUTE_MS

/** Whoever was locked is remembered for a day: the second lock lasts four times as long, the third nine. */
const MEMORY_MS = 24 * 60 * MINUTE_MS

/** The longest lock is that of the fifth: six hours and a quarter. */
const LOCKS_MAX = 5

/** No session outlives this (a member's; staff sessions end sooner). */
const SESSION_MS = 7 * MEMORY_MS

type Keys = Pick<
  People,
  | 'byLogin'
  | 'setCredential'
  | 'tried'
  | 'lock'
  | 'openSession'
  | 'session'
  | 'touchSession'
  | 'closeSession'
>

interface CredentialRow {
  readonly login: string
  readonly staff: string
  readonly name: string
  readonly password_hash: string
}

interface TriesRow {
  readonly failures: number
  readonly locked_until: number
}

const UNTRIED: Tries = { failures: 0, lockedUntil: 0 }

/** The key under which tries at a member's PIN are counted, by card or by number alike. */
export const cardKey = (member: string) => `card:${member}`

export const forgetTries = (key: string): Statement => ({
  sql: 'delete from tries where key = ?',
  params: [key],
})

/** Seals and opens the name of a staff. */
export interface StaffNames {
  seal(staff: string, name: string): Promise<string>
  open(staff: string, sealed: string): Promise<string>
}

export function keysIn(runner: PeopleRunner, names: StaffNames): Keys {
  return {
    ...secretsIn(runner, names),
    ...triesIn(runner),
    async openSession(session) {
      const { hash, subject, kind, openedAt, seenAt } = session
      const { device = '', strongAt = 0, due = '', post = '', stationDevice = '' } = session
      await written(runner, [
        { sql: 'delete from sessions where opened_at < ?', params: [openedAt - SESSION_MS] },
        { sql: 'delete from tries where tried_at < ?', params: [openedAt - 2 * MEMORY_MS] },
        {
          sql: `insert into sessions (hash, subject, kind, opened_at, seen_at, device, strong_at, due, post, station_device)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          params: [
            hash,
            subject,
            kind,
            openedAt,
            seenAt,
            device,
            strongAt,
            due,
            post,
            stationDevice,
          ],
        },
      ])
    },
    async session(hash) {
      const [row] = await runner.all<SessionRow>('select * from sessions where hash = ?', [hash])
      return row && sessionOf(row)
    },
    async touchSession(hash, seenAt) {
      const sql = 'update sessions set seen_at = ? where hash = ? and seen_at < ?'
      await written(runner, [{ sql, params: [seenAt, hash, seenAt] }])
    },
    async closeSession(hash) {
      await written(runner, [{ sql: 'delete from sessions where hash = ?', params: [hash] }])
    },
  }
}

function secretsIn(
  runner: PeopleRunner,
  names: StaffNames,
): Pick<Keys, 'byLogin' | 'setCredential'> {
  return {
    async byLogin(login) {
      const sql = 'select * from credentials where login = ?'
      const [row] = await runner.all<CredentialRow>(sql, [login.toLowerCase()])
      return row && credentialOf(row, await names.open(row.staff, row.name))
    },
    async setCredential({ login, staff, name, passwordHash, setAt, oneTime = false }) {
      if (!/^[\x21-\x7e]+$/.test(login)) return false
      const sealed = await names.seal(staff, name)
      const { ok } = await runner.run([
        { sql: 'delete from credentials where staff = ?', params: [staff] },
        closeAll('staff', staff),
        {
          sql: 'insert into credentials (login, staff, name, password_hash) values (?, ?, ?, ?)',
          params: [login.toLowerCase(), staff, sealed, passwordHash],
        },
        ...passwordFacts(staff, setAt, oneTime),
      ])
      return ok
    },
  }
}

function triesIn(runner: PeopleRunner): Pick<Keys, 'tried' | 'lock'> {
  return {
    async tried(key, ok, now, most = 5) {
      if (ok) {
        await written(runner, [forgetTries(key)])
        return UNTRIED
      }
      const [row] = await runner.all<TriesRow>(triedSql(most), [key, now])
      return row ? triesOf(row) : UNTRIED
    },
    async lock(key) {
      const sql = 'select failures, locked_until from tries where key = ?'
      const [row] = await runner.all<TriesRow>(sql, [key])
      return row ? triesOf(row) : UNTRIED
    },
  }
}

/** Counts one failure, in one statement: of many at once, none is lost. Every `most`-th locks. */
function triedSql(most: number): string {
  if (!Number.isInteger(most) || most < 2) throw new Error(`a lock after ${most} tries is none`)
  const memory = `case when tries.failures < ${most} then ${QUIET_MS} else ${MEMORY_MS} end`
  const count = `(case when tries.tried_at + ${memory} < excluded.tried_at then 1 else tries.failures + 1 end)`
  const locks = `(case when ${count} / ${most} > ${LOCKS_MAX} then ${LOCKS_MAX} else ${count} / ${most} end)`
  const until = `case when ${count} % ${most} = 0 then excluded.tried_at + ${QUIET_MS} * ${locks} * ${locks} else tries.locked_until end`
  return `insert into tries (key, failures, tried_at, locked_until) values (?, 1, ?, 0)
on conflict (key) do update set failures = ${count}, tried_at = excluded.tried_at, locked_until = ${until}
returning failures, locked_until`
}

const credentialOf = (row: CredentialRow, name: string): Credential => ({
  login: row.login,
  staff: row.staff,
  name,
  passwordHash: row.password_hash,
})

const triesOf = (row: TriesRow): Tries => ({
  failures: row.failures,
  lockedUntil: row.locked_until,
})
