/** Whatever another site makes a clerk's or a volunteer's browser send, nothing of it is carried out. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { rootNow } from '../contract/house.ts'
import { cookieName } from '../../src/gate/middleware.ts'
import { openSession } from '../../src/gate/session.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { ROUTES } from '../../src/api/table.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { must, openTown, type Town, TODAY } from '../town.ts'

const BASE = 'https://time.example.gov.cn'
const HOST = 'time.example.gov.cn'

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  undefined,
] as const

/** Also without one: old browsers, and pages that ask not to be named. */
const ORIGINS = [
  'https://evil.example',
  'null',
  `http://${HOST}`,
  `${BASE}.evil.example`,
  `${BASE}:8443`,
  undefined,
] as const

const SITES = ['cross-site', 'same-site', 'none', undefined] as const

let town: Town
let li: MemberId
let app: ReturnType<typeof appOf>
const cookies = new Map<'staff' | 'member', string>()
beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  app = appOf(bank, { secure: true, base: BASE })
  li = await town.member('李四')
  await town.earn(li, 40)
  const order = { login: 'wang', name: '王姑娘', role: 'city', station: '' } as const
  const passwordHash = must(await bank.passwords.hash('Kapok flowers in 2026'))
  const staff = must(await addStaff(bank, SYSTEM, { ...order, id: bank.ids.entry(), passwordHash }))
  const cookie = async (kind: 'staff' | 'member', subject: string) =>
    `${cookieName({ secure: true })}=${await openSession(bank, kind, subject, undefined)}`
  cookies.set('staff', await cookie('staff', staff.key))
  cookies.set('member', await cookie('member', li))
})
afterAll(() => town.close())

/** A request's origin and site can both be those of a link somebody typed or kept: then it is their own. */
const isForeign = (origin: string | undefined, site: string | undefined) =>
  origin !== undefined || site === 'cross-site' || site === 'same-site' || site === undefined

/** Something that would be done if it were theirs. */
function bodyFor(type: string | undefined): string {
  const { bank } = town
  const order = {
    id: bank.ids.entry(),
    member: li,
    station: 'S001',
    minutes: 60,
    servedOn: TODAY,
    service: 'activity',
  }
  if (type === 'application/x-www-form-urlencoded')
    return new URLSearchParams({ ...order, minutes: '60', hours: '1', pin: '000000' }).toString()
  if (type?.startsWith('multipart'))
    return `--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n${order.id}\r\n--x--\r\n`
  return JSON.stringify(order)
}

test('every unsafe route × content type × origin × site, with the cookie of whoever may use it', async () => {
  const unsafe = new Map(
    app.routes
      .filter(({ method, path }) => !['GET', 'ALL'].includes(method) && !path.endsWith('*'))
      .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  )
  const writes = ROUTES.filter(({ method }) => method === 'post')
  for (const { path } of writes)
    expect([...unsafe.keys()]).toContain(`POST /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  const { journal } = town.bank
  const before = [await journal.size(), await rootNow(journal)]
  let tried = 0
  for (const { method, path } of unsafe.values()) {
    const at = path.replaceAll(/:\w+(\{[^}]*\})?/g, li)
    const isOfMembers = /^\/(passbook|elder|card)/.test(path)
    const cookie = cookies.get(isOfMembers ? 'member' : 'staff') as string
    const combos = TYPES.flatMap((type) =>
      ORIGINS.flatMap((origin) => SITES.map((site) => ({ type, origin, site }))),
    ).filter(({ origin, site }) => isForeign(origin, site))
    tried += combos.length
    // At once: each refusal is kept before it is answered, and those together share a commit.
    const answers = combos.map(async ({ type, origin, site }) => {
      const headers = new Headers({ Host: HOST, Cookie: cookie })
      if (type !== undefined) headers.set('Content-Type', type)
      if (origin !== undefined) headers.set('Origin', origin)
      if (site !== undefined) headers.set('Sec-Fetch-Site', site)
      const answer = await app.request(`${BASE}${at}`, { method, headers, body: bodyFor(type) })
      const what = `${method} ${at} ${type} ${origin} ${site}`
      expect([403, 415], `${what}: ${answer.status}`).toContain(answer.status)
      expect(answer.headers.get('Set-Cookie'), what).toBeNull()
    })
    await Promise.all(answers)
  }
  expect(tried).toBeGreaterThanOrEqual(2_000)
  expect([await journal.size(), await rootNow(journal)]).toEqual(before)
})

test('from our own pages the API still takes JSON and nothing else', async () => {
  const ask = (type: string | undefined, more: Record<string, string>) =>
    app.request(`${BASE}/api/v1/credits`, {
      method: 'POST',
      headers: {
        Host: HOST,
        Cookie: cookies.get('staff') as string,
        ...(type === undefined ? {} : { 'Content-Type': type }),
        ...more,
      },
      body: bodyFor(type),
    })
  for (const more of [
    { Origin: BASE, 'Sec-Fetch-Site': 'same-origin' },
    { Origin: BASE },
    { 'Sec-Fetch-Site': 'same-origin' },
  ]) {
    for (const type of TYPES.slice(1)) expect((await ask(type, more)).status).toBe(415)
    expect((await ask('application/json', more)).status).toBe(201)
  }
})
