/**
 * Objections to a list that hangs out (公示异议): anybody makes one and is asked
 * for no name; a number, which only they have, leads to the answer. What is
 * written lies sealed among the evidence, and entries carry its hash.
 */
import { Buffer } from 'node:buffer'
import { canonical } from '../../ledger/canonical.ts'
import type { Entry } from '../../ledger/entry.ts'
import { done, type Outcome, type PaperTerm, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { OBJECTION_OUTCOMES, type ObjectionOutcome } from '../../rules/papers.ts'
import { may, refusedAt, SYSTEM } from '../actor.ts'
import { rowChange, today } from '../draft.ts'
import { deadlineAfter } from '../loop/clock.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { Objection, PublicityRow } from '../ports-papers.ts'
import { changed, type PublicityOf } from './publicity.ts'
import { paperRules } from './served.ts'

/** A page of a letter; who has more to say says it to the station. */
export const OBJECTION_WORDS_MAX = 2_000

/** Of one list: each is answered by a person before the list can end. */
const OBJECTIONS_MAX = 100

/** As `ids.opaque` makes them: nobody guesses one of another. */
const NUMBER = /^[0-9a-hjkmnp-tv-z]{16}$/

export interface ObjectionOrder extends PublicityOf {
  /** The member it is about; all of the list where it is not said. */
  readonly about?: string
  readonly words: string
  /** What the answer is looked up by: made where the form is shown. */
  readonly number: string
}

/** Notes at the desk what somebody says is wrong. Refuses a list that is ended, a person who is not on it, and no words. */
export async function objected(
  bank: Bank,
  actor: Actor,
  order: ObjectionOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  return no ? refuse(no) : objection(bank, actor, order)
}

/** The same from anybody who has seen the list, while it hangs out. */
export async function objectedByAnyone(bank: Bank, order: ObjectionOrder): Promise<Outcome<Entry>> {
  const row = await bank.directory.newest('publicity', `${order.station}/${order.list}`)
  if (!row) return refuse({ code: 'unknown-paper', paper: order.list })
  if (!hangs(bank, row.body)) return refuse({ code: 'paper-terms', what: 'not-hanging' })
  // Before anything is kept of it: what nobody will read takes no room.
  if (row.body.objections.length >= OBJECTIONS_MAX && !(await bank.journal.entry(order.id)))
    return refuse({ code: 'paper-terms', what: 'many-objections' })
  return objection(bank, SYSTEM, order, [['source', 'public']])
}

/** Whether a list hangs out today. */
export function hangs(bank: Pick<Bank, 'clock'>, { posted, until, ended }: PublicityRow): boolean {
  const now = today(bank)
  return ended === undefined && posted <= now && now <= until
}

async function objection(
  bank: Bank,
  actor: Actor,
  { words, number, ...of }: ObjectionOrder,
  refs: Entry['refs'] = [],
): Promise<Outcome<Entry>> {
  const wrong = wrongWords(words, 'words') ?? (NUMBER.test(number) ? undefined : 'number')
  if (wrong) return refuse({ code: 'paper-terms', what: wrong })
  const at = numberHash(number)
  // The number is nobody else's, so that the hash of a short text cannot be guessed.
  const text = await bank.evidence.put(sealedWords(number, words))
  const { amount, unit } = paperRules(bank).objectionTime
  const due = deadlineAfter(bank.rules, bank.clock.now(), { amount, unit })
  const order = { ...of, at, text, verb: 'publicity-objection' }
  const more = {
    refs: [...refs, ['evidence', text]] as Entry['refs'],
    along: (row: PublicityRow) => [
      rowChange(bank, 'objection-at', at, 1, {
        list: `${of.station}/${of.list}`,
        n: row.objections.length,
      }),
    ],
  }
  return changed(bank, actor, order, more, (row) => {
    if (of.about !== undefined && !row.lines.some(({ member }) => member === of.about))
      return 'about'
    if (row.objections.length >= OBJECTIONS_MAX) return 'many-objections'
    const about = of.about === undefined ? {} : { about: of.about }
    const made: Objection = { day: today(bank), ...about, text, due }
    return { ...row, objections: [...row.objections, made] }
  })
}

const wrongWords = (words: string, what: PaperTerm): PaperTerm | undefined =>
  words.trim() === '' || words.length > OBJECTION_WORDS_MAX ? what : undefined

const numberHash = (number: string) => toHex(sha256(Buffer.from(number, 'utf8'))).slice(0, 32)

const sealedWords = (salt: string, words: string) =>
  Buffer.from(canonical({ salt, words: words.trim() }), 'utf8')

/** Words by their hash; undefined where there are none, or where they were destroyed. */
async function wordsIn(bank: Bank, hash: string | undefined): Promise<string | undefined> {
  const bytes = hash === undefined ? undefined : await bank.evidence.get(hash)
  if (!(bytes instanceof Uint8Array)) return undefined
  return (JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly words: string }).words
}

export interface ObjectionOf extends PublicityOf {
  /** Which of the list's, from 1. */
  readonly n: number
}

/** Says who sees to it: whoever asks. Taken over by another, it is theirs. */
export async function handleObjection(
  bank: Bank,
  actor: Actor,
  order: ObjectionOf,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  if (no) return refuse(no)
  const said = { ...order, verb: 'publicity-handle' }
  return changed(bank, actor, said, {}, (row) => {
    const known = row.objections[order.n - 1]
    if (!known || known.outcome !== undefined) return 'outcome'
    return { ...row, objections: row.objections.with(order.n - 1, { ...known, handler: actor.id }) }
  })
}

/** Says what became of one, and why. Refuses one that is answered, and no words. */
export async function answerObjection(
  bank: Bank,
  actor: Actor,
  order: ObjectionOf & { readonly outcome: ObjectionOutcome; readonly words: string },
): Promise<Outcome<Entry>> {
  const { words, ...of } = order
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  if (no) return refuse(no)
  const wrong = wrongWords(words, 'answer-words')
  if (wrong) return refuse({ code: 'paper-terms', what: wrong })
  const answer = await bank.evidence.put(sealedWords(order.id, words))
  const said = { ...of, answer, verb: 'publicity-answer' }
  return changed(bank, actor, said, { refs: [['evidence', answer]] }, (row) => {
    const known = row.objections[order.n - 1]
    if (!known || known.outcome !== undefined || !OBJECTION_OUTCOMES.includes(order.outcome))
      return 'outcome'
    const answered = { outcome: order.outcome, answer, answered: today(bank), handler: actor.id }
    return { ...row, objections: row.objections.with(order.n - 1, { ...known, ...answered }) }
  })
}

export interface ObjectionRead extends Objection {
  readonly n: number
  readonly words: string | undefined
  readonly answerWords: string | undefined
  readonly isOverdue: boolean
}

/** Objections of a list with what was written, for those who answer them. */
export async function objectionsOf(
  bank: Bank,
  actor: Actor,
  { objections }: PublicityRow,
): Promise<readonly ObjectionRead[]> {
  const reads = may(actor, 'papers:write')
  return Promise.all(
    objections.map(async (one, at) => ({
      ...one,
      n: at + 1,
      words: reads ? await wordsIn(bank, one.text) : undefined,
      answerWords: await wordsIn(bank, one.answer),
      isOverdue: isOverdue(bank, one),
    })),
  )
}

/** Whether its time is over and it has no answer. */
export function isOverdue(bank: Pick<Bank, 'clock'>, { due, outcome }: Objection): boolean {
  return outcome === undefined && due !== undefined && due < bank.clock.now()
}

export interface ObjectionTold {
  readonly station: string
  readonly list: PublicityRow
  readonly objection: Objection
  readonly answerWords: string | undefined
}

/** What anyone is told who has the number: where it stands and the answer, and not what was written. */
export async function objectionBy(bank: Bank, number: string): Promise<ObjectionTold | undefined> {
  if (!NUMBER.test(number)) return undefined
  const lead = await bank.directory.newest('objection-at', numberHash(number))
  const row = lead && (await bank.directory.newest('publicity', lead.body.list))
  const objection = row?.body.objections[lead?.body.n ?? -1]
  if (!row || !objection) return undefined
  const station = row.key.slice(0, row.key.indexOf('/'))
  const answerWords = await wordsIn(bank, objection.answer)
  return { station, list: row.body, objection, answerWords }
}

/** A list that hangs out today, as anyone may see that it does. */
export async function hangingList(
  bank: Bank,
  { station, list }: Omit<PublicityOf, 'id'>,
): Promise<Outcome<Row<PublicityRow>>> {
  const row = await bank.directory.newest('publicity', `${station}/${list}`)
  if (!row) return refuse({ code: 'unknown-paper', paper: list })
  return hangs(bank, row.body) ? done(row) : refuse({ code: 'paper-terms', what: 'not-hanging' })
}
