/**
 * One way into the journal. `record` puts a draft into the batch being
 * gathered; when the commit before is done, with no timer, the batch is taken
 * as a whole, sealed draft by draft at the tip, written in one commit, and only
 * then is everyone answered. A refusal leaves no trace.
 */
import type { Draft, Entry } from '../ledger/entry.ts'
import {
  copyOf,
  refusedAtTip,
  seal,
  type Sealed,
  type SealOutcome,
  type Tip,
} from '../ledger/journal.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { type Clock, type Journal, NoRoom } from './ports.ts'

/** A sheet of a whole street's Saturday fits; a larger one is split by the reader, who is told. */
export const GROUP_MAX = 2_000

/** Drafts waiting beyond this get `busy`: some two seconds of work, and memory stays bounded. */
const QUEUE_MAX = 8_192

/** Drafts a commit takes at most, unless one group alone is larger. */
const BATCH_MAX = 1_000

/** Times a batch is sealed again when another writer took the place. */
const TRIES_MAX = 64

/** Somebody has to make room first. */
const ROOM_RETRY_S = 60

/** The store could not write, and nothing was: said to whoever asked, who may ask again under the same id. */
export function noRoom({ why }: NoRoom) {
  return refuse({ code: 'no-room', why, retryAfter: ROOM_RETRY_S })
}

export interface Group {
  readonly drafts: readonly Draft[]
  /** One refusal drops them all; otherwise each stands alone. */
  readonly whole: boolean
}

export interface Batcher {
  /** Outcomes in the order of the drafts, once durable. Rejects on a fault; whether it was written is then found by id. */
  submit(group: Group): Promise<readonly Outcome<Entry>[]>
}

/** A group's outcomes, or the mistake of ours that kept it from being sealed; strangers' groups go on. */
export type GroupAnswer = readonly Outcome<Entry>[] | Error

interface Waiting {
  readonly group: Group
  readonly resolve: (outcomes: readonly Outcome<Entry>[]) => void
  readonly reject: (fault: unknown) => void
}

export function record(bank: { readonly batcher: Batcher }, draft: Draft): Promise<Outcome<Entry>> {
  return bank.batcher
    .submit({ drafts: [draft], whole: false })
    .then((outcomes) => outcomes[0] as Outcome<Entry>)
}

/** Records many at once; a group never straddles commits. Refuses more than GROUP_MAX. */
export async function recordAll(
  bank: { readonly batcher: Batcher },
  drafts: readonly Draft[],
  { whole }: { readonly whole: boolean },
): Promise<readonly Outcome<Entry>[]> {
  if (drafts.length === 0) return []
  if (drafts.length > GROUP_MAX) {
    const no = refuse({ code: 'group-too-large', size: drafts.length, most: GROUP_MAX })
    return drafts.map(() => no)
  }
  return bank.batcher.submit({ drafts, whole })
}

/** What each draft alone would be refused for as things stand. Nothing is written. */
export async function refusedEach(
  { journal }: { readonly journal: Journal },
  drafts: readonly Draft[],
): Promise<readonly (Refusal | undefined)[]> {
  if (drafts.length === 0) return []
  const tip = copyOf(await journal.turn(() => journal.tip(drafts)))
  return drafts.map((draft) => refusedAtTip(draft, tip))
}

/** What recording would answer as things stand at this tip, each draft after the others. Nothing is written. */
export async function rehearse(
  bank: { readonly journal: Journal; readonly clock: Clock },
  drafts: readonly Draft[],
): Promise<readonly Outcome<Entry>[]> {
  if (drafts.length === 0) return []
  const trial = copyOf(await bank.journal.turn(() => bank.journal.tip(drafts)))
  return drafts.map((draft) => bare(seal(draft, trial, bank.clock.now())))
}

/**
 * As rehearse, but each draft may be put another way, by what it would be
 * refused for, before the next is tried. Answers the drafts as they would be
 * recorded.
 */
export async function rehearseAs(
  bank: { readonly journal: Journal; readonly clock: Clock },
  drafts: readonly Draft[],
  otherwise: (at: number, no: Refusal | undefined) => Promise<Draft | undefined>,
): Promise<readonly { readonly draft: Draft; readonly outcome: Outcome<Entry> }[]> {
  if (drafts.length === 0) return []
  const trial = copyOf(await bank.journal.turn(() => bank.journal.tip(drafts)))
  const tried: { draft: Draft; outcome: Outcome<Entry> }[] = []
  for (const [at, first] of drafts.entries()) {
    const draft = (await otherwise(at, refusedAtTip(first, trial))) ?? first
    tried.push({ draft, outcome: bare(seal(draft, trial, bank.clock.now())) })
  }
  return tried
}

/** A batcher that commits in this process, and can be waited for. */
export interface OwnBatcher extends Batcher {
  /** Resolves when everything submitted has been answered: a store is closed after that. */
  drained(): Promise<void>
}

/** Gathers and commits for one journal. One per process and journal; `most` drafts a commit. */
export function batcherFor(
  journal: Journal,
  clock: Clock,
  { most = BATCH_MAX }: { readonly most?: number } = {},
): OwnBatcher {
  let gathering: Waiting[] = []
  let waiting = 0
  let busy = false

  async function work(): Promise<void> {
    busy = true
    while (gathering.length > 0) {
      const batch = takeBatch()
      try {
        const outcomes = await journal.turn(() =>
          commitBatch(
            journal,
            clock,
            batch.map((one) => one.group),
          ),
        )
        batch.forEach((one, i) => {
          const answer = outcomes[i] as GroupAnswer
          if (answer instanceof Error) one.reject(answer)
          else one.resolve(answer)
        })
      } catch (fault) {
        journal.forget()
        for (const one of batch) {
          if (fault instanceof NoRoom) one.resolve(one.group.drafts.map(() => noRoom(fault)))
          else one.reject(fault)
        }
      }
      for (const one of batch) waiting -= one.group.drafts.length
    }
    busy = false
  }

  function takeBatch(): readonly Waiting[] {
    let count = 0
    let taken = 0
    for (const one of gathering) {
      if (taken > 0 && count + one.group.drafts.length > most) break
      count += one.group.drafts.length
      taken++
    }
    const batch = gathering.slice(0, taken)
    gathering = gathering.slice(taken)
    return batch
  }

  return {
    async drained() {
      const idle = () => !busy
      while (!idle()) await new Promise((resolve) => setImmediate(resolve))
    },
    submit(group) {
      if (waiting + group.drafts.length > QUEUE_MAX && waiting > 0) {
        return Promise.resolve(group.drafts.map(() => refuse({ code: 'busy', retryAfter: 1 })))
      }
      waiting += group.drafts.length
      return new Promise((resolve, reject) => {
        gathering.push({ group, resolve, reject })
        // What arrives in this turn of the event loop shares the commit.
        if (!busy) {
          busy = true
          setImmediate(() => void work())
        }
      })
    },
  }
}

async function commitBatch(
  journal: Journal,
  clock: Clock,
  groups: readonly Group[],
): Promise<readonly GroupAnswer[]> {
  for (let tries = 1; ; tries++) {
    const tip = await journal.tip(groups.flatMap((group) => group.drafts))
    const { outcomes, sealed } = sealAll(groups, tip, clock.now())
    if (sealed.length === 0) return outcomes

    const written = await journal.append(sealed, tip)
    if (written.ok) return outcomes
    if (tries >= TRIES_MAX)
      throw new Error(`the journal's place was taken ${tries} times (${written.taken})`)
    journal.forget()
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(tries * 2, 50)))
  }
}

/** Seals groups one after another; each whole group on a copy of the tip, so that a refused one leaves nothing. */
export function sealAll(
  groups: readonly Group[],
  tip: Tip,
  now: number,
): {
  readonly outcomes: readonly GroupAnswer[]
  readonly sealed: readonly Sealed[]
} {
  const sealed: Sealed[] = []
  const outcomes = groups.map((group): GroupAnswer => {
    try {
      return sealGroup(group, tip, now, sealed)
    } catch (fault) {
      return fault as Error
    }
  })
  return { outcomes, sealed }
}

function sealGroup(
  group: Group,
  tip: Tip,
  now: number,
  sealed: Sealed[],
): readonly Outcome<Entry>[] {
  // Alone on the tip, a draft that throws has moved nothing; in a group it might have.
  const trial = group.drafts.length > 1 ? copyOf(tip) : tip
  const results = group.drafts.map((draft) => seal(draft, trial, now))
  if (group.whole && group.drafts.length > 1 && results.some((result) => !result.ok))
    return wholeRefused(results)
  if (trial !== tip) Object.assign(tip, trial)
  for (const result of results) if (result.sealed) sealed.push(result.sealed)
  return results.map(bare)
}

/** Every refusal of a refused group is told; the rest say which row stopped them, but for those that stood already. */
function wholeRefused(results: readonly SealOutcome[]): readonly Outcome<Entry>[] {
  const row = results.findIndex((result) => !result.ok)
  return results.map((result) =>
    result.ok && !result.again ? refuse({ code: 'group-refused', row }) : bare(result),
  )
}

function bare(outcome: SealOutcome): Outcome<Entry> {
  if (!outcome.ok) return { ok: false, refusal: outcome.refusal }
  return outcome.again
    ? { ok: true, value: outcome.value, again: true }
    : { ok: true, value: outcome.value }
}
