/** The reads: readings, statements, entries with their receipts and proofs, and the public log. */
import { today } from '../bank/draft.ts'
import {
  accountFor,
  checkpointNow,
  consistencyOf,
  entryFor,
  jwks,
  logKey,
  proofOf,
  receiptOf,
} from '../bank/oversight/checkpoint.ts'
import { positionOf } from '../bank/oversight/position.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import { statement } from '../bank/oversight/statement.ts'
import { ownRecord } from '../bank/people/own-record.ts'
import { cityTrialBalance } from '../bank/oversight/trial-balance.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Entry, EntryId, Seq } from '../ledger/entry.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { maskName } from '../words/reading.ts'
import { toBase64 } from '../proof/base64.ts'
import { closedView, entryView, lineView, readingsView } from './answers.ts'
import { plainProblem, problem } from './problems.ts'
import { entryId } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

const FRESH = 'no-cache'
const LINES = 50

export const READS: Handlers = {
  'get /members/:id': member,
  'get /members/:id/statement': lines,
  'get /members/:id/export': ownExport,
  'get /entries/:ref': entry,
  'get /entries/:ref/receipt': receipt,
  'get /entries/:ref/proof': proof,
  'get /log/checkpoint': checkpoint,
  'get /log/consistency': consistency,
  'get /log/jwks': async ({ bank }) => json(200, await jwks(bank), FRESH),
  'get /log/key': async ({ bank }) => text(`${logKey(bank)}\n`, FRESH),
  'get /stations': stations,
  'get /stations/:code/position': position,
  'get /trial-balance': trialBalance,
}

async function member(ask: Ask): Promise<Response> {
  const { bank, actor } = ask
  const { at } = ask.query as { readonly at?: number }
  if (at !== undefined && at > (await bank.journal.size()))
    return problem(ask, { code: 'unknown-entry', entry: `${at}` })
  const outcome = await readingsOf(bank, actor, ask.params['id'] as MemberId, at)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const person = actor.kind === 'token' ? undefined : await bank.people.get(outcome.value.member)
  const own = actor.kind === 'member'
  return json(
    200,
    readingsView(outcome.value, person && (own ? person.name : maskName(person.name))),
  )
}

/** Of another there is none: "not yours" and "not there" are one answer. */
async function ownExport(ask: Ask): Promise<Response> {
  const { bank, actor, params } = ask
  const member = params['id'] ?? ''
  if (actor.kind === 'member' && actor.member !== member)
    return problem(ask, { code: 'unknown-member', member })
  const outcome = await ownRecord(bank, actor)
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}

async function lines(ask: Ask): Promise<Response> {
  const query = ask.query as { after?: number; before?: number; limit?: number }
  const limit = query.limit ?? LINES
  const id = ask.params['id'] as MemberId
  const outcome = await statement(ask.bank, ask.actor, { ...query, member: id, limit })
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const last = outcome.value.length < limit ? undefined : outcome.value.at(-1)
  return json(200, {
    lines: outcome.value.map(lineView),
    ...(last ? { next: last.line.seq } : {}),
  })
}

async function found({ bank, actor, params }: Ask): Promise<Outcome<Entry>> {
  const ref = params['ref'] ?? ''
  if (/^[1-9]\d{0,14}$/.test(ref)) return entryFor(bank, actor, Number(ref) as Seq)
  if (entryId.safeParse(ref).success) return entryFor(bank, actor, ref as EntryId)
  return refuse({ code: 'unknown-entry', entry: ref })
}

async function entry(ask: Ask): Promise<Response> {
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const closing = await ask.bank.journal.closing(outcome.value.seq)
  return json(200, {
    entry: entryView(ask.actor, outcome.value),
    ...(closing ? { closedBy: closedView(closing) } : {}),
  })
}

async function receipt(ask: Ask): Promise<Response> {
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const { account } = ask.query as { readonly account?: string }
  const wanted = accountFor(ask.actor, outcome.value, account)
  if (wanted === undefined)
    return problem(ask, { code: 'unknown-entry', entry: ask.params['ref'] ?? '' })
  return text(await receiptOf(ask.bank, outcome.value, wanted))
}

async function proof(ask: Ask): Promise<Response> {
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  return text(await proofOf(ask.bank, outcome.value))
}

async function checkpoint({ bank, language }: Ask): Promise<Response> {
  const newest = await checkpointNow(bank)
  return newest ? text(newest.note, FRESH) : plainProblem(language, 'nothing-there')
}

async function consistency({ bank, language, query }: Ask): Promise<Response> {
  const { from, to } = query as { readonly from: number; readonly to: number }
  const hashes = await consistencyOf(bank, from, to)
  if (!hashes) return plainProblem(language, 'nothing-there')
  return json(200, { from, to, hashes: hashes.map(toBase64) }, FRESH)
}

async function stations({ bank }: Ask): Promise<Response> {
  const day = today(bank)
  const rows = await bank.directory.all('station')
  const found = rows.map(({ key, body }) => {
    const { name, area, type, hotline, address, opening, terms, sample } = body
    const term = terms.find(({ from, to }) => from <= day && day <= to)
    return {
      code: key,
      name,
      area,
      type,
      hotline,
      address,
      opening,
      ...(term ? { organisation: term.organisation } : {}),
      sample,
    }
  })
  found.sort((a, b) => (a.code < b.code ? -1 : 1))
  return json(200, { stations: found }, FRESH)
}

async function position(ask: Ask): Promise<Response> {
  const { bank, actor, params } = ask
  const outcome = await positionOf(bank, actor, params['code'] ?? '', await seqOf(ask))
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}

async function trialBalance(ask: Ask): Promise<Response> {
  const outcome = await cityTrialBalance(ask.bank, ask.actor, await seqOf(ask))
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}

/** The seq that is asked for, or the newest. */
async function seqOf({ bank, query }: Ask): Promise<number> {
  const size = await bank.journal.size()
  return Math.min((query as { readonly at?: number }).at ?? size, size)
}

function text(body: string, cache = 'no-store'): Response {
  return new Response(body, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': cache },
  })
}
