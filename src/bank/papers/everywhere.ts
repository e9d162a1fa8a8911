/**
 * What a person has done at every station, and what was said of it (评价情况):
 * hours by the organisation that recorded them, confirmations, ratings, calls,
 * complaints that were upheld. Only services that have hung out are counted,
 * where the city asks for that. It vouches for none of them: who records
 * certifies (谁记录谁证明).
 */
import { memberOf, type MemberId } from '../../ledger/account.ts'
import { type EntryId, refOf } from '../../ledger/entry.ts'
import { startOf } from '../draft.ts'
import type { Bank, CallRow, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import type { Evaluation, Everywhere, OrganisationHours } from '../ports-papers.ts'
import { endedAt, publicisedAt, upheldIn } from './publicity.ts'
import { paperRules, type Served, servedAt, sumOf } from './served.ts'

export interface EverywhereQuery {
  readonly member: MemberId
  /** Days of service. */
  readonly from: string
  readonly to: string
  readonly upTo: number
}

/** As the books and the rows stand now, of services up to a seq. */
export async function everywhereOf(bank: Bank, query: EverywhereQuery): Promise<Everywhere> {
  const counted: Said[] = []
  let objections = 0
  for (const station of await stationsOf(bank, query)) {
    const served = await servedAt(bank, { ...query, station })
    const hung = paperRules(bank).publicityFirst ? await publicisedAt(bank, station) : () => true
    const own = served.filter(({ entry }) => hung(query.member, entry))
    const calls = await callsAt(bank, station, query.from)
    for (const one of own) counted.push(await saidOf(bank, one, calls))
    objections += await objectionsAt(bank, station, query)
  }
  const orders = new Map(counted.flatMap(({ order }) => (order ? [[order.key, order]] : [])))
  const rated = (rating: number) =>
    [...orders.values()].filter(({ body }) => body.rating === rating).length
  const answers = (answer: 'yes' | 'no') => counted.filter((one) => one.answer === answer).length
  const evaluation: Evaluation = {
    services: counted.length,
    confirmed: counted.filter(isSeen).length,
    ratings: [rated(3), rated(2), rated(1)],
    called: { yes: answers('yes'), no: answers('no') },
    upheld: objections + (await complaintsOf(bank, [...orders.keys()])),
  }
  return { organisations: byOrganisation(counted), evaluation }
}

/** A service, the order it was given under, and what was said of it in a call. */
interface Said extends Served {
  readonly order?: Row<OrderRow>
  readonly answer?: 'yes' | 'no'
}

async function saidOf(
  { directory, journal }: Bank,
  served: Served,
  calls: readonly Row<CallRow>[],
): Promise<Said> {
  const id = refOf(served.entry, 'order')
  const order = id === undefined ? undefined : await directory.newest('order', id)
  const of = { ...served, ...(order ? { order } : {}) }
  const own = calls.find((call) => asksAbout(call) === served.entry.id)
  if (own) return { ...of, ...(own.body.answer === undefined ? {} : { answer: own.body.answer }) }
  if (order?.body.confirmed !== 'call') return of
  // The call of an order asks about the step that confirmed it.
  for (const call of calls.filter(({ body }) => body.member === order.body.member)) {
    const step = await journal.entry(asksAbout(call))
    if (step && refOf(step, 'order') === id && call.body.answer !== undefined)
      return { ...of, answer: call.body.answer }
  }
  return of
}

/** Said by the person served, or seen at both ends. Of one that is asked by a call, the call says. */
function isSeen({ entry, order }: Said): boolean {
  const said = order?.body.confirmed ?? refOf(entry, 'confirm')
  if (said !== undefined) return said !== 'call'
  return entry.proof === 'confirmed' || entry.proof === 'scanned'
}

function byOrganisation(counted: readonly Served[]): readonly OrganisationHours[] {
  return [...Map.groupBy(counted, ({ entry }) => entry.organisation)]
    .map(([organisation, own]) => ({ organisation, minutes: sumOf(own), count: own.length }))
    .toSorted((a, b) => (a.organisation < b.organisation ? -1 : 1))
}

const PAGE = 500

/** Stations at which anything was written to the person's accounts. */
async function stationsOf(
  { journal }: Bank,
  { member, upTo }: EverywhereQuery,
): Promise<readonly string[]> {
  const accounts = (await journal.accountsOf(member)).filter((one) => memberOf(one) === member)
  const stations = new Set<string>()
  for (let after = 0; ; ) {
    const lines = await journal.lines({ accounts, after, upTo, limit: PAGE })
    const entries = await journal.entriesAt([...new Set(lines.map(({ seq }) => seq))])
    for (const { station } of entries) stations.add(station)
    const last = lines.at(-1)
    if (!last || lines.length < PAGE) return [...stations].toSorted()
    after = last.seq
  }
}

/** Calls of a station that were answered, the newest first. A call is made after its service. */
async function callsAt(
  { directory }: Bank,
  station: string,
  from: string,
): Promise<readonly Row<CallRow>[]> {
  const answered: Row<CallRow>[] = []
  for (let before: string | undefined; ; ) {
    const page = before === undefined ? { limit: PAGE } : { limit: PAGE, before }
    const rows = await directory.under('call', `${station}/`, page)
    answered.push(...rows.filter(({ body }) => body.answer !== undefined))
    const oldest = rows.at(-1)
    if (!oldest || rows.length < PAGE || madeAt(oldest.key) < startOf(from)) return answered
    before = oldest.key
  }
}

const asksAbout = ({ key, body }: Row<CallRow>) =>
  (body.entry ?? key.slice(key.indexOf('/') + 1)) as EntryId

/** A UUIDv7 begins with its time, ms since 1970 UTC. */
const madeAt = (key: string) =>
  Number.parseInt(
    key
      .slice(key.indexOf('/') + 1)
      .replaceAll('-', '')
      .slice(0, 12),
    16,
  )

/** Objections to lists of those days that were upheld and were about the person, or about all of a list they stood on. */
async function objectionsAt(
  bank: Bank,
  station: string,
  { member, from, to }: EverywhereQuery,
): Promise<number> {
  const lists = (await endedAt(bank, station)).filter(
    (list) =>
      list.from <= to && from <= list.to && list.lines.some((line) => line.member === member),
  )
  return lists.flatMap(upheldIn).filter((about) => (about ?? member) === member).length
}

/** Complaints of these orders that are settled and were upheld. */
async function complaintsOf({ directory }: Bank, orders: readonly string[]): Promise<number> {
  const complaints: string[] = []
  for (const order of orders) {
    const leads = await directory.under('complaint-on', `${order}/`, { limit: PAGE })
    complaints.push(...leads.map(({ key }) => key.slice(key.indexOf('/') + 1)))
  }
  return (await directory.many('order', complaints)).filter(
    ({ body }) => SETTLED.has(body.state) && UPHELD.has(body.outcome ?? ''),
  ).length
}

/** A complaint whose answer was taken, or decided upon appeal. */
const SETTLED: ReadonlySet<string> = new Set(['closed', 'decided'])
const UPHELD: ReadonlySet<string> = new Set(['upheld', 'partly-upheld'])
