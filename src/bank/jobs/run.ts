/**
 * The house's own jobs (定时任务): what is to happen in a period happens once,
 * whichever instance comes first and however often it was restarted. A run is a
 * row of the directory: whoever brings its first version has taken it, and the
 * rest find it taken. One that was taken and never done is taken over.
 */
import type { EntryId } from '../../ledger/entry.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../draft.ts'
import type { Bank } from '../ports.ts'
import type { JobRow } from '../ports-notice.ts'
import { record } from '../record.ts'

export interface Job {
  readonly name: string
  /** When it runs, as cron writes it, in the city's time. */
  readonly at: string
  /** What it did, counted. Done twice it must do no harm: an instance may die before it says that it is done. */
  run(bank: Bank): Promise<Readonly<Record<string, number>>>
}

export type Ran = 'done' | 'done-before' | 'elsewhere'

/** A run that is not done after this is taken over by whoever looks next. */
const LEASE_MS = 10 * 60_000

/** Runs a job for a period, "2026-11-24T02:00", unless that was done, or another is at it. */
export async function runOnce(
  bank: Bank,
  job: Job,
  period: string,
  instance: string,
): Promise<Ran> {
  const key = `${job.name}/${period}`
  const row = await bank.directory.newest('job', key)
  if (row?.body.state === 'done') return 'done-before'
  if (row && row.body.until > bank.clock.now()) return 'elsewhere'
  const taken: JobRow = { state: 'taken', by: instance, until: bank.clock.now() + LEASE_MS }
  const version = (row?.version ?? 0) + 1
  if (!(await brought(bank, key, version, taken))) return 'elsewhere'
  const counts = await job.run(bank)
  await brought(bank, key, version + 1, { ...taken, state: 'done', counts })
  return 'done'
}

/** False where another was quicker. */
async function brought(bank: Bank, key: string, version: number, body: JobRow): Promise<boolean> {
  const id: EntryId = bank.ids.entry()
  const outcome = await record(
    bank,
    drafted(bank, SYSTEM, asked(SYSTEM, 'job', { id, key, version }), {
      ...cityPlace(bank),
      kind: 'row',
      postings: [],
      service: '-',
      along: [rowChange(bank, 'job', key, version, body)],
    }),
  )
  bank.directory.forget()
  if (outcome.ok) return true
  if (outcome.refusal.code === 'stale-row') return false
  throw new Error(`the run ${key} could not be kept: ${outcome.refusal.code}`)
}
