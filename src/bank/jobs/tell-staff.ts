/**
 * What staff are told on their own phone (值班提醒): the row goes along with what
 * it is about or is brought by a job; its key says what it is about and to whom,
 * so that nobody is told the same twice. Whoever gave no phone sees it at the desk.
 */
import type { RowChange } from '../../ledger/entry.ts'
import type { Role } from '../../rules/roles.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../draft.ts'
import { onDuty } from '../loop/duty.ts'
import { staffPhone } from '../people/staff-phone.ts'
import type { Bank } from '../ports.ts'
import type { NoticeRow, StaffNotice } from '../ports-notice.ts'
import { record } from '../record.ts'
import { awake } from './notices.ts'

export interface ToldStaff {
  readonly kind: StaffNotice
  /** What makes it once: "<what it is about>". */
  readonly about: string
  /** Path it lies at, ending in a slash. */
  readonly place: string
  readonly facts: Readonly<Record<string, string>>
  /** Rings at night too. */
  readonly atOnce?: true
}

/** The rows that tell these staff; none for whoever gave no phone, or was told of it already. */
export async function staffNotices(
  bank: Bank,
  staff: readonly string[],
  { kind, about, place, facts, atOnce }: ToldStaff,
): Promise<readonly RowChange[]> {
  const now = bank.clock.now()
  const rows: RowChange[] = []
  for (const one of new Set(staff)) {
    const key = `${kind}/${about}/${one}`
    if ((await staffPhone(bank, one)) === undefined) continue
    if (await bank.directory.newest('notice', key)) continue
    const body: NoticeRow = {
      list: {
        place,
        who: `staff:${one}`,
        state: 'waiting',
        at: now,
        due: atOnce ? now : awake(bank, now),
      },
      kind,
      facts,
      channel: 'sms',
    }
    rows.push(rowChange(bank, 'notice', key, 1, body))
  }
  return rows
}

/** Brings them as an entry of the house; how many were told. Another instance that was quicker has told them. */
export async function tellStaff(
  bank: Bank,
  staff: readonly string[],
  told: ToldStaff,
): Promise<number> {
  const along = await staffNotices(bank, staff, told)
  if (along.length === 0) return 0
  const id = bank.ids.entry()
  const outcome = await record(
    bank,
    drafted(bank, SYSTEM, asked(SYSTEM, 'tell-staff', { id }), {
      ...cityPlace(bank),
      ...{ kind: 'row', postings: [], service: '-', along },
    }),
  )
  bank.directory.forget()
  if (outcome.ok) return along.length
  if (outcome.refusal.code === 'stale-row') return 0
  throw new Error(`staff could not be told: ${outcome.refusal.code}`)
}

/** Who hears of what is urgent at a station: whoever is on duty and gave a phone, else those who lead it. */
export async function heardAt(bank: Bank, station: string): Promise<readonly string[]> {
  const duty = await onDuty(bank, station)
  const hears = duty !== undefined && (await staffPhone(bank, duty)) !== undefined
  return hears ? [duty] : headsOf(bank, station)
}

export async function headsOf(bank: Bank, station: string): Promise<readonly string[]> {
  const staff = await bank.directory.all('staff')
  return staff
    .filter(({ body }) => body.active && body.role === 'head' && body.station === station)
    .map(({ key }) => key)
}

/** Staff of the office of an area, by its code. */
export async function officeOf(
  bank: Bank,
  role: Extract<Role, 'street' | 'district'>,
  area: string,
): Promise<readonly string[]> {
  const staff = await bank.directory.all('staff')
  return staff
    .filter(({ body }) => body.active && body.role === role && body.area === area)
    .map(({ key }) => key)
}
