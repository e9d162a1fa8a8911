/** What waits for a second person, as the counter, the reviewer and the person whose hours they are see it. */
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { GateVariables } from '../../src/gate/middleware.ts'
import { webRoutes } from '../../src/web/routes.tsx'
import { credit } from '../../src/bank/hours/credit.ts'
import { must, REVIEWER, TODAY } from '../town.ts'
import { type Browser, formIn, HOST, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
let person: Person
beforeAll(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  person = await house.person('欧阳娜')
})
afterAll(() => house.town.close())

/** Pages as somebody sees them who has shown a second factor. */
function as(actor: Actor) {
  const app = new Hono<{ Variables: GateVariables }>()
  app.use((c, next) => {
    c.set('actor', actor)
    return next()
  })
  app.route('/', webRoutes(house.town.bank, { secure: false }))
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { Host: 'localhost', Origin: HOST }
    const answer = await app.request(`${HOST}${path}`, { ...init, headers })
    return {
      status: answer.status,
      text: await answer.text(),
      location: answer.headers.get('Location') ?? '',
    }
  }
  return {
    get: (path: string) => ask(path),
    post: (path: string, fields: Readonly<Record<string, string>> | FormData) =>
      ask(path, {
        method: 'POST',
        body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      }),
  }
}

/** A day too long, typed at the desk; where the form leads to. */
async function longDay(servedOn: string, hours = '9'): Promise<string> {
  const page = await clerk.get(`/desk/members/${person.member}`)
  const form = { ...formIn(page.text, '/desk/credits'), service: 'meal', hours, servedOn }
  const sent = await clerk.post('/desk/credits', form)
  expect([sent.status, sent.location]).toEqual([
    303,
    expect.stringMatching(/^\/desk\/reviews\/[0-9a-f-]{36}\?sent=1$/),
  ])
  expect((await clerk.post('/desk/credits', form)).location).toBe(sent.location)
  return sent.location.replace('?sent=1', '')
}

it('what waits is told at the desk and in the time book, with why and by when', async () => {
  const at = await longDay('2026-11-20')
  const page = await clerk.get(`${at}?sent=1`)
  expect(page.text).toContain('已报请复核，暂不计入可用积分')
  expect(page.text).toContain('为 欧阳* 记录 9 小时：助餐，11月20日')
  expect(page.text).toContain('当天合计时数较多')
  expect(page.text).toContain('11月25日前')
  expect(page.text).not.toContain('value="approve"')
  expect((await clerk.get('/desk/reviews')).text).toContain('您报请的')
  const desk = await clerk.get(`/desk/members/${person.member}`)
  expect(desk.text).toContain('待复核的时数')
  const book = await (await house.member(person)).get('/passbook')
  expect(book.text).toContain('现在还不能使用')
  expect(book.text).toMatch(/2026年11月20日 · 助餐 · 9 小时/)
  expect(book.text).toMatch(/当天合计时数较多 · 由市级复核，11月25日前答复/)
  expect((await (await house.clerk('S002')).get(at)).status).toBe(404)
})

it('the reviewer sees what was asked, and one of two buttons answers it', async () => {
  const at = await longDay('2026-11-21', '10')
  const city = as(REVIEWER)
  const list = await city.get('/desk/reviews')
  expect(list.text).toMatch(/待复核（\d）/)
  expect(list.text).toContain('要您复核的')
  const page = await city.get(at)
  for (const word of ['文员', '当天已记', '10 小时', '通过', '驳回', '服务没有进行'])
    expect(page.text).toContain(word)
  const form = formIn(page.text, at)
  const old = await city.post(at, { ...form, answer: 'approve', hash: 'f'.repeat(64) })
  expect([old.status, old.text.includes('内容与刚才看到的不一样')]).toEqual([422, true])
  const yes = await city.post(at, { ...form, answer: 'approve' })
  expect([yes.status, yes.location]).toEqual([303, '/desk/reviews?approved=1'])
  expect((await city.get(yes.location)).text).toContain('已通过 1 件')
  expect((await city.get(at)).text).toContain('已通过')
  expect(await house.town.available(person.member)).toBe(600)
})

it('a no says why, to whoever asked', async () => {
  const at = await longDay('2026-11-19')
  const no = await as(REVIEWER).post(at, { answer: 'reject', reason: 'no-evidence' })
  expect(no.location).toBe('/desk/reviews?done=rejected')
  expect((await clerk.get(at)).text).toContain('已驳回（凭据不足）')
  const odd = await as(REVIEWER).post(at, { answer: 'reject', reason: 'twice' })
  expect(odd.text).toContain('已经复核过')
})

it('who asked may take it back, and is not the second person', async () => {
  const at = await longDay('2026-11-18')
  const page = await clerk.get(at)
  expect(page.text).toContain('撤回')
  const back = await clerk.post(at, { answer: 'reject', reason: 'withdrawn' })
  expect(back.status).toBe(303)
  expect((await clerk.get(at)).text).toContain('经办人撤回')
})

it('without a second factor nothing is approved, and the page says what is needed', async () => {
  const at = await longDay('2026-11-17')
  const { strong: _, ...weak } = REVIEWER
  const city = as(weak)
  const sent = await city.post(at, { ...formIn((await city.get(at)).text, at), answer: 'approve' })
  expect([sent.status, sent.text.includes('第二步')]).toEqual([422, true])
})

it('several are approved at once, each by what was shown of it', async () => {
  const [one, two] = [await house.person('区一'), await house.person('区二')]
  const page = await clerk.get('/desk/roster?service=activity&servedOn=2026-11-16&hours=9')
  const shown = formIn(page.text, '/desk/roster')
  const body = (more: Readonly<Record<string, string>> = {}) => {
    const data = new FormData()
    for (const [name, value] of Object.entries({ ...shown, ...more })) {
      const away =
        name.startsWith('present-') && !name.endsWith(one.member) && !name.endsWith(two.member)
      if (name !== 'member' && !away) data.append(name, value)
    }
    for (const { member } of [one, two]) data.append('member', member)
    return data
  }
  const look = await clerk.post('/desk/roster', body())
  expect(look.text).toContain('其中 2 人须复核')
  expect(look.text).toContain('区*：补录以前的服务、当天合计时数较多')
  const reviewed = formIn(look.text, '/desk/roster')['reviewed'] ?? ''
  const done = await clerk.post('/desk/roster', body({ reviewed }))
  expect(done.status).toBe(303)
  expect((await clerk.get(done.location)).text).toContain('另有 2 条待复核')

  const city = as(REVIEWER)
  const list = await city.get('/desk/reviews')
  const ticks = [...list.text.matchAll(/name="tick" value="([^"]+)" aria-label="[^"]*区\*/g)]
  expect(ticks).toHaveLength(2)
  const form = new FormData()
  for (const [, tick = ''] of ticks) form.append('tick', tick)
  expect((await city.post('/desk/reviews', form)).location).toBe('/desk/reviews?approved=2')
  expect(await house.town.available(one.member)).toBe(540)
})

it('a pattern is told in plain words to somebody else, who says what came of it', async () => {
  const { bank, clock } = house.town
  const before = clock.at
  clock.at = Date.parse('2026-11-24T21:30:00+08:00')
  const order = { id: bank.ids.entry(), member: person.member, station: 'S003', minutes: 60 }
  must(await credit(bank, house.town.clerk('S003'), { ...order, servedOn: TODAY, service: 'meal' }))
  clock.at += 60_000
  const head = as({ ...house.town.head('S003'), strong: true })
  expect((await head.get('/desk/reviews')).text).toContain('没有要核实的提示')
  expect((await head.post('/desk/signals', { outcome: 'look' })).status).toBe(303)
  const page = await head.get('/desk/reviews')
  expect(page.text).toContain('在站点不开门的时间记录：11月24日 1 小时')
  const key = /name="key" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const wrong = await head.post('/desk/signals', { key, outcome: 'nothing' })
  expect(wrong.status).toBe(422)
  expect((await head.post('/desk/signals', { key: 'S001/x', outcome: 'in-order' })).status).toBe(
    404,
  )
  const done = await head.post('/desk/signals', { key, outcome: 'in-order' })
  expect((await head.get(done.location)).text).toContain('已记下核实结果')
  expect((await head.get('/desk/reviews')).text).not.toContain(key)
  clock.at = before
})

it('what is late says so in words', async () => {
  house.town.clock.at += 3 * 86_400_000
  const list = await as(REVIEWER).get('/desk/reviews')
  expect(list.text).toMatch(/<strong class="late">已逾期（11月25日前）<\/strong>/)
  expect(TODAY < '2026-11-27').toBe(true)
})
