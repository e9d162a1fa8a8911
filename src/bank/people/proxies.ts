/**
 * Family that acts for a person (家人代办): let by the person, at the station or
 * in a session of their own; for what was said, so many minutes a month, a year
 * at most; ended at once by either of them or by the station. Whoever acts
 * signs in as themself, and every entry says through whom it came.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { monthOf, proxyCounter } from '../../ledger/proxy.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, isDay, rowChange, startOf, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, ProxyRow, Row } from '../ports.ts'
import { record } from '../record.ts'

/** What a relative may be let do; to look is always part of it. */
export const PROXY_SCOPES = ['view', 'book', 'redeem'] as const
export type ProxyScope = (typeof PROXY_SCOPES)[number]

/** The longest somebody is let: then it is asked anew. */
const UNTIL_DAYS_MAX = 366

/** Minutes a month: an hour a day, and some. */
export const MONTHLY_MAX = 40 * 60

/** People one looks after, and who look after one: a family. */
const FAMILY_MAX = 50

export interface ProxyGrant {
  readonly id: EntryId
  /** Whose hours they are. */
  readonly member: MemberId
  readonly relative: MemberId
  readonly scopes: readonly string[]
  /** Minutes a month that may be spent so; 1 to MONTHLY_MAX. */
  readonly monthly: number
  /** The last day. */
  readonly until: string
  /** Staff say that they have checked both; the person's own session says it by itself. */
  readonly checked: boolean
}

export interface Proxy {
  readonly member: MemberId
  readonly relative: MemberId
  readonly body: ProxyRow
  /** Minutes spent so this month. */
  readonly spent: number
}

/** Lets a relative act, or lets them anew on other terms. Refuses terms nobody may give, and who may not give them. */
export async function grantProxy(
  bank: Bank,
  actor: Actor,
  order: ProxyGrant,
): Promise<Outcome<Entry>> {
  const home = await homeFor(bank, actor, order.member)
  if (!home.ok) return home
  const no = await refusedTerms(bank, actor, order)
  if (no) return refuse(no)
  const ask = asked(actor, 'grant-proxy', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const { member, relative, monthly, until } = order
  const scopes = PROXY_SCOPES.filter((one) => one === 'view' || order.scopes.includes(one))
  const known = await bank.directory.newest('proxy', keyOf(member, relative))
  const body: ProxyRow = { scopes, monthly, from: today(bank), until, active: true }
  const back = await bank.directory.get('proxy-of', keyOf(relative, member))
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      ...home.value,
      along: [
        rowChange(bank, 'proxy', keyOf(member, relative), (known?.version ?? 0) + 1, body),
        ...(back ? [] : [rowChange(bank, 'proxy-of', keyOf(relative, member), 1, {})]),
      ],
      refs: [['for', member]],
    }),
  )
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, {
    act: 'proxy-granted',
    ok: true,
    about: member,
    refs: [
      ['relative', relative],
      ['until', until],
      ['monthly', `${monthly}`],
    ],
  })
  return outcome
}

/** Ends it at once. Either of the two may, and the station. */
export async function endProxy(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly member: MemberId; readonly relative: MemberId },
): Promise<Outcome<Entry>> {
  const { member, relative } = order
  const own = actor.kind === 'member' && actor.member === relative && !actor.through
  const home = await homeFor(bank, own ? { ...actor, member } : actor, member)
  if (!home.ok) return home
  const ask = asked(actor, 'end-proxy', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const row = await bank.directory.newest('proxy', keyOf(member, relative))
  if (!row?.body.active) return refuse({ code: 'proxy-ended' })
  const body: ProxyRow = { ...row.body, active: false }
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      ...home.value,
      along: [rowChange(bank, 'proxy', keyOf(member, relative), row.version + 1, body)],
      refs: [['for', member]],
    }),
  )
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, {
    act: 'proxy-ended',
    ok: true,
    about: member,
    refs: [['relative', relative]],
  })
  return outcome
}

const keyOf = (first: MemberId, second: MemberId) => `${first}/${second}`

/** The place of the record, where the actor may see to it: the person's own home station. */
async function homeFor(bank: Bank, actor: Actor, member: MemberId) {
  const row = await memberRow(bank, member)
  const unknown = refuse({ code: 'unknown-member', member })
  if (!row.ok) return unknown
  if (actor.kind === 'member') {
    // Whoever acts for somebody lets nobody else do so.
    if (actor.member !== member || actor.through) return unknown
  } else {
    const no = await refusedAt(bank, actor, row.value.body.home, 'proxies:write')
    if (no) return no.code === 'unknown-station' ? unknown : refuse(no)
  }
  const place = await stationOn(bank, row.value.body.home, today(bank))
  if (!place.ok) return place
  return done({
    kind: 'row' as const,
    postings: [],
    servedOn: today(bank),
    station: row.value.body.home,
    organisation: place.value.organisation,
    service: '-',
    relies: [place.value.station],
  })
}

async function refusedTerms(
  bank: Bank,
  actor: Actor,
  { member, relative, scopes, monthly, until, checked }: ProxyGrant,
): Promise<Refusal | undefined> {
  if (actor.kind !== 'member' && !checked) return { code: 'not-checked', what: 'person' }
  if (member === relative) return { code: 'to-oneself', member }
  const other = await memberRow(bank, relative)
  if (!other.ok) return other.refusal
  if (!scopes.every((one) => PROXY_SCOPES.some((known) => known === one)))
    return { code: 'proxy-terms', what: 'scopes' }
  if (!Number.isSafeInteger(monthly) || monthly < 1 || monthly > MONTHLY_MAX)
    return { code: 'proxy-terms', what: 'monthly' }
  if (!isDay(until)) return { code: 'day-unreadable', day: until }
  const days = (startOf(until) - startOf(today(bank))) / 86_400_000
  return days < 0 || days > UNTIL_DAYS_MAX ? { code: 'proxy-terms', what: 'until' } : undefined
}

/** Whether a row lets somebody act today. */
export function isRunning(bank: Pick<Bank, 'clock'>, { active, from, until }: ProxyRow): boolean {
  const day = today(bank)
  return active && from <= day && day <= until
}

/** Who acts for a member; only those who may now. */
export async function proxiesOf(bank: Bank, member: MemberId): Promise<readonly Proxy[]> {
  const rows = await bank.directory.under('proxy', `${member}/`, { limit: FAMILY_MAX })
  const running = rows.filter((row) => isRunning(bank, row.body))
  return Promise.all(
    running.map((row) => proxyOf(bank, member, row.key.slice(member.length + 1) as MemberId, row)),
  )
}

/** Whom a member acts for; only those they may act for now. */
export async function proxiedBy(bank: Bank, relative: MemberId): Promise<readonly Proxy[]> {
  const rows = await bank.directory.under('proxy-of', `${relative}/`, { limit: FAMILY_MAX })
  const found: Proxy[] = []
  for (const { key } of rows) {
    const member = key.slice(relative.length + 1) as MemberId
    const row = await runningProxy(bank, member, relative)
    if (row) found.push(await proxyOf(bank, member, relative, row))
  }
  return found
}

async function proxyOf(
  bank: Bank,
  member: MemberId,
  relative: MemberId,
  row: Row<ProxyRow>,
): Promise<Proxy> {
  const counter = proxyCounter(relative, member, monthOf(today(bank)))
  const [spent = 0] = await bank.journal.counters([counter])
  return { member, relative, body: row.body, spent }
}

/** As it stands now, whoever ended it; undefined where it does not run. */
export async function runningProxy(
  bank: Pick<Bank, 'directory' | 'clock'>,
  member: MemberId,
  relative: MemberId,
): Promise<Row<ProxyRow> | undefined> {
  const row = await bank.directory.newest('proxy', keyOf(member, relative))
  return row && isRunning(bank, row.body) ? row : undefined
}

/** The actor a relative becomes for the pages of the one they act for; who it is stays in the id. */
export async function actingFor(
  bank: Pick<Bank, 'directory' | 'clock'>,
  self: Actor,
  member: MemberId,
): Promise<Actor | undefined> {
  const relative = self.member
  if (self.kind !== 'member' || relative === undefined || self.through) return undefined
  const row = await runningProxy(bank, member, relative)
  const home = row && (await bank.directory.get('member', member))
  if (!row || !home) return undefined
  const { scopes } = row.body
  return { ...self, member, station: home.body.home, through: { relative, scopes } }
}

/** What an entry that spends through a relative carries, is limited by and relies on. */
export interface ProxyTerms {
  readonly refs: readonly Ref[]
  readonly limits: readonly Limit[]
  readonly relies: readonly Row<ProxyRow>[]
}

const NONE: ProxyTerms = { refs: [], limits: [], relies: [] }

/** Refuses where it has ended, or was not let for this. Nobody in between asks for nothing. */
export async function proxyTerms(
  bank: Bank,
  member: MemberId,
  relative: MemberId | undefined,
  scope: ProxyScope,
): Promise<Outcome<ProxyTerms>> {
  if (relative === undefined) return done(NONE)
  const row = await runningProxy(bank, member, relative)
  if (!row) return refuse({ code: 'proxy-ended' })
  if (!row.body.scopes.includes(scope)) return refuse({ code: 'proxy-scope', scope })
  const month = monthOf(today(bank))
  return done({
    refs: [
      ['proxy', relative],
      ['proxy-month', month],
    ],
    limits: [
      {
        code: 'over-proxy-limit',
        counter: proxyCounter(relative, member, month),
        most: row.body.monthly,
      },
    ],
    relies: [row],
  })
}

/** Keeps that somebody acted for a person: told to the person, beside their own lines. */
export async function noteActedFor(
  bank: Bank,
  actor: Actor,
  {
    member,
    relative,
    entry,
    what,
  }: {
    readonly member: MemberId
    readonly relative: MemberId | undefined
    readonly entry: Entry
    readonly what: 'book' | 'release' | 'redeem'
  },
): Promise<void> {
  if (relative === undefined) return
  await noteEvent(bank, actor, {
    act: 'acted-for',
    ok: true,
    about: member,
    refs: [
      ['proxy', relative],
      ['entry', entry.id],
      ['what', what],
    ],
  })
}
