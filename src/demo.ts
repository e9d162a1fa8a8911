/**
 * The demo: a sample town of so many members and days from a seed. Sequential,
 * with ids, salts, clock and keys from the seed: the same seed, the same root.
 */
import { SYSTEM } from './bank/actor.ts'
import { loadStations, type StationGiven } from './bank/city/directory.ts'
import { foundCity } from './bank/city/found.ts'
import { dayOf, startOf } from './bank/draft.ts'
import { grant } from './bank/hours/grant.ts'
import { openBalances } from './bank/hours/opening.ts'
import { creditSession } from './bank/hours/session.ts'
import { type LoopTown, loopDay, loopTown } from './demo-loop.ts'
import { bedVisit, contracts } from './demo-paid.ts'
import { enrol } from './bank/people/enrol.ts'
import { addStaff } from './bank/people/staff.ts'
import type { Actor } from './bank/ports.ts'
import { redeem } from './bank/service/redeem.ts'
import type { MemberId } from './ledger/account.ts'
import { sha256 } from './ledger/sha256.ts'
import type { OpenBank } from './open.ts'
import { cityAreas } from './seeds.ts'

export interface DemoOrder {
  readonly members: number
  readonly days: number
  /** The day the demo ends on; its clock never reads the real one. */
  readonly until: string
  readonly stations: readonly StationGiven[]
}

export interface DemoTown {
  readonly staff: { readonly login: string; readonly password: string }
  /** What was answered at the stations, and how often: "claim done", "claim already-taken". */
  readonly answers: Readonly<Record<string, number>>
  /** Logins of the clerk, the street's, the city's, the security office's and the auditor's, all with that password. */
  readonly offices: Readonly<Record<string, string>>
  readonly volunteer: { readonly number: string; readonly pin: string }
  readonly elder: { readonly number: string; readonly pin: string }
}

const PASSWORD = 'hongmian-demo-2026'
const PIN = '246810'
const SURNAMES = '陈李黄张梁林何吴刘周罗谢郑邓冯曾'
const GIVEN = '秀英志强丽华建国美玲伟明婉仪家豪淑芬子健凤仙'
const SERVICES = ['activity', 'delivery', 'hotline', 'company', 'training'] as const

/** Draws whole numbers from a seed. */
function drawing(seed: string): (below: number) => number {
  let count = 0
  return (below) => {
    const hash = sha256(`${seed} ${count++}`)
    return (((hash[0] ?? 0) * 65_536 + (hash[1] ?? 0) * 256 + (hash[2] ?? 0)) >>> 0) % below
  }
}

export async function fillDemo(
  bank: OpenBank,
  clock: { at: number },
  seed: string,
  order: DemoOrder,
  progress: (done: number, total: number) => void,
): Promise<DemoTown> {
  const draw = drawing(seed)
  const drawSlots = drawing(`${seed} calendar`)
  const first = startOf(order.until) - (order.days - 1) * 86_400_000
  clock.at = first + 8 * 3_600_000
  await foundCity(bank, cityAreas(bank.rules))
  const loaded = await loadStations(bank, SYSTEM, {
    id: bank.ids.entry(),
    stations: order.stations,
    sample: true,
  })
  if (!loaded.ok)
    throw new Error(`the sample roster was refused: ${JSON.stringify(loaded.refused[0])}`)
  const pinHash = await hashed(bank, PIN)
  const members = await enrolAll(bank, order, draw, pinHash, progress)
  await openSome(bank, members, dayOf(first))
  const town = loopTown(bank, clock, draw, drawSlots)
  const codes = order.stations.map(({ code }) => code)
  await contracts(town, codes, members[1])
  const answers = await days(town, order, members, first, progress)

  const offices = await employ(bank, order.stations[0]?.code ?? '')
  const [volunteer, elder] = await Promise.all(
    [members[0], members[1]].map((one) => bank.people.get(one?.member as MemberId)),
  )
  return {
    staff: { login: 'chen', password: PASSWORD },
    offices,
    answers: Object.fromEntries([...answers].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    volunteer: { number: volunteer?.number ?? '', pin: PIN },
    elder: { number: elder?.number ?? '', pin: PIN },
  }
}

/** One of each post: the first station's head and clerk, the street above it, and the city's three offices. */
async function employ(bank: OpenBank, station: string): Promise<Readonly<Record<string, string>>> {
  const passwordHash = await hashed(bank, PASSWORD)
  const at = (await bank.directory.get('station', station))?.body
  const street = at?.path.split('/').at(2) ?? at?.area ?? ''
  const posts = [
    { login: 'chen', name: '陈姑娘', role: 'head', station },
    { login: 'ligu', name: '李姑娘', role: 'clerk', station },
    { login: 'jiedao', name: '街道办', role: 'street', station: '', area: street },
    { login: 'shiji', name: '市级', role: 'city', station: '' },
    { login: 'anquan', name: '安全管理员', role: 'security', station: '' },
    { login: 'shenji', name: '审计员', role: 'auditor', station: '' },
  ] as const
  for (const post of posts) {
    const outcome = await addStaff(bank, SYSTEM, {
      id: bank.ids.entry(),
      ...post,
      passwordHash,
      passwordChosen: true,
    })
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  }
  return Object.fromEntries(posts.slice(1).map(({ role, login }) => [role, login]))
}

interface Townsman {
  readonly member: MemberId
  readonly station: string
}

async function hashed(bank: OpenBank, secret: string): Promise<string> {
  const outcome = await bank.passwords.hash(secret)
  if (!outcome.ok) throw new Error('passwords are busy')
  return outcome.value
}

async function enrolAll(
  bank: OpenBank,
  order: DemoOrder,
  draw: (below: number) => number,
  pinHash: string,
  progress: (done: number, total: number) => void,
): Promise<readonly Townsman[]> {
  const members: Townsman[] = []
  for (let i = 0; i < order.members; i++) {
    // The first two, who sign in, belong to the first station; the others anywhere.
    const station = order.stations[i < 30 ? 0 : draw(order.stations.length)]?.code ?? ''
    const name = `${SURNAMES[draw(SURNAMES.length)]}${GIVEN[draw(GIVEN.length)]}${GIVEN[draw(GIVEN.length)]}`
    const phone = `190${String(i).padStart(8, '0')}`
    const outcome = await enrol(bank, SYSTEM, {
      id: bank.ids.entry(),
      station,
      name,
      phone,
      ...(i < 2 ? { pinHash } : {}),
    })
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    members.push({ member: outcome.value.person.member, station })
    progress(i, order.members + order.days)
  }
  return members
}

/** The volunteer brings hours from before, the elder never earned and is granted some. */
async function openSome(
  bank: OpenBank,
  members: readonly Townsman[],
  cutOff: string,
): Promise<void> {
  const rows = members
    .filter((_, i) => i !== 1 && i % 4 === 0)
    .map(({ member }, i) => ({ member, served: 6_000 + i * 170, available: 4_800 + (i % 50) * 60 }))
  const file = await bank.evidence.put(new TextEncoder().encode('demo balances'))
  await openBalances(bank, SYSTEM, { source: 'gongyishijian', cutOff, file, rows })
  const elder = members[1]
  if (!elder) return
  const given = {
    pool: 'budget',
    member: elder.member,
    minutes: 20 * 60,
    purpose: 'elder-alone',
    until: '2027-12-31',
  }
  await grant(bank, SYSTEM, { id: bank.ids.entry(), ...given })
}

async function days(
  town: LoopTown,
  order: DemoOrder,
  members: readonly Townsman[],
  first: number,
  progress: (done: number, total: number) => void,
): Promise<ReadonlyMap<string, number>> {
  const byStation = Map.groupBy(members, ({ station }) => station)
  const { bank, clock, draw } = town
  for (let day = 0; day < order.days; day++) {
    clock.at = first + day * 86_400_000 + 17 * 3_600_000
    const servedOn = dayOf(clock.at)
    for (const [station, people] of byStation) {
      const actor: Actor = { id: `staff:demo-${station}`, kind: 'staff', role: 'clerk', station }
      const there = people.filter(() => draw(8) === 0)
      const service = SERVICES[draw(SERVICES.length)] ?? 'activity'
      const minutes = 60 + 30 * draw(5)
      const rows = there.map(({ member }) => ({
        id: bank.ids.entry(),
        member,
        minutes,
        servedOn,
        service,
      }))
      await creditSession(bank, actor, {
        id: `demo-${servedOn}-${station}`,
        station,
        rows,
        whole: true,
      })
      const spender = people[draw(people.length)]
      if (spender && draw(6) === 0) {
        await redeem(bank, actor, {
          id: bank.ids.entry(),
          member: spender.member,
          station,
          service: 'haircut',
        })
      }
      await loopDay(
        town,
        station,
        people.map(({ member }) => member),
        day === order.days - 1 ? 'open' : 'closed',
      )
    }
    const bed = members[1]
    if (bed && day % 3 === 0) await bedVisit(town, bed)
    progress(order.members + day, order.members + order.days)
  }
  return town.answers
}
