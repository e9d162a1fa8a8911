/**
 * The house's jobs and when they run (定时任务), in the city's time: croner says
 * when; that each runs once, on however many instances and after whatever
 * restart, is the journal's doing (bank/jobs/run.ts).
 */
import { Cron } from 'croner'
import { remind } from './bank/activities/remind.ts'
import { endWaiting, remindBookings } from './bank/calendar/remind.ts'
import { expireGrants, tellEndingGrants } from './bank/hours/expire-grants.ts'
import { carryOutUndos } from './bank/hours/undo.ts'
import { tellDeadlines, tellGrants, tellUrgent } from './bank/jobs/deadlines.ts'
import { tellHooks } from './bank/jobs/hooks.ts'
import { sendNotices } from './bank/jobs/notices.ts'
import { type Job, runOnce } from './bank/jobs/run.ts'
import { tellUnclaimed } from './bank/jobs/unclaimed.ts'
import { expireHolds, tellUnfinished } from './bank/jobs/unfinished.ts'
import { retention } from './bank/people/retention.ts'
import type { Bank } from './bank/ports.ts'
import type { TellHook } from './bank/ports-hooks.ts'
import { expireVouchers } from './bank/service/voucher.ts'
import { logFault } from './gate/log.ts'

const ZONE = 'Asia/Shanghai'

export const JOBS: readonly Job[] = [
  { name: 'undo', at: '10 1 * * *', run: carryOutUndos },
  {
    name: 'grants',
    at: '20 0 * * *',
    async run(bank) {
      const ended = (await expireGrants(bank, { dryRun: false })).length
      return { ended, told: await tellEndingGrants(bank) }
    },
  },
  {
    name: 'vouchers',
    at: '25 0 * * *',
    run: async (bank) => ({ ended: await expireVouchers(bank, { dryRun: false }) }),
  },
  { name: 'bookings', at: '40 0 * * *', run: expireHolds },
  { name: 'deadlines', at: '0 9,14 * * *', run: tellDeadlines },
  { name: 'publication', at: '15 9 * * *', run: tellGrants },
  { name: 'unfinished', at: '30 9 * * *', run: tellUnfinished },
  {
    name: 'reminders',
    at: '0,30 8-20 * * *',
    async run(bank) {
      const { sent, phoneless, later } = await remind(bank)
      return { sent, phoneless, later }
    },
  },
  { name: 'unclaimed', at: '5,35 8-20 * * *', run: tellUnclaimed },
  {
    name: 'booking-reminders',
    at: '15,45 8-20 * * *',
    run: async (bank) => ({ ...(await remindBookings(bank)) }),
  },
  {
    name: 'booking-queues',
    at: '5,35 * * * *',
    run: async (bank) => ({ ...(await endWaiting(bank)) }),
  },
  {
    name: 'retention',
    at: '30 3 * * *',
    async run(bank) {
      const { members, sessions, tries, codes } = await retention(bank, { dryRun: false })
      return { members: members.length, sessions, tries, codes }
    },
  },
]

/** Done every minute by every instance: what is told or sent is taken one by one. */
export const EVERY_MINUTE: readonly Pick<Job, 'name' | 'run'>[] = [
  { name: 'urgent', run: tellUrgent },
  { name: 'notices', run: sendNotices },
]

/** The newest period of a job that has begun, as the day and time it was for: "2026-11-24T01:10". */
export function periodOf({ at }: Pick<Job, 'at'>, now: number): string {
  const [last] = new Cron(at, { timezone: ZONE, paused: true }).previousRuns(1, new Date(now + 1))
  if (!last) throw new Error(`a job that runs at "${at}" never ran`)
  return new Date(last.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** Runs what is due and was not done: what another instance did, or is at, is passed over. */
export async function runDue(
  bank: Bank,
  instance: string,
  { jobs = JOBS, tell }: { readonly jobs?: readonly Job[]; readonly tell?: TellHook } = {},
): Promise<Readonly<Record<string, string>>> {
  const ran: Record<string, string> = {}
  for (const job of jobs) {
    try {
      ran[job.name] = await runOnce(bank, job, periodOf(job, bank.clock.now()), instance)
    } catch (fault) {
      logFault(fault as Error)
      ran[job.name] = 'fault'
    }
  }
  const minutely = tell
    ? [...EVERY_MINUTE, { run: (of: Bank) => tellHooks(of, tell) }]
    : EVERY_MINUTE
  for (const { run } of minutely) {
    try {
      await run(bank)
    } catch (fault) {
      logFault(fault as Error)
    }
  }
  return ran
}

/** Looks every minute until it is stopped; a look that lasts longer is not begun twice. */
export function startJobs(bank: Bank, tell: TellHook): { stop(): Promise<void> } {
  const instance = bank.ids.opaque()
  let looking: Promise<unknown> = Promise.resolve()
  const minute = new Cron('* * * * *', { timezone: ZONE, protect: true, unref: true }, () => {
    looking = runDue(bank, instance, { tell })
    return looking as Promise<void>
  })
  return {
    async stop() {
      minute.stop()
      await looking
    },
  }
}
