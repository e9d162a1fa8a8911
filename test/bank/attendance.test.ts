/** A sign-in sheet in the books: what the dry run knows beforehand, whom it asks about, what is kept of its columns. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import {
  type AttendanceGiven,
  enterSheet,
  planSheet,
  type RowChoice,
} from '../../src/bank/people/attendance.ts'
import { enrol } from '../../src/bank/people/enrol.ts'
import { mappingFor, saveMapping } from '../../src/bank/people/mapping.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const clerk = () => town.clerk('S001')
const given = (row: number, more: Partial<AttendanceGiven>): AttendanceGiven => ({
  row,
  date: '2026-11-20',
  minutes: 120,
  service: '理发',
  ...more,
})
const sheet = (
  rows: readonly AttendanceGiven[],
  choices: readonly (readonly [number, RowChoice])[] = [],
  source = 'desk',
) => ({ station: 'S001', source, rows, choices: new Map(choices) })

async function person(name: string, phone: string): Promise<MemberId> {
  const order = { id: town.bank.ids.entry(), station: 'S001', name, phone }
  return must(await enrol(town.bank, clerk(), order)).person.member
}

test('more minutes than lie between signing in and out are refused; a break is not', async () => {
  const member = await person('时段', '13900000001')
  const order = { member, station: 'S001', servedOn: '2026-11-19', service: 'meal' }
  const span = { from: 540, to: 660 }
  const id = () => town.bank.ids.entry()
  const long = await credit(town.bank, clerk(), { ...order, id: id(), minutes: 121, span })
  expect(long).toMatchObject({
    ok: false,
    refusal: { code: 'minutes-beyond-span', minutes: 121, span: 120 },
  })
  must(await credit(town.bank, clerk(), { ...order, id: id(), minutes: 90, span }))
})

test('a dry run knows of the limit of a day and of overlaps, also for people not enrolled yet', async () => {
  const known = { name: '重叠', phone: '13900000002' }
  await person(known.name, known.phone)
  const fresh = { name: '新重叠', phone: '13900000003' }
  const order = sheet([
    given(2, { ...known, from: '09:00', to: '11:00' }),
    given(3, { ...known, from: '10:00', to: '12:00' }),
    given(4, { ...fresh, from: '08:00', to: '15:00', minutes: 420 }),
    given(5, { ...fresh, from: '16:00', to: '18:00' }),
  ])
  const plans = await planSheet(town.bank, clerk(), order)
  expect(plans).toMatchObject([
    { state: 'credit' },
    { state: 'refused', refusal: { code: 'overlap' } },
    { state: 'enrol' },
    { state: 'enrol', waits: { why: ['long-day'], due: '2026-11-25' } },
  ])
  const size = await town.bank.journal.size()
  const { entries } = await enterSheet(town.bank, clerk(), order)
  expect(entries.size).toBe(0)
  expect(await town.bank.journal.size()).toBe(size)
  expect(await town.bank.people.find('city', { phone: fresh.phone }, 1)).toEqual([])
})

test('whoever could be two is asked about; the answer is kept to, and not asked for again', async () => {
  const [one, two] = [await person('陈同名', '13911110001'), await person('陈同名', '13911110002')]
  const rows = [given(7, { name: '陈同名' })]
  const asked = await planSheet(town.bank, clerk(), sheet(rows))
  expect(asked).toMatchObject([{ state: 'ask', fits: expect.arrayContaining([one, two]) }])
  expect((await enterSheet(town.bank, clerk(), sheet(rows))).entries.size).toBe(0)

  const done = await enterSheet(town.bank, clerk(), sheet(rows, [[7, two]]))
  expect(done.entries.get(7)?.refs).toContainEqual(['for', two])
  expect(done.entries.get(7)?.refs).toContainEqual(['batch', done.batch])
  const again = await enterSheet(town.bank, clerk(), sheet(rows))
  expect(again.plans).toMatchObject([{ state: 'already', member: two }])
  // Saying "somebody new" the second time makes no second person of them.
  const anew = await enterSheet(town.bank, clerk(), sheet(rows, [[7, 'enrol']]))
  expect(anew.plans).toMatchObject([{ state: 'already' }])
})

test('a name alone enrols nobody unless somebody says so; left out rows are told', async () => {
  const rows = [
    given(2, { name: '只有名' }),
    given(3, { name: '只有名', date: '2026-11-19' }),
    given(4, { name: '不记他' }),
  ]
  expect(await planSheet(town.bank, clerk(), sheet(rows))).toMatchObject([
    { state: 'ask', fits: [] },
    { state: 'ask', fits: [] },
    { state: 'ask', fits: [] },
  ])
  const choices = [[2, 'enrol'] as const, [3, 'enrol'] as const, [4, 'leave'] as const]
  const done = await enterSheet(town.bank, clerk(), sheet(rows, choices))
  expect(done.entries.size).toBe(2)
  expect(done.plans).toContainEqual({ row: 4, state: 'left' })
  expect(await town.bank.people.find('city', { name: '只有名' }, 9)).toHaveLength(1)
  expect(await town.bank.people.find('city', { name: '不记他' }, 9)).toHaveLength(0)
})

test('the end of another phone is another person of the name, and is asked about', async () => {
  await person('李尾号', '13922220001')
  const plans = await planSheet(
    town.bank,
    clerk(),
    sheet([given(2, { name: '李尾号', phoneTail: '9999' })]),
  )
  expect(plans).toMatchObject([{ state: 'ask', fits: [expect.any(String)] }])
})

test('a sheet is paper; what the platform captured at both ends was scanned', async () => {
  const who = { name: '认定', phone: '13933330001' }
  const captured = { ...who, captured: true, from: '09:00', to: '11:00' }
  const proofs = []
  for (const [source, more] of [
    ['desk', { ...captured, date: '2026-11-20' }],
    ['ivolunteer', { ...captured, date: '2026-11-17' }],
    ['ivolunteer', { ...captured, date: '2026-11-18', captured: false }],
    ['ivolunteer', { ...who, captured: true, date: '2026-11-19' }],
  ] as const) {
    const done = await enterSheet(town.bank, clerk(), sheet([given(2, more)], [], source))
    proofs.push(done.entries.get(2)?.proof)
  }
  expect(proofs).toEqual(['paper', 'scanned', 'paper', 'paper'])
})

test('a mapping is a governed row of the station; the same again writes nothing', async () => {
  const { bank } = town
  const order = { station: 'S001', fingerprint: '00112233445566ff', columns: { A: 'name' } }
  const save = (more: object = {}) =>
    saveMapping(bank, clerk(), { ...order, id: bank.ids.entry(), ...more })
  expect(must(await save())?.kind).toBe('row')
  expect(must(await save())).toBeUndefined()
  expect(must(await save({ columns: { A: 'name', B: 'hours' } }))?.kind).toBe('row')
  const prints = [
    { row: 1, fingerprint: 'ffffffffffffffff' },
    { row: 3, fingerprint: order.fingerprint },
  ]
  expect(await mappingFor(bank, 'S001', prints)).toEqual({
    headerRow: 3,
    columns: { A: 'name', B: 'hours' },
  })
  expect(await mappingFor(bank, 'S002', prints)).toBeUndefined()
  expect(await save({ station: 'S002' })).toMatchObject({
    ok: false,
    refusal: { code: 'unknown-station' },
  })
  expect(await save({ columns: { A: '姓名' } })).toMatchObject({ ok: false })
})

test('a child of a sheet is not enrolled by it: the guardian’s consent comes first', async () => {
  const child = { name: '童小小', phone: '13911119001', born: '2016-02' }
  const grown = { name: '高中生', phone: '13911119002', born: '2010-02' }
  const rows = [given(2, child), given(3, grown)]
  const done = await enterSheet(town.bank, clerk(), sheet(rows))
  expect(done.plans).toMatchObject([
    { row: 2, state: 'refused', refusal: { code: 'guardian-consent-missing', under: 14 } },
    { row: 3, state: 'enrol' },
  ])
  expect(await town.bank.people.find('city', { phone: child.phone }, 1)).toEqual([])
  const alone = await enterSheet(town.bank, clerk(), sheet([given(3, grown)]))
  expect(alone.entries.size).toBe(1)
  const [known] = await town.bank.people.find('city', { phone: grown.phone }, 1)
  expect(known?.born).toBe('2010-02')
})
