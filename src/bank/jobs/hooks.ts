/**
 * Subscribers are told what was recorded, in order and without a gap: a delivery
 * that is not taken is offered again, longer and longer apart, with the same id,
 * and nothing after it before it is taken. What is told names nobody: whoever may
 * know more asks for the entry with a token.
 */
import type { Entry } from '../../ledger/entry.ts'
import { toHex } from '../../ledger/sha256.ts'
import type { Bank, Row } from '../ports.ts'
import type { HookRow, HookState, TellHook } from '../ports-hooks.ts'
import { keepState, secretOf, stateOf } from '../people/hooks.ts'

/** Entries looked at for one delivery. */
const DELIVERY_MAX = 100

/** Deliveries of a subscriber at a time; the rest is told the next minute. */
const DELIVERIES_MAX = 50

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Nobody is there any more who takes none for so long. */
const STOP_MS = 72 * HOUR_MS

/** Tells every subscription what it has not been told; counts what was taken and what was not. */
export async function tellHooks(
  bank: Bank,
  tell: TellHook,
): Promise<{ readonly taken: number; readonly refused: number }> {
  const counts = { taken: 0, refused: 0 }
  for (const row of await bank.directory.all('hook')) {
    if (!row.body.active) continue
    const { taken, refused } = await tellOne(bank, tell, row)
    counts.taken += taken
    counts.refused += refused
  }
  return counts
}

async function tellOne(bank: Bank, tell: TellHook, row: Row<HookRow>) {
  const secret = await secretOf(bank, row.key)
  const counts = { taken: 0, refused: 0 }
  const size = await bank.journal.size()
  let state = await stateOf(bank, row)
  if (secret === undefined) return counts
  for (let round = 0; round < DELIVERIES_MAX; round++) {
    const now = bank.clock.now()
    if (state.stopped || (state.failing?.next ?? 0) > now || state.seq >= size) break
    const upto = state.failing?.upto ?? Math.min(size, state.seq + DELIVERY_MAX)
    const entries = await entriesOf(bank, row.body, state.seq, upto)
    const delivery = {
      id: `${row.key}.${state.seq + 1}-${upto}`,
      at: now,
      body: bodyOf(bank, now, entries),
    }
    // Where there is nothing of its station, there is nothing to tell.
    const took = entries.length === 0 || (await tell(row.body.url, secret, delivery))
    if (entries.length > 0) counts[took ? 'taken' : 'refused'] += 1
    state = took ? { seq: upto } : refusedAt(state, upto, now)
    await keepState(bank, row.key, state)
  }
  return counts
}

async function entriesOf(
  bank: Bank,
  { station }: HookRow,
  after: number,
  upto: number,
): Promise<readonly Entry[]> {
  const seqs = Array.from({ length: upto - after }, (_, at) => after + 1 + at)
  const entries = await bank.journal.entriesAt(seqs)
  return entries.filter((entry) => station === '' || entry.station === station)
}

function bodyOf(bank: Bank, now: number, entries: readonly Entry[]): string {
  return JSON.stringify({
    type: 'entries.recorded',
    timestamp: new Date(now).toISOString(),
    data: {
      city: bank.rules.city.code,
      entries: entries.map(
        ({ seq, id, kind, station, service, servedOn, recordedAt, ...rest }) => ({
          ...{ seq, id, kind, station, service, servedOn, recordedAt },
          minutes: rest.postings.reduce((sum, { minutes }) => sum + Math.max(0, minutes), 0),
          leaf: toHex(rest.leaf),
        }),
      ),
    },
  })
}

/** After 1, 2, 4, … minutes, an hour at most; after three days not at all. */
function refusedAt({ seq, failing }: HookState, upto: number, now: number): HookState {
  const since = failing?.since ?? now
  const tries = (failing?.tries ?? 0) + 1
  const wait = Math.min(HOUR_MS, MINUTE_MS * 2 ** (tries - 1))
  return {
    ...{ seq, failing: { upto, since, tries, next: now + wait } },
    ...(now - since >= STOP_MS ? { stopped: true as const } : {}),
  }
}
