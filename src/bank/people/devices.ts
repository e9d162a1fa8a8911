/**
 * Computers of a station (站点电脑). The head of a station gives a code of one use;
 * whoever works there enters it on the computer, whose browser makes a key it
 * can use and not give away. The key's public half is a governed row. The head
 * ends those of the station, the security office any.
 */
import type { EntryId } from '../../ledger/entry.ts'
import { type DeviceFault, done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { covers, may, refusedAt } from '../actor.ts'
import { asked, dayOf, lookingAgain, rowChange, startOf, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, DeviceRow, Row } from '../ports.ts'
import { bring } from './bring.ts'

/** A code is typed at once, on a computer in the same room. */
const CODE_MS = 10 * 60_000

const LIFE_DAYS = 366
const DAY_MS = 86_400_000

const refused = (why: DeviceFault) => refuse({ code: 'device-refused', why })

/** Keeps a code's hash for ten minutes. Refuses another station than one's own. */
export async function giveCode(
  bank: Bank,
  actor: Actor,
  { station, hash }: { readonly station: string; readonly hash: string },
): Promise<Outcome<{ readonly until: number }>> {
  const no = await refusedAt(bank, actor, station, 'devices:enrol')
  if (no) return refuse(no)
  const until = bank.clock.now() + CODE_MS
  await bank.people.uses.addCode({ hash, station, by: actor.id, until })
  return done({ until })
}

export interface DeviceOrder {
  readonly id: EntryId
  /** SHA-256 of the code as it was typed, hex. */
  readonly code: string
  readonly name: string
  /** Already read and proved by the gate. */
  readonly publicKey: string
  readonly thumbprint: string
}

/**
 * Enrols the computer that staff stand at, for the station of the code. Refuses
 * a code that is none of the station they work at, was used, or is too old:
 * which of these is not said. A refused name leaves the code good.
 */
export async function enrolDevice(
  bank: Bank,
  actor: Actor,
  { id, code, name, publicKey, thumbprint }: DeviceOrder,
): Promise<Outcome<Row<DeviceRow>>> {
  if (actor.kind !== 'staff') return refuse({ code: 'not-allowed', act: 'devices:enrol' })
  const called = name.normalize('NFC').trim()
  if (!/^[\p{L}\p{N}\p{P} ]{1,30}$/u.test(called)) return refused('name')
  const given = await bank.people.uses.takeCode(code, bank.clock.now())
  if (!given || !(await covers(bank, actor, given.station))) return refused('code')
  const { station, by } = given
  const device = bank.ids.opaque()
  const until = dayOf(startOf(today(bank)) + LIFE_DAYS * DAY_MS)
  const body = { station, name: called, publicKey, thumbprint, until, active: true }
  const ask = asked(actor, 'enrol-device', { id, code, publicKey })
  const outcome = await bring(bank, actor, ask, [rowChange(bank, 'device', device, 1, body)])
  if (!outcome.ok) return outcome
  const refs = [
    ['computer', device],
    ['given-by', by],
    ['place', station],
  ] as const
  await noteEvent(bank, actor, { act: 'device-enrolled', ok: true, refs })
  return done({ table: 'device', key: device, version: 1, seq: outcome.value.seq, body })
}

export interface DeviceSeen {
  readonly row: Row<DeviceRow>
  /** ms since 1970 UTC; undefined when it was never used. */
  readonly usedAt: number | undefined
}

/** Computers within reach, with their last use; the newest first. */
export async function listDevices(
  bank: Bank,
  actor: Actor,
): Promise<Outcome<readonly DeviceSeen[]>> {
  const rows: Row<DeviceRow>[] = []
  if (!may(actor, 'devices:read')) return refuse({ code: 'not-allowed', act: 'devices:read' })
  for (const row of await bank.directory.all('device'))
    if (await mayEnd(bank, actor, row.body)) rows.push(row)
  const used = await bank.people.uses.last(
    'device',
    rows.map(({ key }) => key),
  )
  return done(
    rows.toSorted((a, b) => b.seq - a.seq).map((row) => ({ row, usedAt: used.get(row.key) })),
  )
}

/** The security office any, a head those of the station. */
async function mayEnd(bank: Bank, actor: Actor, { station }: DeviceRow): Promise<boolean> {
  if (may(actor, 'devices:write')) return true
  return may(actor, 'devices:enrol') && covers(bank, actor, station)
}

/**
 * Ends a computer: sessions on it are over with their next request. Never
 * waits for a second factor, since a stolen computer does not. One out of reach
 * is as if it were not there.
 */
export async function endDevice(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly device: string },
): Promise<Outcome<true>> {
  if (!may(actor, 'devices:write') && !may(actor, 'devices:enrol'))
    return refuse({ code: 'not-allowed', act: 'devices:write' })
  const ask = asked(actor, 'end-device', order)
  const outcome = await lookingAgain<boolean>(bank, async () => {
    const row = await bank.directory.newest('device', order.device)
    if (!row?.body.active || !(await mayEnd(bank, actor, row.body)))
      return refuse({ code: 'unknown-row', table: 'device', key: order.device })
    const change = rowChange(bank, 'device', order.device, row.version + 1, {
      ...row.body,
      active: false,
    })
    const written = await bring(bank, actor, ask, [change])
    return written.ok ? done(true) : written
  })
  bank.directory.forget()
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, {
    act: 'device-ended',
    ok: true,
    refs: [['computer', order.device]],
  })
  return done(true)
}
