/** What the pages of service orders have in common: how one is found, how its clock is said, who is named. */
import { clockOf, type OrderClock } from '../bank/loop/clock.ts'
import { orderFor, type OrderFound, wordsOf } from '../bank/loop/order.ts'
import type { Actor } from '../bank/ports.ts'
import type { Claimant, OrderWords } from '../bank/ports-order.ts'
import { CLAIM_KINDS, type Codes } from '../rules/order-codes.ts'
import { maskName, timeText } from '../words/reading.ts'
import type { Pages } from '../words/pages.ts'
import { actorOf, type Ask, isEntryId, languageOf, speakerFor, type Web, words } from './view.ts'

/** The order of the address, where whoever asks may see it. */
export async function orderAt(web: Web, c: Ask): Promise<OrderFound | undefined> {
  const id = c.req.param('order') ?? ''
  const found = isEntryId(id) ? await orderFor(web.bank, actorOf(c), id) : undefined
  return found?.ok ? found.value : undefined
}

export function clockNow({ bank }: Web, { row, workflow }: OrderFound): OrderClock {
  return clockOf(workflow, row.body, bank.clock.now())
}

/** How it stands against its time, in a word; the colour only says it again. */
export function clockWord(t: Pages, { row, workflow }: OrderFound, { colour }: OrderClock): string {
  if (workflow.states[row.body.state]?.kind !== 'open') return t.order.over
  if (row.body.stopped) return t.order.stopped
  return colour === 'none' ? t.order.noDue : t.order[colour]
}

export function Due({ web, c, found }: { web: Web; c: Ask; found: OrderFound }) {
  const clock = clockNow(web, found)
  const word = clockWord(words(c), found, clock)
  return (
    <>
      <b class={`clock ${clock.colour}`}>{word}</b>
      {clock.due === 0 ? '' : ` ${timeText(clock.due, languageOf(c))}`}
    </>
  )
}

export function stateName({ row, workflow }: OrderFound, c: Ask): string {
  return workflow.states[row.body.state]?.label[languageOf(c)] ?? row.body.state
}

export function codeName(codes: Codes, code: string, c: Ask): string {
  return codes[code]?.[languageOf(c)] ?? code
}

export function codeOptions(codes: Codes, c: Ask): readonly (readonly [string, string])[] {
  return Object.entries(codes).map(([code, label]) => [code, label[languageOf(c)]] as const)
}

/** Who does it, as it is said to this reader; the name of somebody without an account stands in the note. */
export async function claimantText(
  web: Web,
  c: Ask,
  claimant: Claimant,
  named?: string,
): Promise<string> {
  const t = words(c)
  const { directory } = web.bank
  if (claimant.kind === 'named') return named ?? codeName(CLAIM_KINDS, 'named', c)
  if (claimant.kind === 'team')
    return (await directory.get('team', claimant.id))?.body.name ?? claimant.id
  if (claimant.kind === 'organisation')
    return (await directory.get('organisation', claimant.id))?.body.name ?? claimant.id
  if (claimant.kind === 'provider') {
    const contract = (await directory.newest('contract', claimant.id))?.body
    const name = contract && (await directory.get('organisation', contract.provider))?.body.name
    return t.paid.comesPaid(name ?? claimant.id)
  }
  const ids = [claimant.id, ...(claimant.with === undefined ? [] : [claimant.with])]
  const speaker = await speakerFor(web, c, ids)
  const names = ids.map((id) => {
    const person = speaker.people.get(id as never)
    return person ? `${maskName(person.name)}（${person.number}）` : id
  })
  return names[1] === undefined ? (names[0] ?? '') : `${names[0]} ${t.order.together(names[1])}`
}

/** Whether the order is for whoever asks, or for the one they act for. */
export function isOwn(actor: Actor, { row }: OrderFound): boolean {
  return actor.kind === 'member' && row.body.member === actor.member
}

export interface Began {
  /** The order it came from, and what was said there. */
  readonly text: string
  readonly said: OrderWords | undefined
}

/** What an incident began with, which has no words of its own; undefined where somebody wrote it down. */
export async function beganWith(
  { bank }: Web,
  c: Ask,
  { body }: OrderFound['row'],
): Promise<Began | undefined> {
  if (body.type !== 'incident' || body.cameFrom === undefined) return undefined
  const source = await orderFor(bank, actorOf(c), body.cameFrom)
  if (!source.ok) return undefined
  const { row, workflow } = source.value
  const language = languageOf(c)
  const began = row.body.moves.find(
    ({ move, at }) => workflow.moves[move]?.effect === 'incident' && at >= body.list.at,
  )
  const move = began && workflow.moves[began.move]?.label[language]
  return {
    text: [workflow.label[language], move].filter(Boolean).join(' · '),
    said: (await wordsOf(bank, [row.key])).get(row.key),
  }
}
