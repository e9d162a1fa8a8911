/** What every page needs of a request: who asks, in which language, and who may be named to them. */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { may, seesCity } from '../bank/actor.ts'
import type { Actor, Bank } from '../bank/ports.ts'
import type { Person, Voice } from '../bank/ports-people.ts'
import type { GateVariables } from '../gate/middleware.ts'
import type { RateOptions } from '../gate/rates.ts'
import type { StaffBank } from '../gate/staff-sign-in.ts'
import { staffNamed } from '../paper/named.ts'
import type { Printer } from '../paper/print.ts'
import { type AccountId, type MemberId, memberOf } from '../ledger/account.ts'
import { type Entry, type EntryId, refOf } from '../ledger/entry.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { serviceIn } from '../rules/city.ts'
import type { Act } from '../rules/roles.ts'
import type { LineFacts } from '../words/entry.ts'
import { type Language, pickLanguage } from '../words/language.ts'
import { type Pages, pages } from '../words/pages.ts'
import { maskName } from '../words/reading.ts'
import { type Speaker, sentence } from '../words/refusal.ts'

export interface WebOptions {
  readonly secure: boolean
  /** The address people use: links on slips, and the origin forms must come from. */
  readonly base?: string
  /** Where the verification page's script is served, e.g. /islands/verify.js. */
  readonly verifyScript?: string
  /** Makes PDFs, where this door can; without it, pages are printed. */
  readonly printer?: Printer
  /** Where the script of staff's pages is served: passkeys, and changing over with the form at hand. */
  readonly staffScript?: string
  /** Where the worker of desks is served, which keeps what is written while the network is away. */
  readonly deskWorker?: string
  /** Where the script is served that reads the pages for elders aloud. */
  readonly speakScript?: string
  /** The caller's address as far as it can be trusted; without it tries are counted by name alone. */
  readonly ip?: (c: Ask) => string
  /** How much one may ask; without it, as much as the machine bears. */
  readonly rate?: RateOptions
}

export interface Web {
  readonly bank: Bank & StaffBank
  readonly options: WebOptions
}

export interface WebEnv {
  readonly Variables: GateVariables & {
    /** A verb asked for a second factor: its page takes the place of the no. */
    readonly secondAsked?: boolean
    /** The station whose desk it is, as the guard has found it to be theirs. */
    readonly desk?: string
    /** How the pages for elders are read here, where it is known otherwise than from the browser. */
    readonly voice?: Voice
    /** A relative, as the one they act for; also on pages where they are themself. */
    readonly acting?: Actor
  }
}

export type Ask = Context<WebEnv>

const LANGUAGE_COOKIE = 'kapok-lang'
export const STATION_COOKIE = 'kapok-station'
const YEAR_S = 31_536_000

export function languageOf(c: Ask): Language {
  const wanted = c.req.query('lang') ?? getCookie(c, LANGUAGE_COOKIE)
  return pickLanguage(c.req.header('Accept-Language'), wanted)
}

/** Remembers what was chosen by a link: the language, and the station a city's staff looks at. */
export function rememberChoices(c: Ask, { options }: Web): void {
  const keep = { path: '/', sameSite: 'Lax', secure: options.secure, maxAge: YEAR_S } as const
  const language = c.req.query('lang')
  if (language === 'zh' || language === 'en') setCookie(c, LANGUAGE_COOKIE, language, keep)
  const station = c.req.query('station')
  if (station !== undefined && /^[A-Za-z0-9-]{1,32}$/.test(station))
    setCookie(c, STATION_COOKIE, station, { ...keep, httpOnly: true })
}

export function words(c: Ask): Pages {
  return pages(languageOf(c))
}

/** Whoever stands behind a guarded page; the guards of routes.tsx have let them in. */
export function actorOf(c: Ask): Actor {
  const actor = c.get('actor')
  if (!actor) throw new Error('a page without a guard asked who is there')
  return actor
}

/** The station whose desk it is: one's own, or for an office the one chosen within its reach; '' where none is. */
export function deskStation(c: Ask): string {
  return c.get('desk') ?? actorOf(c).station
}

export function deskScope(c: Ask): 'city' | { readonly station: string } {
  return seesCity(actorOf(c)) ? 'city' : { station: deskStation(c) }
}

/** Whether a page shows them the form for it. The verb behind the form asks again. */
export function mayHere(c: Ask, act: Act): boolean {
  return may(actorOf(c), act)
}

/**
 * A person's page at the desk. People serve at other stations too: somebody who
 * is not of this one is there for those who hold their number, as it was found by.
 */
export function memberLink(c: Ask, { member, number, station }: Person): string {
  const page = `/desk/members/${member}`
  return station === deskStation(c) ? page : `${page}?number=${encodeURIComponent(number)}`
}

/** Names masked, stations by name, for sentences and lines. */
export async function speakerFor(
  { bank }: Web,
  c: Ask,
  members: readonly string[] = [],
): Promise<Speaker & { readonly people: ReadonlyMap<string, Person> }> {
  const people =
    members.length === 0
      ? new Map<string, Person>()
      : await bank.people.names([...new Set(members)] as MemberId[])
  const stations = new Map(
    (await bank.directory.all('station')).map((row) => [row.key, row.body.name]),
  )
  const gone = await erasedAmong(bank, members, people)
  const nameOf = (member: string) => {
    const person = people.get(member as MemberId)
    if (person) return maskName(person.name)
    return gone.has(member) ? words(c).common.erased : undefined
  }
  return {
    language: languageOf(c),
    rules: bank.rules,
    name: nameOf,
    station: (code) => stations.get(code),
    people,
  }
}

async function erasedAmong(
  bank: Bank,
  members: readonly string[],
  people: ReadonlyMap<string, Person>,
): Promise<ReadonlySet<string>> {
  const missing = [...new Set(members)].filter((member) => !people.has(member))
  if (missing.length === 0) return new Set()
  const rows = await bank.directory.many('member', missing)
  return new Set(rows.filter(({ body }) => body.erased !== undefined).map(({ key }) => key))
}

/** Who entered something, as colleagues call them. */
export function staffNames(
  { bank }: Web,
  c: Ask,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return staffNamed(bank, ids, languageOf(c))
}

/** The sentence for a no, with the people it is about named. */
export async function told(web: Web, c: Ask, refusal: Refusal): Promise<string> {
  if (refusal.code === 'second-factor-needed') c.set('secondAsked', true)
  const about = 'member' in refusal ? [refusal.member] : []
  if ('account' in refusal) {
    const member = memberOf(refusal.account as AccountId)
    if (member !== undefined) about.push(member)
  }
  return sentence(refusal, await speakerFor(web, c, about.filter(isMemberId)))
}

export function isMemberId(text: string): text is MemberId {
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(text)
}

export function serviceName(web: Web, code: string, language: Language): string | undefined {
  return code === '-' ? undefined : (serviceIn(web.bank.rules, code)?.name[language] ?? code)
}

/** The person an entry is about: the one it is for, or whose purse it moved. */
export function personIn(entry: Entry): MemberId | undefined {
  return (
    (refOf(entry, 'for') as MemberId | undefined) ??
    entry.postings.map(({ account }) => memberOf(account)).find((member) => member !== undefined)
  )
}

/** What the line of one posting says, with names as this reader may see them. */
export function factsOf(
  web: Web,
  speaker: Speaker,
  entry: Entry,
  posting: { readonly account: AccountId; readonly minutes: number },
): LineFacts {
  const own = memberOf(posting.account)
  const other = entry.postings
    .map(({ account }) => memberOf(account))
    .find((member) => member !== undefined && member !== own)
  return {
    minutes: posting.minutes,
    service: serviceName(web, entry.service, speaker.language),
    station: speaker.station?.(entry.station),
    counterpart: other === undefined ? undefined : speaker.name?.(other),
    reason: refOf(entry, 'reason'),
    purpose: refOf(entry, 'purpose'),
    until: refOf(entry, 'until'),
    source: refOf(entry, 'source'),
    side: own !== undefined && refOf(entry, 'for') === own ? 'gave' : 'received',
  }
}

/** A form's fields as text, trimmed; files only where asked for. */
export interface Fields {
  get(name: string): string
  /** Where more than a page of text is expected. */
  long(name: string): string
  all(name: string): readonly string[]
  file(name: string): File | undefined
}

export async function fieldsOf(c: Ask): Promise<Fields> {
  const form = await c.req.formData().catch(() => new FormData())
  const long = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  return {
    get: (name) => long(name).slice(0, 4_000),
    long,
    all: (name) => form.getAll(name).filter((value) => typeof value === 'string'),
    file(name) {
      const value = form.get(name)
      return typeof value === 'string' || value === null ? undefined : value
    },
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Version 7 is a form's, version 8 made from what a row of a sheet says. */
export function isEntryId(text: string): text is EntryId {
  return UUID.test(text)
}

/** The id a form was shown with. One that is none gives a new one: nothing was sent under it before. */
export function formId({ bank }: Web, fields: Fields): EntryId {
  const id = fields.get('id')
  return isEntryId(id) && id.charAt(14) === '7' ? id : bank.ids.entry()
}

/** Minutes of the day from what a field of time says; undefined where it says none. */
export function clockIn(text: string): number | undefined {
  const found = /^([01]\d|2[0-3]):([0-5]\d)(?::\d\d)?$/.exec(text)
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined
}

/** A number with no repeats and not in a row. */
export function isGoodPin(pin: string): boolean {
  if (!/^\d{6}$/.test(pin)) return false
  const digits = Array.from(pin, Number)
  const steps = digits.slice(1).map((digit, at) => digit - (digits[at] ?? 0))
  return !steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
}

/** A form sent and not accepted: what is said of it, and what was typed. */
export interface Sent {
  readonly form: 'credit' | 'redeem' | 'enrol' | 'booking'
  readonly said: string
  readonly id: EntryId
  readonly fields: Fields
}

/** Where what waits for a second person is shown, when that is what became of it. */
export function reviewAt(refusal: Refusal): string | undefined {
  return refusal.code === 'waits-for-review' ? `/desk/reviews/${refusal.review}?sent=1` : undefined
}

/** What was refused may be sent again under its id, unless the id itself was the trouble. */
export function nextId({ bank }: Web, id: EntryId, refusal: Refusal): EntryId {
  return refusal.code === 'id-taken' ? bank.ids.entry() : id
}
