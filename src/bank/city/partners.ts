/**
 * Funds and projects (慈善基金登记, 五社联动项目): a register of references. No
 * payment is made or kept here; an order or a pool may cite a grant line, and
 * what must be published is on a list until it is.
 */
import type { Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { PARTNER_SLOTS, PUBLISH_DAYS } from '../../rules/partners.ts'
import { may, refusedAt, seesCity, stationOn } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  dayOf,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import { placesOf } from '../loop/order.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { FundRow, GrantLineRow, ProjectRow } from '../ports-partners.ts'
import { record } from '../record.ts'

const DAY_MS = 86_400_000
const CODE = /^[A-Z][A-Z0-9-]{1,23}$/
const WORDS_MAX = 200

type Given<Of> = Omit<Of, 'list'>

export interface FundOrder extends Given<FundRow> {
  readonly id: EntryId
  /** The fund's own code, as "F-NY-01". */
  readonly code: string
}

/** Undefined where the actor's office may write for the area: a street for its own, the city for all. */
async function refusedFor(bank: Bank, actor: Actor, area: string): Promise<Refusal | undefined> {
  const act = 'grants:write'
  if (!may(actor, act)) return { code: 'not-allowed', act }
  const row = await bank.directory.get('area', area)
  const own =
    row &&
    (seesCity(actor) || (actor.path ?? '-') === row.body.path.slice(0, (actor.path ?? '-').length))
  return own ? undefined : { code: 'code-unreadable', what: 'area', given: area }
}

function emptyIn(fields: Readonly<Record<string, string>>): Refusal | undefined {
  const wrong = Object.entries(fields).find(
    ([, text]) => text.trim() === '' || text.length > WORDS_MAX,
  )
  return wrong && { code: 'code-unreadable', what: wrong[0], given: wrong[1].slice(0, 20) }
}

/** Registers a fund, or says of one anew what is so. Refuses an area out of reach, and what is left empty. */
export async function saveFund(
  bank: Bank,
  actor: Actor,
  order: FundOrder,
): Promise<Outcome<Entry>> {
  const { id, code, ...body } = order
  const { area, ...words } = body
  const no = await refusedFor(bank, actor, area)
  if (no) return refuse(no)
  if (!CODE.test(code)) return refuse({ code: 'code-unreadable', what: 'fund', given: code })
  const empty = emptyIn(words)
  if (empty) return refuse(empty)
  const path = (await bank.directory.get('area', area))?.body.path ?? ''
  return brought(bank, actor, { id, verb: 'fund', order }, async () => {
    const known = await bank.directory.newest('fund', code)
    const at = known?.body.list.at ?? bank.clock.now()
    const list = { place: path, who: '', state: 'running', at, due: 0 }
    return done(rowChange(bank, 'fund', code, (known?.version ?? 0) + 1, { ...body, list }))
  })
}

export interface GrantLineOrder {
  readonly id: EntryId
  readonly fund: string
  /** The line's own code within the fund. */
  readonly line: string
  readonly title: string
  readonly document: string
  readonly approvedOn: string
}

/** Notes a grant a fund has approved; from then on its publication is due within thirty days. */
export async function approveGrant(
  bank: Bank,
  actor: Actor,
  order: GrantLineOrder,
): Promise<Outcome<Entry>> {
  const fund = await fundFor(bank, actor, order.fund)
  if (!fund.ok) return fund
  const no = await refusedFor(bank, actor, fund.value.body.area)
  if (no) return refuse(no)
  const { title, document, approvedOn } = order
  const wrong = emptyIn({ title, document })
  if (wrong) return refuse(wrong)
  if (!CODE.test(order.line))
    return refuse({ code: 'code-unreadable', what: 'line', given: order.line })
  if (!isDay(approvedOn) || approvedOn > today(bank))
    return refuse({ code: 'day-unreadable', day: approvedOn })
  const key = `${order.fund}/${order.line}`
  return brought(bank, actor, { id: order.id, verb: 'grant-line', order }, async () => {
    if (await bank.directory.newest('grant-line', key))
      return refuse({ code: 'code-unreadable', what: 'line', given: order.line })
    const list = {
      place: fund.value.body.list.place,
      who: order.fund,
      state: 'approved',
      at: startOf(approvedOn),
      due: startOf(approvedOn) + (PUBLISH_DAYS + 1) * DAY_MS - 1,
    }
    return done(rowChange(bank, 'grant-line', key, 1, { title, document, approvedOn, list }))
  })
}

/** Says where its use was published. */
export async function publishedGrant(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly line: string
    readonly on: string
    readonly where: string
  },
): Promise<Outcome<Entry>> {
  const row = await bank.directory.newest('grant-line', order.line)
  const fund = row && (await fundFor(bank, actor, row.body.list.who))
  if (!row || !fund?.ok) return refuse({ code: 'code-unreadable', what: 'line', given: order.line })
  const no =
    (await refusedFor(bank, actor, fund.value.body.area)) ?? emptyIn({ where: order.where })
  if (no) return refuse(no)
  if (!isDay(order.on) || order.on > today(bank) || order.on < row.body.approvedOn)
    return refuse({ code: 'day-unreadable', day: order.on })
  return brought(bank, actor, { id: order.id, verb: 'grant-published', order }, async () => {
    const now = await bank.directory.newest('grant-line', order.line)
    if (!now) return refuse({ code: 'code-unreadable', what: 'line', given: order.line })
    const published = { on: order.on, where: order.where }
    const list = { ...now.body.list, state: 'published', due: 0 }
    return done(
      rowChange(bank, 'grant-line', order.line, now.version + 1, { ...now.body, published, list }),
    )
  })
}

export interface ProjectOrder extends Given<ProjectRow> {
  readonly id: EntryId
  /** The project's own id; a new one where it is new. */
  readonly project: string
}

/** Registers a project of the five partners. Refuses slots nobody knows and partners that are not there. */
export async function saveProject(
  bank: Bank,
  actor: Actor,
  order: ProjectOrder,
): Promise<Outcome<Entry>> {
  const { id, project, ...body } = order
  const no = await refusedAt(bank, actor, body.station, 'orders:write')
  if (no) return refuse(no)
  const wrong = (await wrongProject(bank, body)) ?? emptyIn({ title: body.title })
  if (wrong) return refuse(wrong)
  const station = await bank.directory.get('station', body.station)
  return brought(bank, actor, { id, verb: 'project', order }, async () => {
    const known = await bank.directory.newest('project', project)
    const list = {
      place: `${station?.body.path}${body.station}/`,
      who: '',
      state: 'running',
      at: known?.body.list.at ?? bank.clock.now(),
      due: startOf(body.until) + DAY_MS - 1,
    }
    return done(rowChange(bank, 'project', project, (known?.version ?? 0) + 1, { ...body, list }))
  })
}

async function wrongProject(bank: Bank, body: Given<ProjectRow>): Promise<Refusal | undefined> {
  if (!isDay(body.from) || !isDay(body.until) || body.until < body.from)
    return { code: 'day-unreadable', day: isDay(body.from) ? body.until : body.from }
  for (const [slot, partner] of Object.entries(body.partners)) {
    if (!PARTNER_SLOTS.some(({ code }) => code === slot))
      return { code: 'code-unreadable', what: 'slot', given: slot }
    if (slot === 'fund' && !(await bank.directory.get('fund', partner)))
      return { code: 'code-unreadable', what: 'fund', given: partner }
    const text = emptyIn({ [slot]: partner })
    if (text) return text
  }
  return undefined
}

export async function fundFor(
  bank: Bank,
  actor: Actor,
  code: string,
): Promise<Outcome<Row<FundRow>>> {
  const row = may(actor, 'stations:read') ? await bank.directory.newest('fund', code) : undefined
  const places = await placesOf(bank, actor)
  const near = places.some(
    (place) =>
      row?.body.list.place.startsWith(place) || place.startsWith(row?.body.list.place ?? '-'),
  )
  return row && near ? done(row) : refuse({ code: 'code-unreadable', what: 'fund', given: code })
}

export interface Partners {
  readonly funds: readonly Row<FundRow>[]
  readonly lines: readonly Row<GrantLineRow>[]
  /** Lines whose publication is past its day. */
  readonly late: ReadonlySet<string>
  readonly projects: readonly Row<ProjectRow>[]
}

/** What is registered within an actor's reach. */
export async function partnersFor(bank: Bank, actor: Actor): Promise<Outcome<Partners>> {
  if (!may(actor, 'stations:read')) return refuse({ code: 'not-allowed', act: 'stations:read' })
  const places = await placesOf(bank, actor)
  // A fund is a street's; whoever works at a station of it sees it too.
  const street = places.map((place) => place.split('/').slice(0, 3).join('/'))
  const wide = [...places, ...street.filter((one) => one !== '').map((one) => `${one}/`)]
  const lines = await bank.directory.listed('grant-line', { places: wide })
  const now = bank.clock.now()
  const late = lines.filter(({ body }) => body.list.due > 0 && body.list.due < now)
  return done({
    funds: await bank.directory.listed('fund', { places: wide }),
    lines,
    late: new Set(late.map(({ key }) => key)),
    projects: await bank.directory.listed('project', { places }),
  })
}

async function brought(
  bank: Bank,
  actor: Actor,
  { id, verb, order }: { readonly id: EntryId; readonly verb: string; readonly order: object },
  row: () => Promise<Outcome<RowChange>>,
): Promise<Outcome<Entry>> {
  const ask = asked(actor, verb, { ...order, id })
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const change = await row()
    if (!change.ok) return change
    const place =
      actor.station === '' ? undefined : await stationOn(bank, actor.station, today(bank))
    const at = place?.ok
      ? { station: actor.station, organisation: place.value.organisation, servedOn: today(bank) }
      : cityPlace(bank)
    const said = { kind: 'row', postings: [], service: '-', along: [change.value] } as const
    return record(bank, drafted(bank, actor, ask, { ...at, ...said }))
  })
}

export const publishBy = ({ list }: GrantLineRow) => (list.due === 0 ? '' : dayOf(list.due))
