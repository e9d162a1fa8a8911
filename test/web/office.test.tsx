/** The security office's pages, a head's computers, and what an auditor sees: each role its own work and no other's. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { endDevice } from '../../src/bank/people/devices.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { StaffRole } from '../../src/bank/ports.ts'
import { openSession } from '../../src/gate/session.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

/** A browser of somebody with a role, their second factor shown; and their key. */
async function staff(role: StaffRole, station = '', login = `t.${role}.${station.toLowerCase()}x`) {
  const { bank, clock } = house.town
  const order = { id: bank.ids.entry(), login, name: '张三', role, station, passwordHash: 'x' }
  const { key } = must(await addStaff(bank, SYSTEM, order))
  const secret = await openSession(bank, 'staff', key, undefined, { strongAt: clock.at })
  const browser = house.browser()
  const cookie = (headers = {}) => ({ ...headers, Origin: 'http://localhost' })
  return { key, browser: withSession(browser, secret, cookie) }
}

function withSession(
  browser: Browser,
  secret: string,
  cookie: (headers?: object) => object,
): Browser {
  browser.keep('kapok', secret)
  return { ...browser, post: (path, fields) => browser.post(path, fields, cookie() as never) }
}

const links = (text: string) =>
  [...(/<nav[^>]*>(.*?)<\/nav>/s.exec(text)?.[1] ?? '').matchAll(/href="(\/[a-z/]*)"/g)].map(
    ([, path]) => path,
  )

it('leads each role to its own work and to nothing else', async () => {
  const security = (await staff('security')).browser
  const page = await security.get('/office')
  expect(page.status).toBe(200)
  expect(links(page.text)).toEqual([
    ...[
      '/',
      '/desk/reviews',
      '/account',
      '/office',
      '/office/tokens',
      '/office/hooks',
      '/office/devices',
    ],
  ])
  expect((await security.get('/desk')).status).toBe(403)
  const auditor = (await staff('auditor')).browser
  const seen = await auditor.get('/office/audit')
  expect(seen.status).toBe(200)
  expect(links(seen.text)).toContain('/office/audit')
  for (const path of ['/desk/roster', '/desk/import', '/office/tokens'])
    expect(links(seen.text)).not.toContain(path)
  const viewer = (await staff('viewer', 'S001')).browser
  const desk = await viewer.get('/desk')
  expect(desk.text).not.toContain('action="/desk/members"')
  const person = await house.person('赵看')
  const member = await viewer.get(`/desk/members/${person.member}`)
  expect(member.status).toBe(200)
  for (const form of ['/desk/credits', '/desk/redemptions'])
    expect(member.text).not.toContain(`action="${form}"`)
})

it('adds somebody, gives them another post, and ends it', async () => {
  const { browser } = await staff('security', '', 'sec.two')
  const form = formIn((await browser.get('/office')).text, '/office/staff')
  const typed = { ...form, login: 'new.clerk', name: '李新', role: 'clerk', place: 'S001' }
  const wrong = await browser.post('/office/staff', { ...typed, place: 'S999' })
  expect([wrong.status, wrong.text.includes('S999')]).toEqual([422, true])
  expect(formIn(wrong.text, '/office/staff')).toMatchObject({ login: 'new.clerk', name: '李新' })
  const added = await browser.post('/office/staff', typed)
  const password = /一次性密码 (\S{20})/.exec(added.text)?.[1]
  expect(password).toBeDefined()
  expect((await browser.get('/office')).text).not.toContain(password)
  const path = /href="(\/office\/staff\/[0-9a-z]{16})"/.exec(
    (await browser.get('/office')).text.split('new.clerk')[1] ?? '',
  )?.[1]
  const page = await browser.get(path ?? '')
  const post = formIn(page.text, path ?? '')
  expect(post).toMatchObject({ place: 'S001' })
  const moved = await browser.post(path ?? '', { ...post, role: 'viewer', place: 'S002' })
  expect(moved.location).toBe('/office?done=changed')
  // Who may be a second person is decided by two.
  const raised = await browser.post(path ?? '', {
    ...formIn((await browser.get(path ?? '')).text, path ?? ''),
    ...{ role: 'approver', place: 'S002' },
  })
  expect(raised.location).toMatch(/^\/desk\/reviews\//)
  expect((await browser.get(raised.location)).text).toContain('岗位权限：new.clerk')
  const ended = await browser.post(`${path}/end`, formIn(page.text, `${path}/end`))
  expect(ended.location).toBe('/office?done=ended')
  expect((await browser.get(path ?? '')).status).toBe(404)
})

it('makes a token, shown once, and ends it', async () => {
  const { browser } = await staff('security', '', 'sec.three')
  const typed = { ...formIn((await browser.get('/office/tokens')).text, '/office/tokens') }
  const order = { ...typed, name: '医院', place: 'S001', scope: 'credits:write' }
  const late = await browser.post('/office/tokens', { ...order, until: '2031-01-01' })
  expect([late.status, late.text.includes('2031')]).toEqual([422, true])
  const made = await browser.post('/office/tokens', { ...order, addresses: '203.0.113.0/24' })
  const [, text = '', key = ''] = /(kpk_([0-9a-z]{16})_\S{43})。/.exec(made.text) ?? []
  expect(text).not.toBe('')
  const list = await browser.get('/office/tokens')
  expect([list.text.includes('203.0.113.0/24'), list.text.includes(text)]).toEqual([true, false])
  const end = `/office/tokens/${key}/end`
  expect((await browser.post(end, formIn(list.text, end))).location).toContain('done=ended')
  expect((await browser.post(end, {})).status).toBe(404)
})

it('subscribes a program elsewhere, shows its secret once, replays and ends it', async () => {
  const { browser } = await staff('security', '', 'sec.four')
  const form = async () => formIn((await browser.get('/office/hooks')).text, '/office/hooks')
  const order = { ...(await form()), name: '区平台', place: '' }
  const plain = await browser.post('/office/hooks', { ...order, url: 'http://example.org/in' })
  expect([plain.status, plain.text.includes('https://')]).toEqual([422, true])
  expect(plain.text).toContain('value="区平台"')
  const made = await browser.post('/office/hooks', {
    ...order,
    ...{ id: (await form())['id'] ?? '', url: 'https://example.org/in' },
  })
  const [secret = ''] = /whsec_[A-Za-z0-9+/]{43}=/.exec(made.text) ?? []
  expect(secret).not.toBe('')
  const list = await browser.get('/office/hooks')
  expect([list.text.includes('https://example.org/in'), list.text.includes(secret)]).toEqual([
    true,
    false,
  ])
  const [, key = ''] = /\/office\/hooks\/([0-9a-z]+)\/end/.exec(list.text) ?? []
  const replay = `/office/hooks/${key}/replay`
  expect((await browser.post(replay, { ...formIn(list.text, replay), from: 'x' })).status).toBe(422)
  const again = await browser.post(replay, { ...formIn(list.text, replay), from: '1' })
  expect(again.location).toContain('done=replayed')
  expect((await browser.get('/office/hooks')).text).toContain('已推到第 0 笔')
  const end = `/office/hooks/${key}/end`
  expect((await browser.post(end, formIn(list.text, end))).location).toContain('done=ended')
  expect((await browser.post(end, {})).status).toBe(404)
})

it('an auditor finds events by act and by person, older ones too, and takes all of them out', async () => {
  const { browser, key: own } = await staff('auditor', '', 'aud.two')
  const { key } = await staff('clerk', 'S003', 'who.was')
  const found = await browser.get(`/office/audit?act=role-granted&about=${key}`)
  expect(found.text.match(/<tr>/g)).toHaveLength(2)
  expect(found.text).toContain('授予岗位')
  expect((await browser.get(`/office/audit?ok=no&about=${key}`)).text).toContain('没有符合的记录')
  // That it was looked at is an event as well.
  const looks = await browser.get(`/office/audit?act=looked&about=${key}`)
  expect(looks.text).toContain(`staff:${own}`)
  const file = await browser.get('/office/audit/export')
  const lines = file.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(Object.keys(lines.at(-1))).toEqual(['checkpoint', 'key'])
  expect(lines.length).toBeGreaterThan(5)
  for (const odd of ['?before=0', '?before=x', '?act=%3Cscript%3E', '?from=yesterday', '?by=%00'])
    expect((await browser.get(`/office/audit${odd}`)).status).toBe(200)
})

/** What a browser's key does, without a browser. */
function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const [x, y] = [jwk.x, jwk.y].map((half) => Buffer.from(half ?? '', 'base64url'))
  const point = Buffer.concat([Buffer.from([4]), x!, y!]).toString('base64url')
  const answer = (question: string) =>
    sign('sha256', Buffer.from(question), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    )
  return { point, answer }
}

const questionIn = (text: string) => /data-question="([^"]+)"/.exec(text)?.[1] ?? ''

it('a computer is enrolled with the head’s code, known at the next sign-in, and out when it is ended', async () => {
  const { bank } = house.town
  const head = (await staff('head', 'S001')).browser
  const clerk = (await staff('clerk', 'S001', 'clerk.pc')).browser
  const code = async () => {
    const given = await head.post('/office/devices/code', {})
    return /登记码 ([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(given.text)?.[1] ?? ''
  }
  const { point, answer } = keyPair()
  const page = (await clerk.get('/device')).text
  const question = questionIn(page)
  const form = { ...formIn(page, '/device/enrol'), name: '前台', publicKey: point }
  const good = { ...form, code: (await code()).toLowerCase(), signature: answer(question) }
  const elsewhere = (await staff('clerk', 'S002', 'clerk.two')).browser
  const theirs = questionIn((await elsewhere.get('/device')).text)
  for (const [browser, more] of [
    [clerk, { signature: answer(`${question}x`) }],
    [clerk, { publicKey: '' }],
    [clerk, { publicKey: `${point.slice(0, -4)}AAAA` }],
    [clerk, { code: '00000-00000' }],
    [clerk, { name: '\u202e' }],
    // An answer to another session's question.
    [elsewhere, {}],
    // A good answer, and the code of another station. It is used up by that.
    [elsewhere, { signature: answer(theirs), code: await code() }],
  ] as const) {
    const refused = await browser.post('/device/enrol', { ...good, ...more })
    expect([refused.status, refused.text.includes('problem')]).toEqual([422, true])
  }
  const done = await clerk.post('/device/enrol', good)
  const device = /enrolled=([0-9a-z]{16})/.exec(done.location)?.[1] ?? ''
  expect((await clerk.get(done.location)).text).toContain(`data-enrolled="${device}"`)
  expect((await clerk.post('/device/enrol', good)).status).toBe(422)
  expect((await head.get('/office/devices')).text).toContain('前台')

  // At the next sign-in the browser is asked for its key, and shows it.
  const next = withKey(clerk, await sessionOf('clerk.pc'))
  const asked = await next.get('/desk?q=1')
  expect(asked.location).toBe('/device?to=%2Fdesk%3Fq%3D1')
  const again = (await next.get(asked.location)).text
  const proof = { ...formIn(again, '/device/proof'), device, signature: answer(questionIn(again)) }
  const replay = await next.post('/device/proof', { ...proof, signature: answer(question) })
  expect(replay.status).toBe(422)
  expect((await next.post('/device/proof', proof)).location).toBe('/desk?q=1')
  expect((await next.get('/desk')).status).toBe(200)
  expect((await next.post('/sign-in', { login: 'x', password: 'y' })).status).toBe(422)
  must(await endDevice(bank, house.town.head('S001'), { id: bank.ids.entry(), device }))
  expect((await next.get('/desk')).location).toBe('/sign-in')
})

async function sessionOf(login: string): Promise<string> {
  const { bank } = house.town
  const staffKey = (await bank.people.byLogin(login))?.staff ?? ''
  return openSession(bank, 'staff', staffKey, undefined)
}

function withKey(browser: Browser, secret: string): Browser {
  browser.keep('kapok', secret)
  return browser
}
