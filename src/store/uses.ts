/** Uses of tokens and devices, beside the sessions. */
import type { DeviceCode, Uses } from '../bank/ports-use.ts'
import type { PeopleRunner } from './people-runner.ts'

const MINUTE_MS = 60_000

/** D1 takes no more parameters in one statement. */
const KEYS_MAX = 90

/** Noted in this process; beyond it the memory starts anew. */
const REMEMBERED = 10_000

interface CodeRow {
  readonly hash: string
  readonly station: string
  readonly given_by: string
  readonly until: number
}

export function usesIn(runner: PeopleRunner): Uses {
  const noted = new Map<string, number>()
  return {
    async note(kind, key, at) {
      const name = `${kind} ${key}`
      const before = noted.get(name)
      if (before !== undefined && at - before < MINUTE_MS && at >= before) return
      if (noted.size >= REMEMBERED) noted.clear()
      noted.set(name, at)
      // Another server may have noted a later one.
      await runner.run([
        {
          sql: `insert into uses (kind, key, used_at) values (?, ?, ?)
on conflict (kind, key) do update set used_at = excluded.used_at where excluded.used_at > uses.used_at`,
          params: [kind, key, at],
        },
      ])
    },
    async last(kind, keys) {
      const found = new Map<string, number>()
      for (let at = 0; at < keys.length; at += KEYS_MAX) {
        const some = keys.slice(at, at + KEYS_MAX)
        const sql = `select key, used_at from uses where kind = ? and key in (${some.map(() => '?').join(', ')})`
        const rows = await runner.all<{ readonly key: string; readonly used_at: number }>(sql, [
          kind,
          ...some,
        ])
        for (const { key, used_at: usedAt } of rows) found.set(key, usedAt)
      }
      return found
    },
    async addCode({ hash, station, by, until }: DeviceCode) {
      await runner.run([
        {
          sql: 'insert into device_codes (hash, station, given_by, until) values (?, ?, ?, ?)',
          params: [hash, station, by, until],
        },
      ])
    },
    async takeCode(hash, now) {
      await runner.run([{ sql: 'delete from device_codes where until <= ?', params: [now] }])
      const sql = 'delete from device_codes where hash = ? returning hash, station, given_by, until'
      const [row] = await runner.all<CodeRow>(sql, [hash])
      return row && { hash, station: row.station, by: row.given_by, until: row.until }
    },
    async bindDevice(session, device) {
      await runner.run([
        { sql: 'update sessions set station_device = ? where hash = ?', params: [device, session] },
      ])
    },
  }
}
