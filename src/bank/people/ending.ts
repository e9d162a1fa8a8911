/**
 * When a member dies or can no longer decide (身后与失能办理): a case that is
 * reported on a paper, checked, approved by a second person, and carried out as
 * the member had said beforehand. Until then nothing is taken from them; a case
 * opened by mistake is taken back.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId, Ref, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { toBase64url } from '../../proof/base64.ts'
import { stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import { ENDING_KINDS, type EndingKind, type EndingRow } from '../ports-ending.ts'
import { record } from '../record.ts'
import { refusedWithoutSecond } from '../second.ts'
import { carryOut } from './ending-carry.ts'
import { type OwnRecord, recordOf } from './own-record.ts'
import { homeFor } from './will.ts'

export interface EndingReport {
  readonly id: EntryId
  readonly member: MemberId
  readonly kind: string
  /** SHA-256 of the paper, hex. */
  readonly evidence: string
  readonly relative?: MemberId
}

export const ENDING_MOVES = ['check', 'approve', 'carry', 'withdraw'] as const
export type EndingMove = (typeof ENDING_MOVES)[number]

export interface EndingStep {
  readonly id: EntryId
  readonly member: MemberId
  readonly move: string
}

/** From which states a move is made, and to which. */
const MOVES: Readonly<
  Record<EndingMove, { readonly from: readonly string[]; readonly to: string }>
> = {
  check: { from: ['reported'], to: 'checked' },
  approve: { from: ['checked'], to: 'approved' },
  carry: { from: ['approved'], to: 'carried' },
  withdraw: { from: ['reported', 'checked', 'approved'], to: 'withdrawn' },
}

/** Opens the case. Refuses without the hash of a paper, and while one is open. */
export async function reportEnding(
  bank: Bank,
  actor: Actor,
  order: EndingReport,
): Promise<Outcome<Entry>> {
  if (actor.kind === 'member') return refuse({ code: 'not-allowed', act: 'members:write' })
  const home = await homeFor(bank, actor, order.member)
  if (!home.ok) return home
  const { member, kind, evidence, relative } = order
  if (!(ENDING_KINDS as readonly string[]).includes(kind))
    return refuse({ code: 'code-unreadable', what: 'kind', given: kind })
  if (!/^[0-9a-f]{64}$/.test(evidence))
    return refuse({ code: 'code-unreadable', what: 'evidence', given: evidence.slice(0, 20) })
  if (relative === member) return refuse({ code: 'to-oneself', member })
  if (relative !== undefined && !(await bank.people.get(relative)))
    return refuse({ code: 'unknown-member', member: relative })
  const ask = asked(actor, 'ending', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const known = await bank.directory.newest('ending', member)
    const state = known?.body.list.state
    if (state !== undefined && state !== 'withdrawn')
      return refuse({ code: 'ending-state', state, move: 'report' })
    const draft = await rowDraft(bank, actor, ask, home.value, (place) => ({
      member,
      known,
      body: {
        list: { place, who: member, state: 'reported', at: bank.clock.now(), due: 0 },
        kind: kind as EndingKind,
        evidence,
        reportedBy: actor.id,
        ...(relative === undefined ? {} : { relative }),
      },
    }))
    return draft.ok ? record(bank, draft.value) : draft
  })
}

/** Takes it a step on. Who approves is neither who reported nor who checked it, and shows a second factor. */
export async function moveEnding(
  bank: Bank,
  actor: Actor,
  order: EndingStep,
): Promise<Outcome<Entry>> {
  if (actor.kind === 'member') return refuse({ code: 'not-allowed', act: 'members:write' })
  const act = order.move === 'approve' ? 'reviews:write' : 'members:write'
  const home = await homeFor(bank, actor, order.member, act)
  if (!home.ok) return home
  const move = Object.hasOwn(MOVES, order.move) ? (order.move as EndingMove) : undefined
  if (!move) return refuse({ code: 'code-unreadable', what: 'move', given: order.move })
  const ask = asked(actor, 'ending-step', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const outcome = await lookingAgain(bank, async () => {
    const row = await bank.directory.newest('ending', order.member)
    if (!row) return refuse({ code: 'unknown-ending', member: order.member })
    const no = refusedMove(actor, row.body, move)
    if (no) return refuse(no)
    if (move === 'carry') return carryOut(bank, actor, ask, row)
    const draft = await rowDraft(bank, actor, ask, home.value, () => ({
      member: order.member,
      known: row,
      body: moved(row.body, actor, move),
    }))
    return draft.ok ? record(bank, draft.value) : draft
  })
  bank.directory.forget()
  return outcome
}

function moved(body: EndingRow, actor: Actor, move: EndingMove): EndingRow {
  const list = { ...body.list, state: MOVES[move].to }
  if (move === 'check') return { ...body, list, checkedBy: actor.id }
  return move === 'approve' ? { ...body, list, approvedBy: actor.id } : { ...body, list }
}

function refusedMove(actor: Actor, body: EndingRow, move: EndingMove): Refusal | undefined {
  const { state } = body.list
  if (!MOVES[move].from.includes(state)) return { code: 'ending-state', state, move }
  if (move !== 'approve') return undefined
  if (actor.id === body.reportedBy || actor.id === body.checkedBy)
    return { code: 'not-second-person', why: 'maker' }
  return refusedWithoutSecond(actor, 'reviews:write')
}

async function rowDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  home: string,
  change: (place: string) => {
    readonly member: MemberId
    readonly known: Row<EndingRow> | undefined
    readonly body: EndingRow
  },
): Promise<Outcome<Draft>> {
  const place = await stationOn(bank, home, today(bank))
  if (!place.ok) return place
  const { member, known, body } = change(`${place.value.station.body.path}${home}/`)
  const row: RowChange = rowChange(bank, 'ending', member, (known?.version ?? 0) + 1, body)
  return done(
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: home,
      organisation: place.value.organisation,
      service: '-',
      along: [row],
      refs: [
        ['evidence', body.evidence],
        ['for', member],
        ['to', body.list.state],
      ],
    }),
  )
}

/** The case of a member, for staff of their station. */
export async function endingOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<Outcome<Row<EndingRow> | undefined>> {
  const home = await homeFor(bank, actor, member, 'members:read')
  return home.ok ? done(await bank.directory.newest('ending', member)) : home
}

/** A record as it is handed to a relative: what was signed, by which key. */
export interface SignedRecord {
  readonly record: OwnRecord
  readonly kid: string
  /** Ed25519 over the UTF-8 bytes of `record` as it is written, base64url. */
  readonly signature: string
}

/** Where the case has come so far, near relatives may read what is kept (PIPL 49). */
const READABLE = ['checked', 'approved', 'carried']

/** The whole record of somebody who has died, signed, to be handed to a near relative whom staff have before them. */
export async function recordForRelative(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<Outcome<SignedRecord>> {
  if (actor.kind === 'member') return refuse({ code: 'not-allowed', act: 'people:export' })
  const home = await homeFor(bank, actor, member, 'people:export')
  if (!home.ok) return home
  const row = await bank.directory.newest('ending', member)
  if (row?.body.kind !== 'death') return refuse({ code: 'unknown-ending', member })
  const { state } = row.body.list
  if (!READABLE.includes(state)) return refuse({ code: 'ending-state', state, move: 'record' })
  const refs: readonly Ref[] = [['evidence', row.body.evidence]]
  const found = await recordOf(bank, actor, member, { act: 'exported', ok: true, refs })
  if (!found.ok) return found
  const bytes = new TextEncoder().encode(JSON.stringify(found.value))
  const signature = toBase64url(await bank.signer.sign(bytes))
  return done({ record: found.value, kid: bank.signer.kid, signature })
}
