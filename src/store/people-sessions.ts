/** A session's row, as both files of the people's keys read it. */
import type { Session } from '../bank/ports-people.ts'
import type { Statement } from './people-runner.ts'

export interface SessionRow {
  readonly hash: string
  readonly subject: string
  readonly kind: Session['kind']
  readonly opened_at: number
  readonly seen_at: number
  readonly device: string
  readonly strong_at: number
  readonly due: string
  readonly post: string
  readonly station_device: string
}

export function sessionOf(row: SessionRow): Session {
  const { hash, subject, kind, device, due, post } = row
  return {
    hash,
    subject,
    kind,
    openedAt: row.opened_at,
    seenAt: row.seen_at,
    device,
    strongAt: row.strong_at,
    due,
    post,
    stationDevice: row.station_device,
  }
}

export const closeAll = (kind: Session['kind'], subject: string): Statement => ({
  sql: 'delete from sessions where subject = ? and kind = ?',
  params: [subject, kind],
})
