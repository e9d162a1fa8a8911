/** The roster: one service of many people, everyone ticked, exceptions changed, looked at once more, recorded whole. */
import type { Hono } from 'hono'
import { dayOf, isDay, startOf, today } from '../bank/draft.ts'
import { creditSession, type SessionOrder, trySession } from '../bank/hours/session.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Entry, refOf, type Span } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Outcome, Refusal } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { maskName } from '../words/reading.ts'
import { sentence } from '../words/refusal.ts'
import { whysText } from '../words/review.ts'
import { proofIn } from './proof.tsx'
import { type Roster, type RosterRow, rosterPage, type Shown } from './roster-page.tsx'
import { signingPages } from './roster-sheet.tsx'
import {
  actorOf,
  type Ask,
  clockIn,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  isMemberId,
  languageOf,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PEOPLE_MAX = 300
const FITS_MAX = 9
const DAY_MS = 86_400_000

/** How far back the last session of a service is looked for. */
const LAST_DAYS = 62

export function rosterPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/roster', async (c) => rosterPage(web, c, await freshRoster(web, c)))
  app.post('/desk/roster', (c) => rosterSent(web, c))
  signingPages(app, web, (c) => freshRoster(web, c))
}

/** The station's people, or those who served a week before, or the last time, in the same service. */
async function freshRoster(web: Web, c: Ask): Promise<Roster> {
  const { bank } = web
  const station = deskStation(c)
  const asked = c.req.query('servedOn') ?? ''
  const servedOn = isDay(asked) ? asked : today(bank)
  const service = c.req.query('service') ?? 'activity'
  const list = c.req.query('from') ?? 'station'
  const back = list === 'last-week' ? 7 : LAST_DAYS
  const people =
    station === ''
      ? []
      : list === 'station'
        ? await bank.people.find({ station }, {}, PEOPLE_MAX)
        : await servedLast(web, { station, service, servedOn, back })
  const rows = [...people]
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .map((person) => ({ person, id: bank.ids.entry(), present: true, hours: '' }))
  const typed = { hours: c.req.query('hours') ?? '', from: '', to: '', proof: '', witness: '' }
  return { id: bank.ids.entry(), station, service, servedOn, list, ...typed, rows }
}

/** Who was credited in the service on the day so many days before, or on the last such day within them. */
async function servedLast(
  { bank }: Web,
  of: {
    readonly station: string
    readonly service: string
    readonly servedOn: string
    readonly back: number
  },
): Promise<readonly Person[]> {
  const first = dayOf(startOf(of.servedOn) - of.back * DAY_MS)
  const last = of.back === 7 ? first : dayOf(startOf(of.servedOn) - DAY_MS)
  const entries = (await bank.journal.stationServed(of.station, first, last)).filter(
    (entry) => entry.kind === 'credit' && entry.service === of.service,
  )
  const day = entries.reduce(
    (latest, entry) => (entry.servedOn > latest ? entry.servedOn : latest),
    '',
  )
  const members = entries.flatMap((entry) => {
    const member = refOf(entry, 'for') as MemberId | undefined
    return entry.servedOn === day && member ? [member] : []
  })
  return [...(await bank.people.names([...new Set(members)].slice(0, PEOPLE_MAX))).values()]
}

async function rosterSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const roster = await sentRoster(web, c, fields)
  const add = fields.get('pick') || fields.get('add')
  if (add !== '') return withOneMore(web, c, roster, add)
  const read = rowsOf(web, c, roster)
  if (typeof read === 'string') return rosterPage(web, c, roster, { said: read })

  const minutes = read.reduce((sum, row) => sum + row.minutes, 0)
  const absent = roster.rows.length - read.length
  const seen = toHex(sha256(JSON.stringify(read)).subarray(0, 8))
  // What was changed after the review is shown again before it is recorded.
  const { id, station } = roster
  const order = { id, station, rows: read, whole: true, mayWait: true }
  if (fields.get('reviewed') !== seen) {
    const waits = await waitsIn(web, c, order, await trySession(web.bank, actorOf(c), order))
    const review = { count: read.length, absent, minutes, seen, waits }
    return rosterPage(web, c, roster, { review })
  }
  const outcomes = await creditSession(web.bank, actorOf(c), order)
  if (outcomes.every((outcome) => outcome.ok || outcome.refusal.code === 'waits-for-review'))
    return c.redirect(`/desk/batches/${id}?day=${today(web.bank)}`, 303)
  return rosterPage(web, c, roster, { said: await refusedText(web, c, order, outcomes) })
}

/** A roster that was filled in before the network went, as its form would have sent it: recorded whole. Undefined when it was; else why not. */
export async function rosterPosted(
  web: Web,
  c: Ask,
  fields: Fields,
): Promise<{ readonly said: string } | Refusal | undefined> {
  const roster = await sentRoster(web, c, fields)
  const rows = rowsOf(web, c, roster)
  if (typeof rows === 'string') return { said: rows }
  const { id, station } = roster
  const order = { id, station, rows, whole: true, mayWait: true }
  const outcomes = await creditSession(web.bank, actorOf(c), order)
  const no = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]))
  const real = no.filter(({ code }) => code !== 'waits-for-review')
  if (real.length === 0) return undefined
  const alone = real.find(({ code }) => code !== 'group-refused')
  if (alone && real.every(({ code }) => code === alone.code)) return alone
  return { said: await refusedText(web, c, order, outcomes) }
}

/** Whom somebody else has to look at first, each with why. */
async function waitsIn(
  web: Web,
  c: Ask,
  { rows }: SessionOrder,
  outcomes: readonly Outcome<unknown>[],
): Promise<readonly string[]> {
  const language = languageOf(c)
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ member }) => member),
  )
  return outcomes.flatMap((outcome, at) => {
    if (outcome.ok || outcome.refusal.code !== 'waits-for-review') return []
    const name = speaker.name?.(rows[at]?.member ?? '') ?? ''
    return [`${name}：${whysText(outcome.refusal.why, language)}`]
  })
}

/** The credits of those present, or what is to be put right first. */
function rowsOf(web: Web, c: Ask, roster: Roster): SessionOrder['rows'] | string {
  const t = words(c).roster
  const { servedOn, service } = roster
  const [from, to] = [clockIn(roster.from), clockIn(roster.to)]
  const span: Span | undefined = from !== undefined && to !== undefined ? { from, to } : undefined
  if ((roster.from !== '' || roster.to !== '') && (!span || span.from >= span.to))
    return t.timesCrossed
  const present = roster.rows.filter((row) => row.present)
  if (present.length === 0) return t.nobody
  const proof = proofIn(web, { get: (name) => roster[name as 'proof' | 'witness'] }, servedOn)
  const rows = []
  for (const { person, id, hours } of present) {
    const text = hours === '' ? roster.hours : hours
    if (text === '' && !span) return t.hoursMissing
    const minutes = text === '' && span ? span.to - span.from : parseHours(text)
    if (minutes === undefined) return t.hoursUnread(maskName(person.name))
    const order = { id, member: person.member, minutes, servedOn, service }
    rows.push({ ...order, ...proof, ...(span ? { span } : {}) })
  }
  return rows
}

async function refusedText(
  web: Web,
  c: Ask,
  { rows }: SessionOrder,
  outcomes: readonly Outcome<Entry>[],
): Promise<string> {
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ member }) => member),
  )
  const said = new Set(
    outcomes.flatMap((outcome) =>
      outcome.ok || outcome.refusal.code === 'group-refused'
        ? []
        : [sentence(outcome.refusal, speaker)],
    ),
  )
  return [...said].join(' ') || words(c).common.pleaseCheck
}

/** Somebody who came and is not listed: by what was typed, or by the number chosen among several. */
async function withOneMore(web: Web, c: Ask, roster: Roster, text: string): Promise<Response> {
  const t = words(c).roster
  const found = await web.bank.people.find(deskScope(c), { text }, FITS_MAX)
  const [person] = found
  if (!person) return rosterPage(web, c, roster, { said: t.addNone(text), typed: text })
  if (found.length > 1) return rosterPage(web, c, roster, { said: t.addMany, fits: found })
  const listed = roster.rows.some((row) => row.person.member === person.member)
  const shown: Shown = listed ? { said: t.addTwice(maskName(person.name)) } : {}
  const row: RosterRow = { person, id: web.bank.ids.entry(), present: true, hours: '' }
  const rows = listed ? roster.rows : [...roster.rows, row]
  return rosterPage(web, c, { ...roster, rows }, shown)
}

async function sentRoster(web: Web, c: Ask, fields: Fields): Promise<Roster> {
  const members = [...new Set(fields.all('member'))].filter(isMemberId)
  const people = await web.bank.people.names(members)
  const rows = members.flatMap((member) => {
    const person = people.get(member)
    const id = fields.get(`id-${member}`)
    // A list is of people who were found by the desk: an id alone names nobody.
    if (!person || !isEntryId(id) || fields.get(`number-${member}`) !== person.number) return []
    const present = fields.get(`present-${member}`) === '1'
    return [{ person, id, present, hours: fields.get(`hours-${member}`) }]
  })
  return {
    id: formId(web, fields),
    station: fields.get('station') || deskStation(c),
    service: fields.get('service'),
    servedOn: fields.get('servedOn'),
    list: fields.get('list'),
    hours: fields.get('hours'),
    from: fields.get('from'),
    to: fields.get('to'),
    proof: fields.get('proof'),
    witness: fields.get('witness'),
    rows,
  }
}
