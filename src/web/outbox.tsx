/**
 * 未上传的登记: what a desk wrote while the network was away. The browser keeps
 * it and posts it here, one after another, each with the id it was given as it
 * was written: what was recorded already is answered as it was the first time.
 */
import type { Hono } from 'hono'
import { naturalId } from '../bank/hours/opening.ts'
import { credit } from '../bank/hours/credit.ts'
import { today } from '../bank/draft.ts'
import { type SessionSaid, sessionOf } from '../bank/activities/session.ts'
import type { Person } from '../bank/ports-people.ts'
import { numberTyped } from '../ledger/check-digit.ts'
import { type EntryId, refOf } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { sentence } from '../words/refusal.ts'
import { postedWhole, sessionPosted } from './activity-session.tsx'
import { creditAsked } from './member.tsx'
import { outboxPage } from './outbox-page.tsx'
import { rosterPosted } from './roster.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  type Fields,
  fieldsOf,
  isEntryId,
  isMemberId,
  languageOf,
  reviewAt,
  serviceName,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

/**
 * What became of one: it is in the books; it waits for a second person; it is
 * not accepted as it stands; or nothing is said of it yet, and it goes on
 * waiting on the computer, as do those behind it.
 */
export interface OutboxAnswer {
  readonly state: 'done' | 'review' | 'refused' | 'later'
  readonly said: string
  /** Where it can be looked at. */
  readonly link?: string
}

export function outboxPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/outbox', (c) => outboxPage(web, c))
  app.post('/desk/outbox', async (c) => {
    const fields = await fieldsOf(c)
    const answer = await answerTo(web, c, fields)
    return c.json(answer, answer.state === 'refused' ? 422 : answer.state === 'later' ? 409 : 200)
  })
}

const POSTED: Readonly<
  Record<string, (web: Web, c: Ask, fields: Fields) => Promise<OutboxAnswer>>
> = {
  credit: creditPosted,
  attended: attendedPosted,
  roster: async (web, c, fields) => {
    const no = await rosterPosted(web, c, fields)
    return no ? refusedWith(web, c, no) : batchDone(web, c, fields)
  },
  session: async (web, c, fields) => {
    const no = await sessionPosted(web, c, fields.get('activity'), fields)
    return no ? refusedWith(web, c, no) : batchDone(web, c, fields)
  },
}

async function answerTo(web: Web, c: Ask, fields: Fields): Promise<OutboxAnswer> {
  const { outbox } = words(c)
  if (fields.get('clerk') !== actorOf(c).id) return { state: 'later', said: outbox.otherClerk }
  const id = fields.get('id')
  const post = POSTED[fields.get('kind')]
  if (!post || !isEntryId(id) || id.charAt(14) !== '7')
    return { state: 'refused', said: outbox.notTaken }
  return post(web, c, fields)
}

/** Nos to whoever posts, or to the moment: what was written is not at fault and goes on waiting. */
const NOT_NOW = new Set<Refusal['code']>([
  'second-factor-needed',
  'signed-out',
  'device-needed',
  'device-refused',
  'locked',
  'busy',
  'no-room',
])

async function refusedWith(
  web: Web,
  c: Ask,
  no: Refusal | { readonly said: string },
): Promise<OutboxAnswer> {
  if (!('code' in no)) return { state: 'refused', said: no.said }
  const link = reviewAt(no)
  const about = 'member' in no && isMemberId(no.member) ? [no.member] : []
  const said = sentence(no, await speakerFor(web, c, about))
  if (link !== undefined) return { state: 'review', said, link: link.replace('?sent=1', '') }
  return { state: NOT_NOW.has(no.code) ? 'later' : 'refused', said }
}

function batchDone(web: Web, c: Ask, fields: Fields): OutboxAnswer {
  const link = `/desk/batches/${fields.get('id')}?day=${today(web.bank)}`
  return { state: 'done', said: words(c).outbox.formKept, link }
}

async function personOf(web: Web, c: Ask, typed: string): Promise<Person | undefined> {
  const number = numberTyped(typed)
  if (number === undefined) return undefined
  const [person] = await web.bank.people.find(deskScope(c), { number }, 1)
  return person
}

async function creditPosted(web: Web, c: Ask, fields: Fields): Promise<OutboxAnswer> {
  const { outbox, roster } = words(c)
  const language = languageOf(c)
  const number = fields.get('number')
  const person = await personOf(web, c, number)
  if (!person) return { state: 'refused', said: roster.addNone(number) }
  const id = fields.get('id') as EntryId
  const order = creditAsked(web, c, fields, { id, member: person.member })
  if (typeof order === 'string') return { state: 'refused', said: order }
  const outcome = await credit(web.bank, actorOf(c), order)
  const said = [
    `${maskName(person.name)} ${person.number}`,
    serviceName(web, order.service, language) ?? order.service,
    dayText(order.servedOn, language),
    hoursText(order.minutes, language),
  ].join(' · ')
  const link = `/receipts/${id}`
  if (outcome.ok) return { state: 'done', said, link }
  if (outcome.refusal.code === 'id-taken' && (await isSame(web, c, order)))
    return { state: 'done', said: `${said} · ${outbox.known}`, link }
  return refusedWith(web, c, outcome.refusal)
}

/** Whether the id is that of the very credit: recorded before its answer was lost, when the day it was for was still today. */
async function isSame(
  { bank }: Web,
  c: Ask,
  order: { readonly id: EntryId; readonly member: string; readonly minutes: number } & {
    readonly servedOn: string
    readonly service: string
  },
): Promise<boolean> {
  const entry = await bank.journal.entry(order.id)
  const served = entry?.postings.reduce((sum, { minutes }) => sum + Math.max(0, minutes), 0)
  return (
    entry?.kind === 'credit' &&
    entry.by === actorOf(c).id &&
    refOf(entry, 'for') === order.member &&
    entry.servedOn === order.servedOn &&
    entry.service === order.service &&
    served === order.minutes
  )
}

type Posted = SessionSaid['rows'][number]

/** Who came to an activity, by number: "GZ00000014", or "GZ00000014 1.5" where the hours differ from the plan. */
async function attendedPosted(web: Web, c: Ask, fields: Fields): Promise<OutboxAnswer> {
  const { outbox, roster } = words(c)
  const [activity = '', day = ''] = fields.get('activity').split(' ')
  const found = await sessionOf(web.bank, actorOf(c), activity, day)
  if (!found.ok) return refusedWith(web, c, found.refusal)
  const planned = new Map(found.value.people.map(({ member, minutes }) => [member, minutes]))
  const id = fields.get('id') as EntryId
  const rows: Posted[] = []
  for (const [at, line] of fields.long('list').split('\n').entries()) {
    const [number = '', ...hours] = line.normalize('NFKC').trim().split(/\s+/)
    if (number === '') continue
    const person = await personOf(web, c, number)
    if (!person) return { state: 'refused', said: roster.addNone(number) }
    const { member } = person
    const own = hours.length === 0 ? planned.get(member) : parseHours(hours.join(' '))
    const minutes = hours.length === 0 ? (own ?? found.value.planned) : own
    if (minutes === undefined)
      return { state: 'refused', said: outbox.lineWrong.replace('{n}', `${at + 1}`) }
    if (rows.some((row) => row.member === member))
      return { state: 'refused', said: roster.addTwice(maskName(person.name)) }
    // The same list sent twice is the same rows under the same ids.
    rows.push({ id: naturalId('outbox', id, member), member, minutes })
  }
  if (rows.length === 0) return { state: 'refused', said: roster.nobody }
  const no = await postedWhole(web, c, { id, activity, day, rows })
  if (no) return refusedWith(web, c, no)
  const said = `${found.value.row.body.title} · ${outbox.people.replace('{n}', `${rows.length}`)}`
  return { ...batchDone(web, c, fields), said }
}
