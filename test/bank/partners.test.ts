/** Funds, projects, teams and handovers: registers of references, hours that are only given away, and old access that ends. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { moveStock } from '../../src/bank/catalogue/stock.ts'
import { loadOrganisations, loadTeams } from '../../src/bank/city/organisations.ts'
import {
  agreeHandover,
  countStock,
  handoverFor,
  openHandover,
} from '../../src/bank/city/handover.ts'
import {
  approveGrant,
  type FundOrder,
  partnersFor,
  publishedGrant,
  saveFund,
  saveProject,
} from '../../src/bank/city/partners.ts'
import { creditTeam, donateTeam, teamAccount } from '../../src/bank/hours/team.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { creditCodeCheck } from '../../src/rules/credit-code.ts'
import { must, openTown, ORGANISATION, REVIEWER, type Town } from '../town.ts'

const DAY_MS = 86_400_000
const NEXT_CODE = '52440100MJK000002'
const NEXT = `${NEXT_CODE}${creditCodeCheck(NEXT_CODE)}`
const STREET: Actor = {
  ...{ id: 'staff:street', kind: 'staff', role: 'street', station: '' },
  path: '4401/440104/440104003/',
  strong: true,
}

let town: Town
beforeEach(async () => {
  town = await openTown()
  await loadOrganisations(town.bank, SYSTEM, {
    id: id(),
    organisations: [
      {
        name: '后继社工',
        type: '社会服务机构',
        creditCode: NEXT,
        head: '负责人',
        handler: '经办人',
        phone: '',
      },
    ] as never,
    sample: true,
  } as never)
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const fund = (more: Partial<FundOrder> = {}): FundOrder => ({
  id: id(),
  code: 'F-NY-01',
  name: '某街社区慈善基金',
  federation: '某区慈善会',
  committee: '某街基金管委会',
  purpose: '救急解困',
  document: '某慈字〔2026〕1号',
  area: '440104003',
  ...more,
})

describe('a charity fund', () => {
  test('is a register of references, with what must be published on a list until it is', async () => {
    must(await saveFund(town.bank, STREET, fund()))
    const line = {
      fund: 'F-NY-01',
      line: 'L1',
      title: '微创投',
      document: '纪要 3',
      approvedOn: '2026-11-20',
    }
    must(await approveGrant(town.bank, STREET, { id: id(), ...line }))
    town.clock.at += 31 * DAY_MS
    const late = must(await partnersFor(town.bank, STREET))
    expect([...late.late]).toEqual(['F-NY-01/L1'])
    const said = { id: id(), line: 'F-NY-01/L1', on: '2026-12-24', where: '街道公告栏' }
    must(await publishedGrant(town.bank, STREET, said))
    expect(must(await partnersFor(town.bank, town.clerk('S001'))).late.size).toBe(0)
    expect(must(await partnersFor(town.bank, town.clerk('S001'))).funds).toHaveLength(1)
  })

  test('is refused by whoever is not of its area, and where something is left empty', async () => {
    expect(codeOf(await saveFund(town.bank, town.clerk('S001'), fund()))).toBe('not-allowed')
    expect(codeOf(await saveFund(town.bank, STREET, fund({ area: '440106004' })))).toBe(
      'code-unreadable',
    )
    expect(codeOf(await saveFund(town.bank, STREET, fund({ committee: ' ' })))).toBe(
      'code-unreadable',
    )
    const line = { fund: 'F-XX', line: 'L1', title: 't', document: 'd', approvedOn: '2026-11-20' }
    expect(codeOf(await approveGrant(town.bank, STREET, { id: id(), ...line }))).toBe(
      'code-unreadable',
    )
  })

  test('a line that is cited must be there', async () => {
    const call = {
      type: 'hotline',
      station: 'S001',
      source: 'phone',
      words: { need: '送米' },
    } as const
    const asked = (grantLine: string) =>
      takeIn(town.bank, town.clerk('S001'), { id: id(), ...call, grantLine })
    expect(codeOf(await asked('F-NY-01/L1'))).toBe('code-unreadable')
    must(await saveFund(town.bank, STREET, fund()))
    const line = {
      fund: 'F-NY-01',
      line: 'L1',
      title: '微创投',
      document: '纪要',
      approvedOn: '2026-11-20',
    }
    must(await approveGrant(town.bank, STREET, { id: id(), ...line }))
    expect(codeOf(await asked('F-NY-01/L1'))).toBe('done')
  })
})

test('a project names its five partners, each in a slot the city knows', async () => {
  const project = {
    project: id() as string,
    title: '长者助餐',
    station: 'S001',
    partners: { community: '某社区居委会', organisation: ORGANISATION, 'social-work': 'S001' },
    from: '2026-11-01',
    until: '2027-10-31',
  }
  const saved = (more: object) =>
    saveProject(town.bank, town.clerk('S001'), { id: id(), ...project, ...more })
  expect(codeOf(await saved({ partners: { ghosts: 'x' } }))).toBe('code-unreadable')
  expect(codeOf(await saved({ partners: { fund: 'F-XX' } }))).toBe('code-unreadable')
  expect(codeOf(await saved({ until: '2026-01-01' }))).toBe('day-unreadable')
  must(await saved({}))
  must(await saved({ title: '长者助餐二期' }))
  const found = must(await partnersFor(town.bank, town.clerk('S001'))).projects
  expect(found.map(({ body }) => body.title)).toEqual(['长者助餐二期'])
})

test('hours of a team are credited to it and only given away', async () => {
  await loadTeams(town.bank, SYSTEM, {
    id: id(),
    teams: [{ code: 'T001', name: '红棉队', organisation: ORGANISATION }],
  } as never)
  const clerk = town.clerk('S001')
  const credit = {
    team: 'T001',
    station: 'S001',
    minutes: 20 * 120,
    servedOn: '2026-11-23',
    service: 'activity',
  }
  must(await creditTeam(town.bank, clerk, { id: id(), ...credit }))
  expect(codeOf(await creditTeam(town.bank, clerk, { id: id(), ...credit, team: 'T9' }))).toBe(
    'code-unreadable',
  )
  const given = { team: 'T001', station: 'S001', pool: 'S001', minutes: 2_000 }
  must(await donateTeam(town.bank, clerk, { id: id(), ...given }))
  expect(codeOf(await donateTeam(town.bank, clerk, { id: id(), ...given }))).toBe('short-of-hours')
  const [left] = await town.bank.journal.balances([teamAccount('T001')])
  expect(left?.balance).toBe(400)
})

describe('a handover', () => {
  const order = { station: 'S001', incoming: NEXT, day: '2026-12-01', until: '2029-11-30' }

  async function opened(): Promise<EntryId> {
    const key = id()
    must(await openHandover(town.bank, town.city, { id: key, ...order }))
    return key
  }

  test('counts stock, lists what lies open, and ends every old access with the old term', async () => {
    const head = town.head('S001')
    const rice = {
      code: 'meal',
      kind: 'meal',
      name: { zh: '午餐' },
      service: 'meal',
      reason: 'new',
    }
    const item = {
      id: id(),
      station: 'S001',
      ...rice,
      price: { by: 'item', minutes: 60 },
      counted: true,
    }
    const saved = await saveItem(town.bank, head, item)
    expect(codeOf(saved)).toBe('done')
    must(
      await moveStock(town.bank, head, {
        id: id(),
        station: 'S001',
        item: 'meal',
        by: 20,
        reason: 'received',
      }),
    )
    const staff = {
      login: 'oldclerk',
      name: '旧经办',
      role: 'clerk',
      station: 'S001',
      passwordHash: 'x',
    } as const
    must(await addStaff(town.bank, SYSTEM, { id: id(), ...staff }))
    const call = {
      type: 'help',
      station: 'S001',
      source: 'phone',
      words: { need: '打扫' },
    } as const
    const lying = must(await takeIn(town.bank, head, { id: id(), ...call })).id

    const handover = await opened()
    const agree = () => agreeHandover(town.bank, town.city, { id: id(), handover })
    expect(codeOf(await agree())).toBe('code-unreadable')
    const count = (n: number) =>
      countStock(town.bank, head, { id: id(), handover, counted: { meal: n } })
    expect(codeOf(await count(-1))).toBe('code-unreadable')
    must(await count(19))
    expect(codeOf(await agree())).toBe('code-unreadable')
    must(await count(20))
    const asked = await agree()
    expect(codeOf(asked)).toBe('waits-for-review')
    const review = (
      !asked.ok && asked.refusal.code === 'waits-for-review' ? asked.refusal.review : ''
    ) as EntryId
    const hash = (await town.bank.directory.newest('review', review))?.body.hash ?? ''
    must(await approve(town.bank, REVIEWER, { review, hash }))

    const done = must(await handoverFor(town.bank, town.city, handover)).body
    expect(done).toMatchObject({ list: { state: 'agreed' }, orders: [lying] })
    expect(done.ended.staff).toHaveLength(1)
    const row = await town.bank.directory.newest('staff', done.ended.staff[0] ?? '')
    expect(row?.body.until).toBe('2026-11-30')
    const terms = (await town.bank.directory.newest('station', 'S001'))?.body.terms
    expect(terms).toEqual([
      { organisation: ORGANISATION, from: '2019-06-20', to: '2026-11-30' },
      { organisation: NEXT, from: '2026-12-01', to: '2029-11-30' },
    ])
  })

  test('is opened by the city alone, once, to somebody else, for a day to come', async () => {
    const tried = async (more: object, by = town.city) =>
      codeOf(await openHandover(town.bank, by, { id: id(), ...order, ...more }))
    expect(await tried({}, town.head('S001'))).toBe('not-allowed')
    expect(await tried({ incoming: ORGANISATION })).toBe('unknown-organisation')
    expect(await tried({ incoming: '52440100MJK0000099' })).toBe('unknown-organisation')
    expect(await tried({ day: '2026-11-24' })).toBe('day-unreadable')
    expect(await tried({ station: 'S999' })).toBe('unknown-station')
    await opened()
    expect(await tried({})).toBe('code-unreadable')
    expect(codeOf(await handoverFor(town.bank, town.head('S002'), id()))).toBe('unknown-row')
  })
})
