/** A city with somebody of every kind in it, and something to look at in every place. */
import { appOf } from '../../src/app.ts'
import { cancelActivity, publishActivity } from '../../src/bank/activities/activity.ts'
import { answerClaim, claimHours } from '../../src/bank/activities/claims.ts'
import { signUp } from '../../src/bank/activities/sign-up.ts'
import { saveBookable } from '../../src/bank/calendar/bookable.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations } from '../../src/bank/city/directory.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { openBalances } from '../../src/bank/hours/opening.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { noticeUndo } from '../../src/bank/hours/undo-notice.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import { asked, cityPlace, recordDrafts, rowChange } from '../../src/bank/draft.ts'
import type { StaffRow, TokenRow } from '../../src/bank/ports.ts'
import { recordAll } from '../../src/bank/record.ts'
import { book } from '../../src/bank/service/book.ts'
import { release } from '../../src/bank/service/settle.ts'
import { openSession } from '../../src/gate/session.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Entry, EntryId, Seq } from '../../src/ledger/entry.ts'
import { must, openTown as openFolder, ORGANISATION, STATIONS, TODAY, type Town } from '../town.ts'
import { ACTIVITY } from '../activity.ts'
import { ROOM } from '../calendar.ts'
import { PLACES, type Place, WHO, type Who } from './table.ts'

/** What a check names at a place. */
export interface Target {
  readonly station: string
  readonly member: string
  readonly entry: string
  readonly seq: number
  readonly hold: string
  readonly released: string
  readonly batch: string
  /** One that `member` has signed up for, and that is called off. */
  readonly activity: string
  readonly off: string
  /** Something that can be booked there. */
  readonly bookable: string
  /** A service order that has been taken in. */
  readonly order: string
  /** Hours the member has claimed, and the station has declined. */
  readonly claim: string
  /** What waits there for a second person. */
  readonly review: string
  /** Hours there that are told of before they are undone. */
  readonly undo: string
  /** Somebody of the asker's own station, with their number: who is never what is refused. */
  readonly guest: string
  readonly number: string
  readonly name: string
  readonly phone: string
  readonly organisation: string
}

export interface WhoTown {
  readonly town: Town
  readonly targets: Readonly<Record<Place, Target>>
  /** The headers by which somebody says who they are: a session of its own each time. */
  says(who: Who): Promise<Record<string, string>>
  request(path: string, init: RequestInit): Promise<Response>
}

const STATION_AT: Readonly<Record<Place, string>> = {
  own: 'S001',
  sibling: 'S002',
  cousin: 'S004',
  elsewhere: 'S005',
  city: '4401',
  nowhere: 'S999',
}

const NAMES: Readonly<Record<string, string>> = {
  S001: '近安',
  S002: '邻和',
  S004: '远平',
  S005: '外宁',
}

const SCOPES = [
  'credits:write',
  'transfers:write',
  'bookings:write',
  'redemptions:write',
  'reversals:write',
  'grants:write',
  'members:write',
  'members:read',
  'stations:read',
  'orders:read',
  'orders:write',
  'directory:write',
  'activities:write',
]

export async function openWhoTown(): Promise<WhoTown> {
  const town = await openFolder()
  const app = appOf(town.bank, { secure: false })
  await twoMoreStations(town)
  // First who works here: a review begins where somebody could answer it.
  const own = { member: '' }
  const says = await everybody(town, own)
  const targets = await targetsIn(town)
  own.member = targets.own.member
  return {
    town,
    targets,
    says,
    request: async (path, { headers, ...init }) =>
      app.request(`http://localhost${path}`, {
        ...init,
        headers: { ...(headers as Record<string, string>), Host: 'localhost' },
      }),
  }
}

async function twoMoreStations({ bank }: Town): Promise<void> {
  const [sample] = STATIONS
  const stations = [
    { ...sample!, code: 'S004', name: 'S004 站', area: '440104001' },
    { ...sample!, code: 'S005', name: 'S005 站', area: '440106004' },
  ]
  const order = { id: bank.ids.entry(), stations, sample: true }
  const loaded = await loadStations(bank, SYSTEM, order)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))
}

async function targetsIn(town: Town): Promise<Record<Place, Target>> {
  const { bank } = town
  const guest = await town.member('何来', 'S001')
  const { number = '', name = '', phone = '' } = (await bank.people.get(guest)) ?? {}
  const common = { guest, number, name, phone, organisation: ORGANISATION }
  const nothing = {
    member: '0123456789abcdef',
    entry: '0190f000-0000-7000-8000-00000000aaaa',
    hold: '0190f000-0000-7000-8000-00000000bbbb',
    released: '0190f000-0000-7000-8000-00000000cccc',
    batch: '0190f000-0000-7000-8000-00000000dddd',
    activity: '0190f000-0000-7000-8000-00000000a0a0',
    off: '0190f000-0000-7000-8000-00000000a0a1',
    bookable: 'S999/room-3',
    order: '0190f000-0000-7000-8000-00000000ffff',
    claim: '0190f000-0000-7000-8000-00000000a0a2',
    review: '0190f000-0000-7000-8000-00000000eeee',
    undo: '0190f000-0000-7000-8000-00000000ffff',
    seq: 999_999,
  }
  const first = must(await firstEntry(town))
  const review = await cityReview(town, guest)
  const targets: Partial<Record<Place, Target>> = {}
  for (const place of PLACES) {
    const station = STATION_AT[place]
    targets[place] =
      place === 'nowhere'
        ? { ...common, ...nothing, station }
        : place === 'city'
          ? {
              ...common,
              ...nothing,
              ...first,
              hold: first.entry,
              released: first.entry,
              review,
              station,
            }
          : { ...common, ...(await somethingAt(town, station)), station }
  }
  return targets as Record<Place, Target>
}

/** A record of the city's own: the first of the books. */
async function firstEntry({ bank }: Town) {
  const entry = await bank.journal.entry(1 as Seq)
  if (!entry) throw new Error('an empty journal')
  return { ok: true, value: { entry: entry.id as string, seq: entry.seq as number } } as const
}

/** An undoing of the city's own that waits. */
async function cityReview({ bank, city }: Town, member: MemberId): Promise<string> {
  const rows = [{ member, served: 60, available: 60 }]
  const order = { source: 'earlier', cutOff: '2026-10-31', file: 'ab'.repeat(32), rows }
  const [opened] = await openBalances(bank, SYSTEM, order)
  const entry = must(opened!) as Entry
  const id = bank.ids.entry()
  await reverse(bank, { ...city, id: 'staff:city-2' }, { id, entry: entry.id, reason: 'twice' })
  return id
}

async function somethingAt(town: Town, station: string) {
  const { bank } = town
  const clerk = town.clerk(station)
  const member = await town.member(NAMES[station] ?? '', station)
  await town.earn(member, 120, station)
  const batch = bank.ids.entry()
  const row = { member, minutes: 60, servedOn: TODAY, service: 'activity' }
  const [outcome] = await creditSession(bank, clerk, {
    ...{ id: batch, station, whole: true },
    rows: [{ ...row, id: bank.ids.entry() }],
  })
  const entry = must(outcome!)
  const wanted = { member, station, service: 'haircut', day: TODAY }
  const hold = must(await book(bank, clerk, { ...wanted, id: bank.ids.entry() }))
  const second = must(await book(bank, clerk, { ...wanted, id: bank.ids.entry() }))
  must(await release(bank, clerk, { id: bank.ids.entry(), booking: second.id }))
  const review = bank.ids.entry()
  await credit(bank, clerk, { ...row, id: review, station, servedOn: '2026-11-01' })
  const evidence = [await bank.evidence.put(new TextEncoder().encode(`a sheet of ${station}`))]
  const undo = bank.ids.entry()
  const told = { id: undo, entry: entry.id, reason: 'twice', evidence }
  must(await noticeUndo(bank, { ...clerk, id: `staff:told-${station}` }, told))
  const activity = await anActivity(town, station)
  const off = await anActivity(town, station)
  must(await signUp(bank, clerk, { id: bank.ids.entry(), activity, member }))
  must(await cancelActivity(bank, clerk, { id: bank.ids.entry(), activity: off }))
  must(await saveBookable(bank, clerk, { ...ROOM, id: bank.ids.entry(), station }))
  const order = bank.ids.entry()
  const words = { need: '送餐' }
  const asked = { id: order, type: 'help', station, source: 'counter', member, words } as const
  must(await takeIn(bank, clerk, asked))
  const claim = bank.ids.entry()
  const claimed = {
    id: claim,
    station,
    service: 'activity',
    day: TODAY,
    minutes: 30,
    words: '送餐',
  }
  must(await claimHours(bank, town.self(member), claimed))
  const no = { id: bank.ids.entry(), claim, reason: 'not-served' }
  must(await answerClaim(bank, clerk, no))
  return {
    ...{ member, review, undo },
    ...{ activity, off, claim },
    bookable: `${station}/room-3`,
    order,
    ...{ entry: entry.id as EntryId, seq: entry.seq as number },
    ...{ hold: hold.id, released: second.id, batch },
  }
}

async function anActivity({ bank, clerk }: Town, station: string): Promise<string> {
  const id = bank.ids.entry()
  const order = { ...ACTIVITY, id, station }
  must(await publishActivity(bank, clerk(station), order))
  return id
}

const POSTS: Readonly<Partial<Record<Who, Partial<StaffRow>>>> = {
  viewer: { role: 'viewer', station: 'S001' },
  'viewer-street': { role: 'viewer', area: '440104003' },
  'viewer-district': { role: 'viewer', area: '440104' },
  clerk: { role: 'clerk', station: 'S001' },
  approver: { role: 'approver', station: 'S001' },
  head: { role: 'head', station: 'S001' },
  street: { role: 'street', area: '440104003' },
  district: { role: 'district', area: '440104' },
  city: { role: 'city' },
  security: { role: 'security' },
  auditor: { role: 'auditor' },
  'clerk-ended': { role: 'clerk', station: 'S001', active: false },
  'clerk-past': { role: 'clerk', station: 'S001', until: '2026-11-23' },
}

const GIVEN: Readonly<Partial<Record<Who, Partial<TokenRow>>>> = {
  token: { station: 'S001' },
  'token-bare': { station: 'S001', scopes: [] },
  'token-city': {},
  'token-city-bare': { scopes: [] },
  'token-ended': { active: false },
  'token-past': { until: '2026-11-23' },
}

async function everybody(town: Town, own: { readonly member: string }): Promise<WhoTown['says']> {
  const { bank } = town
  const rows = []
  for (const [who, post] of Object.entries(POSTS)) {
    const body = { login: who, role: 'viewer', station: '', active: true, ...post } as StaffRow
    rows.push(rowChange(bank, 'staff', who, 1, body))
  }
  for (const station of ['S001', 'S002', 'S004', 'S005'])
    for (const who of WHO) {
      const key = { publicKey: 'x', thumbprint: 'x', until: '2027-01-01', active: true }
      rows.push(
        rowChange(bank, 'device', `pc-${station}-${who}`, 1, { station, name: '电脑', ...key }),
      )
    }
  const tokens = new Map<Who, string>()
  for (const [who, given] of Object.entries(GIVEN)) {
    const { text, key, body } = makeToken(bank, {
      ...{ name: who, scopes: SCOPES, station: '', until: '2026-12-31' },
      ...given,
    })
    rows.push(rowChange(bank, 'token', key, 1, { ...body, ...given }))
    tokens.set(who as Who, text)
  }
  const ask = asked(SYSTEM, 'hire', { id: bank.ids.entry() })
  const drafts = recordDrafts(bank, SYSTEM, ask, rows, cityPlace(bank))
  for (const outcome of await recordAll(bank, drafts, { whole: true })) must(outcome)
  return async (who) => {
    const token = tokens.get(who)
    if (token !== undefined) return { Authorization: `Bearer ${token}` }
    if (who === 'visitor') return {}
    const shown = { strongAt: town.clock.at }
    const [kind, subject] =
      who === 'member' ? (['member', own.member] as const) : (['staff', who] as const)
    return { Cookie: `kapok=${await openSession(bank, kind, subject, undefined, shown)}` }
  }
}
