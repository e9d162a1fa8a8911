/**
 * Outstanding hours (未兑换时数): what people could still ask for. By how old the
 * hours are, by home, and by who stands behind them; with what was redeemed in
 * the last twelve months beside it. All from postings, none from a sum kept.
 */
import { type AccountKind, type MemberId, ownerOf } from '../../ledger/account.ts'
import { type Piece, remaining } from '../../ledger/age.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { may, stationsOf } from '../actor.ts'
import { today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { AgedPosting } from '../ports-oversight.ts'

export interface LiabilityOrder {
  /** One station, or the stations of an area; without either, all within reach. */
  readonly station?: string
  readonly area?: string
  /** As it stood after this entry. */
  readonly at?: number
  /** The day ages are read on; today unless said. */
  readonly day?: string
}

/** Upper ends of the stretches ages are told in, in months; the last has none. */
export const AGE_BANDS = [3, 6, 12, 24, undefined] as const

export interface Band {
  /** Months, from and to; without `to`, older. */
  readonly from: number
  readonly to?: number
  readonly minutes: number
  /** Accounts with hours of that age. */
  readonly accounts: number
}

export interface OfPlace {
  readonly level: 'district' | 'street' | 'station'
  readonly code: string
  readonly minutes: number
}

export interface OfOrganisation {
  /** '-' is the city itself: opening balances, grants of its own. */
  readonly organisation: string
  readonly minutes: number
}

export interface Idle {
  readonly member: MemberId
  readonly home: string
  /** What has lain for a year and more. */
  readonly minutes: number
  /** The day the oldest of it is of. */
  readonly since: string
}

export interface Liability {
  /** The seq and the day it is read at. All sums are whole minutes. */
  readonly at: number
  readonly day: string
  readonly stations: readonly string[]
  readonly minutes: number
  readonly members: number
  readonly kinds: readonly { readonly kind: AccountKind; readonly minutes: number }[]
  readonly ages: readonly Band[]
  readonly places: readonly OfPlace[]
  readonly organisations: readonly OfOrganisation[]
  /** Held for bookings, and waiting to be placed, by how long they have been. */
  readonly holding: readonly Band[]
  readonly suspense: readonly Band[]
  readonly coverage: Coverage
  /** Greatest first, no more than IDLE_MOST; absent for whoever may not see people. */
  readonly idle?: readonly Idle[]
  readonly idleCount: number
}

/** Minutes redeemed by people at home here in the twelve months to the day ÷ what is outstanding. */
export interface Coverage {
  readonly redeemed: number
  readonly outstanding: number
  /** In thousandths; absent where nothing is outstanding. */
  readonly permille?: number
}

export const IDLE_MOST = 200

const PURSES = ['earned', 'paper', 'granted'] as const
const STRETCH = 5_000

/** Refuses who may not read the place: "not yours" and "not there" are one answer. */
export async function liabilityOf(
  bank: Bank,
  actor: Actor,
  order: LiabilityOrder = {},
): Promise<Outcome<Liability>> {
  const stations = await stationsIn(bank, actor, order)
  if (!stations.ok) return stations
  const homes = stations.value
  const size = await bank.journal.size()
  const at = Math.min(order.at ?? size, size)
  const day = order.day ?? today(bank)
  const read = new Reading(day)
  for await (const lines of accountsIn(bank, homes, PURSES, at)) read.purse(lines)
  const [holding, suspense] = [new Reading(day), new Reading(day)]
  for await (const lines of accountsIn(bank, homes, ['holding'], at)) holding.purse(lines)
  for await (const lines of accountsIn(bank, homes, ['suspense'], at)) suspense.purse(lines)
  const { idle, ...value } = read.value
  return {
    ok: true,
    value: {
      ...{ at, day, stations: homes },
      ...value,
      places: await placesOf(bank, read.homes),
      holding: holding.value.ages,
      suspense: suspense.value.ages,
      ...(may(actor, 'members:read') ? { idle: idle.slice(0, IDLE_MOST) } : {}),
      idleCount: idle.length,
    },
  }
}

/** The stations asked for, as far as they are within reach. */
async function stationsIn(
  bank: Bank,
  actor: Actor,
  { station, area }: LiabilityOrder,
): Promise<Outcome<readonly string[]>> {
  const unknown = refuse({ code: 'unknown-station', station: station ?? area ?? '' })
  if (actor.kind === 'member') return unknown
  if (!may(actor, 'stations:read')) return refuse({ code: 'not-allowed', act: 'stations:read' })
  const reach = await stationsOf(bank, actor)
  const row = area === undefined ? undefined : await bank.directory.get('area', area)
  if (area !== undefined && !row) return unknown
  const within: string[] = []
  for (const { key, body } of await bank.directory.many('station', reach))
    if ((station ?? key) === key && body.path.startsWith(row?.body.path ?? '')) within.push(key)
  return within.length === 0 ? unknown : { ok: true, value: within.toSorted() }
}

/** The lines of each account, one account after another. */
async function* accountsIn(
  bank: Bank,
  homes: readonly string[],
  kinds: readonly AccountKind[],
  upTo: number,
): AsyncGenerator<readonly AgedPosting[]> {
  let own: AgedPosting[] = []
  let after: AgedPosting | undefined
  for (;;) {
    const query = { kinds, homes, upTo, limit: STRETCH }
    const lines: readonly AgedPosting[] = await bank.journal.aged(
      after ? { ...query, after } : query,
    )
    for (const line of lines) {
      if (own[0] && own[0].account !== line.account) {
        yield own
        own = []
      }
      own.push(line)
    }
    after = lines.at(-1)
    if (lines.length < STRETCH) break
  }
  if (own.length > 0) yield own
}

/** Sums of accounts as they are read, one by one. */
class Reading {
  readonly homes = new Map<string, number>()
  private readonly day: string
  private readonly year: string
  private readonly kinds = new Map<AccountKind, number>()
  private readonly organisations = new Map<string, number>()
  private readonly bands = AGE_BANDS.map(() => ({ minutes: 0, accounts: 0 }))
  private readonly members = new Set<string>()
  private readonly idle = new Map<string, Idle>()
  private minutes = 0
  private redeemed = 0

  constructor(day: string) {
    this.day = day
    this.year = monthsBefore(day, 12)
  }

  purse(lines: readonly AgedPosting[]): void {
    const [first] = lines
    if (!first) return
    this.redeemed += usedIn(lines, this.year, this.day)
    const pieces = remaining(lines)
    const bands = new Set<number>()
    for (const { line, minutes } of pieces) {
      const band = this.bandOf(line.servedOn)
      const sums = this.bands[band]
      if (sums) sums.minutes += minutes
      bands.add(band)
      this.minutes += minutes
      add(this.kinds, kindIn(line.account), minutes)
      add(this.organisations, line.organisation, minutes)
      add(this.homes, first.home, minutes)
    }
    for (const band of bands) {
      const sums = this.bands[band]
      if (sums) sums.accounts++
    }
    if (pieces.length > 0) this.members.add(ownerOf(first.account))
    this.idled(first, pieces)
  }

  private idled({ account, home }: AgedPosting, pieces: readonly Piece<AgedPosting>[]): void {
    const old = pieces.filter(({ line }) => line.servedOn <= this.year)
    if (old.length === 0) return
    const member = ownerOf(account) as MemberId
    const before = this.idle.get(member)
    const days = old.map(({ line }) => line.servedOn)
    const minutes = old.reduce((sum, piece) => sum + piece.minutes, before?.minutes ?? 0)
    const since = [...days, ...(before ? [before.since] : [])].toSorted()[0] ?? ''
    this.idle.set(member, { member, home, minutes, since })
  }

  private bandOf(day: string): number {
    const band = AGE_BANDS.findIndex(
      (months) => months === undefined || day > monthsBefore(this.day, months),
    )
    return band < 0 ? AGE_BANDS.length - 1 : band
  }

  get value() {
    const { minutes: outstanding, redeemed } = this
    const ages = this.bands.map((sums, i): Band => {
      const to = AGE_BANDS[i]
      return { from: AGE_BANDS[i - 1] ?? 0, ...(to === undefined ? {} : { to }), ...sums }
    })
    return {
      minutes: outstanding,
      members: this.members.size,
      kinds: [...this.kinds].map(([kind, minutes]) => ({ kind, minutes })),
      ages,
      organisations: [...this.organisations]
        .map(([organisation, minutes]) => ({ organisation, minutes }))
        .toSorted(greatest),
      coverage: {
        ...{ redeemed, outstanding },
        ...(outstanding === 0 ? {} : { permille: Math.round((redeemed * 1000) / outstanding) }),
      },
      idle: [...this.idle.values()].toSorted(greatest),
    }
  }
}

const greatest = (a: { readonly minutes: number }, b: { readonly minutes: number }) =>
  b.minutes - a.minutes

const kindIn = (account: AgedPosting['account']) =>
  account.slice(0, account.indexOf(':')) as AccountKind

function add<Key>(sums: Map<Key, number>, key: Key, minutes: number): void {
  sums.set(key, (sums.get(key) ?? 0) + minutes)
}

/** Minutes of a purse that bought a service within (from, to]: redeemed or booked and done, less what of it came back. */
function usedIn(lines: readonly AgedPosting[], from: string, to: string): number {
  const used = new Set<number>()
  let sum = 0
  for (const { seq, minutes, kind, servedOn, closer, root } of lines) {
    const bought = kind === 'redeem' || (kind === 'hold' && closer === 'settle')
    if (minutes < 0 && bought && from < servedOn && servedOn <= to) {
      used.add(seq)
      sum -= minutes
    } else if (minutes > 0 && root !== undefined && used.has(root)) sum -= minutes
  }
  return sum
}

/** The same day so many months before; the last of the month where it has no such day. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 - months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10)
}

/** Stations, and the streets and districts they lie in; greatest first within each. */
async function placesOf(
  bank: Bank,
  homes: ReadonlyMap<string, number>,
): Promise<readonly OfPlace[]> {
  const areas = new Map((await bank.directory.all('area')).map(({ key, body }) => [key, body]))
  const sums = new Map<string, OfPlace>()
  const put = (level: OfPlace['level'], code: string, minutes: number) => {
    const before = sums.get(`${level} ${code}`)?.minutes ?? 0
    sums.set(`${level} ${code}`, { level, code, minutes: before + minutes })
  }
  for (const { key, body } of await bank.directory.many('station', [...homes.keys()])) {
    const minutes = homes.get(key) ?? 0
    put('station', key, minutes)
    for (const code of body.path.split('/')) {
      const level = areas.get(code)?.level
      if (level === 'district' || level === 'street') put(level, code, minutes)
    }
  }
  const order = ['district', 'street', 'station']
  return [...sums.values()].toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level) || greatest(a, b),
  )
}
