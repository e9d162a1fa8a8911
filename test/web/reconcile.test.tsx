/** The reconciliation page: two books side by side, a button for each difference, the sign-off; and a broken journal. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { twinOf } from '../../src/ledger/review.ts'
import { approve } from '../../src/bank/review/answer.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { refOf } from '../../src/ledger/entry.ts'
import { xlsx } from '../paper/samples.ts'
import { must, REVIEWER } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
let first: Person
let second: Person
beforeAll(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  first = await house.person('陈大文')
  second = await house.person('李小梅')
  await give(first, '2026-10-02', 120)
  await give(first, '2026-10-05', 60)
  await give(second, '2026-10-20', 60)
})
afterAll(() => house.town.close())

async function give({ member }: Person, servedOn: string, minutes: number) {
  const { bank } = house.town
  const order = { id: bank.ids.entry(), member, station: 'S001', minutes, servedOn }
  return must(await credit(bank, SYSTEM, { ...order, service: 'meal' }))
}

const HEAD = '日期,编号,姓名,服务项目,时数'
function tally(): File {
  const rows = [
    `2026-10-02,${first.number},陈大文,助餐,2`,
    `2026-10-06,${first.number},陈大文,助餐,1`,
    `2026-10-15,${second.number},李小梅,理发,0.5`,
    '2026-10-16,,谁也不是,助餐,1',
  ]
  return new File([[HEAD, ...rows, ''].join('\n')], '十月.csv', { type: 'text/csv' })
}

/** Somebody else has looked at all that waits, the oldest first. */
async function passed() {
  const { bank } = house.town
  for (const asking of await bank.journal.openReviews({ places: ['S001'] })) {
    const review = twinOf(asking.id)
    const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
    must(await approve(bank, REVIEWER, { review, hash }))
  }
}

function upload(file: File, month = '2026-10') {
  const form = new FormData()
  form.set('station', 'S001')
  form.set('month', month)
  form.set('do', 'look')
  form.set('tally', file)
  return clerk.post('/desk/reconcile', form)
}

/** Sends the form of a page again, as one of its buttons does. */
function press(page: string, button: string, typed: Readonly<Record<string, string>> = {}) {
  const form = new FormData()
  const fields = { ...formIn(page, '/desk/reconcile'), ...typed, do: button }
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return clerk.post('/desk/reconcile', form)
}

it('shows both books, says each difference in words, and changes nothing by looking', async () => {
  const ask = await clerk.get('/desk/reconcile')
  expect(ask.text).toContain('value="2026-10"')
  const size = await house.town.bank.journal.size()
  const page = await upload(tally())
  expect(page.status).toBe(200)
  for (const word of ['一致 1 条', '差异 4 条', '相近：日期差 1 天', '仅台账有', '仅时数账有'])
    expect(page.text).toContain(word)
  expect(page.text).toContain('台账上的人没有找到')
  expect(page.text).toMatch(/<rect class="same"[^>]*width="20%"/)
  expect(page.text).toContain('陈*文')
  expect(page.text).not.toContain('陈大文')
  expect(page.text).not.toMatch(/ style=|<script/)
  // The first button is the one that Enter presses.
  expect(/<button[^>]*name="do"[^>]*>/.exec(page.text)?.[0]).toContain('value="look"')
  expect(await house.town.bank.journal.size()).toBe(size)
})

it('makes the entry each difference offers, once however often the button is pressed', async () => {
  const page = await upload(tally())
  const { journal } = house.town.bank
  const size = await journal.size()
  const wrong = await press(page.text, 'credit-4', { 'hours-4': '半天' })
  expect([wrong.status, wrong.text.includes('“半天”')]).toEqual([422, true])
  const service = { 'service-4': 'haircut' }
  const credited = await press(page.text, 'credit-4', service)
  expect(credited.text).toContain('已处理')
  await press(page.text, 'credit-4', service)
  await press(credited.text, 'credit-4', service)
  expect(await journal.size()).toBe(size + 1)
  // A month that is past is put right by two people: it waits, and is not asked for twice.
  expect(credited.text).toContain('等待复核')
  const [asked] = await journal.openReviews({ places: ['S001'] })
  expect(asked).toMatchObject({ servedOn: '2026-10-15', service: 'haircut' })
  await passed()
  expect((await journal.entries(size + 1, 1))[0]).toMatchObject({
    ...{ kind: 'credit', servedOn: '2026-10-15', service: 'haircut' },
  })
  const corrected = await press(credited.text, 'correct-3', { 'reason-3': 'wrong-day' })
  await passed()
  expect((await journal.entries(size + 2, 5)).map(({ kind }) => kind)).toEqual([
    'row',
    'row',
    'reverse',
    'credit',
  ])
  const alone = /value="reverse-(s\d+)"/.exec(corrected.text)?.[1] ?? ''
  const undone = await press(corrected.text, `reverse-${alone}`, {
    [`reason-${alone}`]: 'not-served',
  })
  expect(undone.text).toContain('等待复核')
  await passed()
  const after = await upload(tally())
  expect(after.text).toContain('一致 3 条')
  expect(after.text).toContain('差异 1 条')
  expect(await journal.size()).toBe(size + 8)
})

it('is signed off after a tick, with a reason while something differs, and once', async () => {
  const page = await upload(tally())
  expect((await press(page.text, 'sign')).text).toContain('请先在“我已逐条核对”前面打勾')
  const open = await press(page.text, 'sign', { checked: '1' })
  expect([open.status, open.text.includes('还有 1 处差异')]).toEqual([422, true])
  const signed = { checked: '1', 'sign-reason': 'being-checked' }
  const size = await house.town.bank.journal.size()
  const done = await press(page.text, 'sign', signed)
  const { bank } = house.town
  const [month] = await bank.journal.entries((await bank.journal.size()) - 1, 1)
  const kept = await bank.evidence.get((month && refOf(month, 'tally')) ?? '')
  expect(Buffer.from(kept as Uint8Array).toString()).toContain('陈大文')
  expect(done.text).toContain(`2026-10 对账已确认，流水号 ${size + 1}`)
  expect(done.text).toContain(`已封账到第 ${size + 1} 号`)
  expect((await press(page.text, 'sign', signed)).text).toContain('早已确认')
  expect(await house.town.bank.journal.size()).toBe(size + 1)
  expect((await upload(tally())).text).toContain('早已确认')
})

it('lets a month that is not over be looked at, not signed off', async () => {
  const page = await upload(tally(), '2026-11')
  expect(page.text).toContain('2026-11 还没有过完')
  expect(page.text).not.toContain('value="sign"')
  const sent = await press(page.text, 'sign', { checked: '1' })
  expect([sent.status, sent.text.includes('2026年11月30日 起可以确认')]).toEqual([422, true])
})

it('names what cannot be read, and shows nobody another station', async () => {
  const bad = new File([`${HEAD}\n2026-10-02,${first.number},陈大文,助餐,很久\n`], 'x.csv')
  const misread = await upload(bad)
  expect([misread.status, misread.text.includes('E2')]).toEqual([422, true])
  expect((await upload(tally(), '2026-13')).text).toContain('“2026-13”读不出月份')
  expect((await upload(new File([], ''))).text).toContain('请先选择站点台账文件')
  const other = await house.clerk('S002')
  const form = new FormData()
  for (const [name, value] of Object.entries({ station: 'S001', month: '2026-10', do: 'look' }))
    form.set(name, value)
  form.set('tally', tally())
  expect((await other.post('/desk/reconcile', form)).status).toBe(404)
})

it('asks the city’s staff which station, and takes an xlsx as well', async () => {
  const { bank } = house.town
  const password = 'kapok flowers in april'
  const passwordHash = must(await bank.passwords.hash(password))
  const login = { login: 'city.office', name: '市办', role: 'city', station: '' } as const
  must(
    await addStaff(bank, SYSTEM, {
      id: bank.ids.entry(),
      ...login,
      passwordHash,
      passwordChosen: true,
    }),
  )
  const city = house.browser()
  await city.post('/sign-in', { login: login.login, password })
  const ask = await city.get('/desk/reconcile')
  expect(ask.text).toContain('<option value="S001"')
  const sheet = await xlsx([
    ['日期', '编号', '姓名', '时数'],
    ['2026-10-02', first.number, '陈大文', 2],
  ])
  const form = new FormData()
  for (const [name, value] of Object.entries({ station: 'S001', month: '2026-10', do: 'look' }))
    form.set(name, value)
  form.set('tally', new File([new Uint8Array(sheet)], '十月.xlsx'))
  const page = await city.post('/desk/reconcile', form)
  expect([page.status, page.text.includes('一致 1 条')]).toEqual([200, true])
})

it('stops at a changed entry, and says that this is no difference', async () => {
  const db = new Database(join(house.town.folder, 'data', 'journal.db'))
  const text = db.prepare("select sql from sqlite_schema where name = 'postings_no_update'").pluck()
  const trigger = text.get() as string
  const seq = db.prepare('select max(seq) from postings').pluck().get() as number
  db.exec('drop trigger postings_no_update')
  db.prepare('update postings set minutes = minutes + 60 where seq = ? and minutes > 0').run(seq)
  db.exec(trigger)
  db.close()
  const page = await upload(tally())
  expect(page.status).toBe(500)
  expect(page.text).toContain(`第 ${seq} 号核验不通过`)
  expect(page.text).toContain('这不是差异')
})
