/**
 * Meals of an elders' canteen: the subsidy as dated data that explains what a
 * diner pays at the till, and the till's own list of who ate, taken in once
 * however often it is sent. Neither moves an hour.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import {
  type Eater,
  type Meal,
  mealPrice,
  type MealPrice,
  type MealShare,
} from '../../rules/meals.ts'
import { ageOn } from '../../rules/privacy.ts'
import { refusedAt, refusedCityWide, refusedDay, stationOn } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  drafted,
  isDay,
  lookingAgain,
  recordDrafts,
  rowChange,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { DinerRow, SubsidyRow } from '../ports-catalogue.ts'
import { record, recordAll } from '../record.ts'

export interface SubsidyOrder {
  readonly id: EntryId
  /** The area it holds in: a town's, a district's, the city's. */
  readonly area: string
  readonly from: string
  readonly fee: number
  readonly bands: readonly MealShare[]
  readonly source: string
  readonly sample?: boolean
}

/** A meal of a hundred yuan is no canteen's. */
const FEE_MAX = 10_000
const BANDS_MAX = 20

/** Brings the table of a day on. Refuses parts that do not make the fee, and a paper that is not named. */
export async function loadSubsidy(
  bank: Bank,
  actor: Actor,
  order: SubsidyOrder,
): Promise<Outcome<Entry>> {
  const no = refusedCityWide(actor, 'directory:write') ?? refusedSubsidy(order)
  if (no) return refuse(no)
  if (!(await bank.directory.get('area', order.area)))
    return refuse({ code: 'code-unreadable', what: 'area', given: order.area })
  const ask = asked(actor, 'subsidy', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { from, fee, bands, source, sample = false } = order
  const key = `${order.area}/${from}`
  return lookingAgain(bank, async () => {
    const known = await bank.directory.newest('subsidy', key)
    const body: SubsidyRow = { from, fee, bands, source, sample }
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'row',
        postings: [],
        service: '-',
        ...cityPlace(bank),
        along: [rowChange(bank, 'subsidy', key, (known?.version ?? 0) + 1, body)],
        refs: [['source', source]],
      }),
    )
  })
}

function refusedSubsidy({ from, fee, bands, source }: SubsidyOrder): Refusal | undefined {
  if (!isDay(from)) return { code: 'day-unreadable', day: from }
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(source))
    return { code: 'code-unreadable', what: 'source', given: source }
  const isMoney = (fen: number) => Number.isSafeInteger(fen) && fen >= 0 && fen <= FEE_MAX
  const sound = bands.every(
    ({ band, age, city, district, town, pays }) =>
      /^[a-z0-9-]{1,32}$/.test(band) &&
      Number.isSafeInteger(age) &&
      [city, district, town, pays].every(isMoney) &&
      city + district + town + pays === fee,
  )
  return sound && isMoney(fee) && bands.length >= 1 && bands.length <= BANDS_MAX
    ? undefined
    : { code: 'code-unreadable', what: 'bands', given: source }
}

/** The table in force at a station on a day: its town's, else its district's, else the city's. */
export async function subsidyAt(
  bank: Pick<Bank, 'directory'>,
  path: string,
  day: string,
): Promise<Row<SubsidyRow> | undefined> {
  const areas = path.split('/').filter((code) => code !== '')
  for (const area of areas.toReversed()) {
    // The first from behind that had begun by then.
    const page = { before: `${area}/${day}~`, limit: 1 }
    const [row] = await bank.directory.under('subsidy', `${area}/`, page)
    if (row) return row
  }
  return undefined
}

/** Tables shown of one area; a town has a few in ten years. */
const TABLES_MAX = 200

export interface SubsidyTable {
  readonly area: string
  readonly row: Row<SubsidyRow>
}

/** Every table of the areas on a path, the nearest area first, of each the newest day first; of the whole city where no path is said. */
export async function subsidiesOn(
  bank: Pick<Bank, 'directory'>,
  path?: string,
): Promise<readonly SubsidyTable[]> {
  const areaOf = ({ key }: Row<SubsidyRow>) => key.slice(0, key.indexOf('/'))
  if (path === undefined) {
    const rows = (await bank.directory.all('subsidy')).toSorted((a, b) => (a.key < b.key ? 1 : -1))
    return rows.map((row) => ({ area: areaOf(row), row }))
  }
  const areas = path.split('/').filter((code) => code !== '')
  const found: SubsidyTable[] = []
  for (const area of areas.toReversed()) {
    const rows = await bank.directory.under('subsidy', `${area}/`, { limit: TABLES_MAX })
    found.push(...rows.map((row) => ({ area, row })))
  }
  return found
}

/** What somebody would pay of a meal there on a day; undefined where no table or no band is theirs. */
export async function mealExample(
  bank: Pick<Bank, 'directory'>,
  eater: Eater,
  day: string,
): Promise<MealTold | undefined> {
  const row = await subsidyAt(bank, eater.place, day)
  const price = row && mealPrice(row.body.bands, eater)
  return row && price && { ...price, table: row.body }
}

export interface MealTold extends MealPrice {
  readonly table: SubsidyRow
}

/** What a member pays of a meal at a station, and who pays the rest; undefined where no table or no band is theirs. */
export async function mealFor(
  bank: Bank,
  who: { readonly member: MemberId; readonly station: string; readonly hardship?: boolean },
  day: string,
): Promise<MealTold | undefined> {
  const person = await bank.people.get(who.member)
  const home = person && (await bank.directory.get('station', person.station))
  const place = await bank.directory.get('station', who.station)
  if (!person || person.born === undefined || !home || !place) return undefined
  const eater: Eater = {
    hardship: who.hardship ?? false,
    age: ageOn(person.born, day),
    home: home.body.path,
    place: place.body.path,
  }
  return mealExample(bank, eater, day)
}

export interface DinersOrder {
  readonly id: EntryId
  readonly station: string
  readonly day: string
  /** SHA-256 of the list, hex. */
  readonly file: string
  readonly rows: readonly { readonly number: string; readonly meal: Meal; readonly count: number }[]
}

export interface DinersTaken {
  readonly added: number
  readonly changed: number
  readonly same: number
}

export type Diners =
  | (DinersTaken & { readonly ok: true })
  | {
      readonly ok: false
      readonly refused: readonly { readonly row: number; readonly refusal: Refusal }[]
    }

/** Takes the till's list of a day in, whole or not at all. Sent again it changes nothing; a corrected one brings what differs. */
export async function importDiners(bank: Bank, actor: Actor, order: DinersOrder): Promise<Diners> {
  const no =
    (await refusedAt(bank, actor, order.station, 'redemptions:write')) ??
    refusedDay(bank, order.day)
  if (no) return all(no)
  const place = await stationOn(bank, order.station, order.day)
  if (!place.ok) return all(place.refusal)
  const eaten = await eatenBy(bank, order)
  if ('refused' in eaten) return { ok: false, refused: eaten.refused }
  const found = await lookingAgain(bank, async () => {
    const { rows, taken } = await differing(bank, order, eaten.keys)
    if (rows.length === 0) return done(taken)
    const { station, day } = order
    const { organisation } = place.value
    const ask = asked(actor, 'diners', order)
    const before = await answeredBefore(bank, ask)
    if (before) return before.ok ? done(taken) : before
    const at = { station, organisation, servedOn: isDay(day) ? day : today(bank) }
    const drafts = recordDrafts(bank, actor, ask, rows, at)
    const outcomes = await recordAll(bank, drafts, { whole: true })
    const wrong = outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused')
    return wrong && !wrong.ok ? wrong : done(taken)
  })
  return found.ok ? { ok: true, ...found.value } : all(found.refusal)
}

const all = (refusal: Refusal): Diners => ({ ok: false, refused: [{ row: -1, refusal }] })

/** Meals of each person of the list: a number, or a card that is linked to one. */
async function eatenBy(
  bank: Bank,
  { station, day, rows }: DinersOrder,
): Promise<
  | { readonly keys: ReadonlyMap<string, number> }
  | { readonly refused: readonly { readonly row: number; readonly refusal: Refusal }[] }
> {
  const keys = new Map<string, number>()
  const refused: { row: number; refusal: Refusal }[] = []
  for (const [row, { number, meal, count }] of rows.entries()) {
    const [person] = await bank.people.find('city', { number }, 1)
    const member = person?.member ?? (await bank.people.members.linkedTo(number))
    if (member === undefined) {
      refused.push({ row, refusal: { code: 'unknown-member', member: number } })
      continue
    }
    const key = `${station}/${day}/${member}/${meal}`
    keys.set(key, count + (keys.get(key) ?? 0))
  }
  return refused.length > 0 ? { refused } : { keys }
}

async function differing(
  bank: Bank,
  { file }: DinersOrder,
  keys: ReadonlyMap<string, number>,
): Promise<{ readonly rows: readonly RowChange[]; readonly taken: DinersTaken }> {
  const known = new Map(
    (await bank.directory.many('diner', [...keys.keys()])).map((row) => [row.key, row]),
  )
  const rows: RowChange[] = []
  let [added, changed, same] = [0, 0, 0]
  for (const [key, count] of keys) {
    const row = known.get(key)
    if (row?.body.count === count) same++
    else {
      if (row) changed++
      else added++
      rows.push(rowChange(bank, 'diner', key, (row?.version ?? 0) + 1, { count, file }))
    }
  }
  return { rows, taken: { added, changed, same } }
}

/** Diners a page can show; a canteen's day has fewer. */
const DINERS_MAX = 2_000

/** How many meals a station's canteen gave on a day, by meal. */
export async function dinersOn(
  bank: Pick<Bank, 'directory'>,
  station: string,
  day: string,
): Promise<ReadonlyMap<string, { readonly people: number; readonly meals: number }>> {
  const rows: readonly Row<DinerRow>[] = await bank.directory.under('diner', `${station}/${day}/`, {
    limit: DINERS_MAX,
  })
  const sums = new Map<string, { people: number; meals: number }>()
  for (const { key, body } of rows) {
    const meal = key.slice(key.lastIndexOf('/') + 1)
    const { people, meals } = sums.get(meal) ?? { people: 0, meals: 0 }
    sums.set(meal, { people: people + 1, meals: meals + body.count })
  }
  return sums
}
