/**
 * Voices (居民意见): while a topic is on notice, whoever has their station in its
 * street says for, against or something else, in words or without; said again,
 * the last counts. Who may speak when is the workflow's to say.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { answeredBefore, asked, drafted, lookingAgain, rowChange, today } from '../draft.ts'
import { stationOn } from '../actor.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import { type OrderRow, type Said, SAID } from '../ports-order.ts'
import { record } from '../record.ts'
import { type OrderFound } from './order.ts'
import { moveRefs } from './take-in.ts'
import { workflowNamed, workflowsNow } from './workflow.ts'

export interface VoiceOrder {
  readonly id: EntryId
  readonly order: string
  readonly says: Said
  /** Kept in the vault; '' is none. */
  readonly words: string
}

const WORDS_MAX = 500

/** Topics on a page. */
const MOST = 50

/** "4401/440104/440104003/": the street a path goes through. */
const streetOf = (path: string) => `${path.split('/').slice(0, 3).join('/')}/`

/** By a member, for themselves. Refuses a topic of another street, one that is not on notice, and words longer than half a page. */
export async function sayVoice(
  bank: Bank,
  actor: Actor,
  order: VoiceOrder,
): Promise<Outcome<Entry>> {
  const { member } = actor
  if (actor.kind !== 'member' || member === undefined || actor.through)
    return refuse({ code: 'not-allowed', act: 'orders:write' })
  const { words, ...said } = order
  if (!SAID.includes(order.says))
    return refuse({ code: 'code-unreadable', what: 'says', given: order.says.slice(0, 20) })
  if (Array.from(words).length > WORDS_MAX)
    return refuse({ code: 'code-unreadable', what: 'note', given: words.slice(0, 20) })
  const ask = asked(actor, 'voice', said)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const outcome = await lookingAgain(bank, async () => {
    const found = await topicFor(bank, member, order.order)
    if (!found) return refuse({ code: 'unknown-order', order: order.order })
    const { row, workflow } = found
    const state = workflow.states[row.body.state]
    if (!state || !workflow.voices?.includes(row.body.state))
      return refuse({ code: 'move-not-now', state: state?.label ?? NAMELESS, move: VOICE, may: [] })
    const place = await stationOn(bank, row.body.station, today(bank))
    if (!place.ok) return place
    const known = await bank.directory.newest('voice', `${row.key}/${member}`)
    const list = { place: voicesAt(row), who: member, state: order.says }
    const body = { list: { ...list, at: known?.body.list.at ?? bank.clock.now(), due: 0 } }
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...{ kind: 'row', postings: [], servedOn: today(bank), station: row.body.station },
        ...{ organisation: place.value.organisation, service: '-' },
        // What was resolved meanwhile is heard no more.
        relies: [row],
        along: [rowChange(bank, 'voice', `${row.key}/${member}`, (known?.version ?? 0) + 1, body)],
        refs: moveRefs(row.key, row.body, 'voice'),
      }),
    )
  })
  const key = voiceNote(order.order, member)
  // Said again without words, the old ones do not stand under the new side.
  if (outcome.ok && !outcome.again)
    await bank.people.notes.put({ key, holder: member, value: { words }, at: bank.clock.now() })
  return outcome
}

const VOICE = { zh: '发表意见', en: 'say what you think' }
const NAMELESS = { zh: '', en: '' }

const voiceNote = (order: string, member: string) => `voice/${order}/${member}`

const voicesAt = ({ key, body }: Row<OrderRow>) => `${body.list.place}${key}/`

/** How many have said what of a topic. */
export async function voicesOf(
  bank: Pick<Bank, 'directory'>,
  row: Row<OrderRow>,
): Promise<Readonly<Record<Said, number>>> {
  const counts = await bank.directory.states('voice', { places: [voicesAt(row)] })
  return {
    for: counts.get('for') ?? 0,
    against: counts.get('against') ?? 0,
    other: counts.get('other') ?? 0,
  }
}

/** What was said in words, the newest first, without who said it: for staff who put the topic to a resolution. */
export async function voiceWords(
  bank: Pick<Bank, 'directory' | 'people'>,
  row: Row<OrderRow>,
): Promise<readonly { readonly says: Said; readonly words: string }[]> {
  const rows = await bank.directory.listed('voice', { places: [voicesAt(row)], newest: true })
  const notes = await bank.people.notes.get(
    rows.map(({ body }) => voiceNote(row.key, body.list.who)),
  )
  return rows.flatMap(({ body: { list } }) => {
    const note = notes.get(voiceNote(row.key, list.who)) as { readonly words: string } | undefined
    return note && note.words.trim() !== '' ? [{ says: list.state as Said, words: note.words }] : []
  })
}

/** Whether an order is a topic that came to a resolution: what a price may cite. */
export async function isResolved(bank: Pick<Bank, 'directory'>, order: string): Promise<boolean> {
  const row = await bank.directory.newest('order', order)
  const workflow = row && (await workflowNamed(bank, row.body.workflow))
  return row?.body.moves.some(({ move }) => workflow?.voices && move === 'resolve') ?? false
}

/** What a member said of it, if anything. */
export async function ownVoice(
  bank: Pick<Bank, 'directory'>,
  member: MemberId,
  order: string,
): Promise<Said | undefined> {
  return (await bank.directory.newest('voice', `${order}/${member}`))?.body.list.state as
    | Said
    | undefined
}

/** Topics of the street of a member's station, the newest first: on notice, resolved, carried out. Not those only proposed. */
export async function topicsNear(bank: Bank, member: MemberId): Promise<readonly OrderFound[]> {
  const topics = [...(await workflowsNow(bank)).values()].filter(({ voices }) => voices)
  const types = topics.map(({ type }) => type)
  const states = topics.flatMap((one) =>
    Object.keys(one.states).filter((state) => state !== one.first),
  )
  const home = (await bank.directory.get('member', member))?.body.home ?? ''
  const station = await bank.directory.get('station', home)
  if (!station) return []
  const found: OrderFound[] = []
  for (let offset = 0; found.length < MOST; offset += STRETCH) {
    const places = [streetOf(station.body.path)]
    const query = { places, states, newest: true, limit: STRETCH, offset }
    const rows = await bank.directory.listed('order', query)
    for (const row of rows.filter(({ body }) => types.includes(body.type))) {
      const workflow = await workflowNamed(bank, row.body.workflow)
      if (workflow?.voices && row.body.state !== workflow.first) found.push({ row, workflow })
    }
    if (rows.length < STRETCH) break
  }
  return found.slice(0, MOST)
}

const STRETCH = 500

async function topicFor(
  bank: Bank,
  member: MemberId,
  order: string,
): Promise<OrderFound | undefined> {
  const row = await bank.directory.newest('order', order)
  const workflow = row && (await workflowNamed(bank, row.body.workflow))
  const home = (await bank.directory.get('member', member))?.body.home ?? ''
  const station = await bank.directory.get('station', home)
  if (!row || !workflow?.voices || !station) return undefined
  const near = row.body.list.place.startsWith(streetOf(station.body.path))
  return near && row.body.state !== workflow.first ? { row, workflow } : undefined
}
