/** Staff sign in, in a real browser: password and app, passkey, and two clerks at one computer. */
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeAt } from '../../src/gate/totp.ts'
import { openStaffHouse, PASSWORD, setUpApp, signIn, type StaffHouse } from './staff-house.ts'

let house: StaffHouse
beforeAll(async () => {
  house = await openStaffHouse()
})
afterAll(() => house.stop())

/** An access key as the keyboard sends it: it is the character that sets it off. */
async function alt(tab: Page, key: string): Promise<void> {
  const cdp = await tab.context().newCDPSession(tab)
  const windowsVirtualKeyCode = key.toUpperCase().charCodeAt(0)
  const told = { modifiers: 1, key, text: key, unmodifiedText: key, windowsVirtualKeyCode }
  const leaves = tab.waitForEvent('load')
  await cdp.send('Input.dispatchKeyEvent', { ...told, type: 'rawKeyDown' })
  await cdp.send('Input.dispatchKeyEvent', { ...told, type: 'char' })
  await leaves
  await cdp.detach()
}

const pass = (ms: number) => {
  house.town.clock.at += ms
}

/** A finger that is always the right one. */
async function virtualKey(tab: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await tab.context().newCDPSession(tab)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id }
}

test('a printed password is changed first; then the desk opens', async () => {
  await house.staff('zhou', '周', { passwordChosen: false })
  const tab = await house.page({ javaScriptEnabled: false })
  await signIn(tab, house.base, 'zhou')
  expect(tab.url()).toContain('/account/password')
  await tab.goto(`${house.base}/desk`)
  expect(tab.url()).toContain('/account/password')
  await tab.fill('input[name=old]', PASSWORD)
  await tab.fill('input[name=fresh]', 'Password2026!')
  await tab.fill('input[name=repeat]', 'Password2026!')
  await tab.click('main form button')
  expect(await tab.textContent('[role=alert]')).toContain('避开常见的词')
  await tab.fill('input[name=old]', PASSWORD)
  await tab.fill('input[name=fresh]', 'Lychee&Longan&14')
  await tab.fill('input[name=repeat]', 'Lychee&Longan&14')
  await tab.click('main form button')
  await tab.goto(`${house.base}/desk`)
  expect(tab.url()).toMatch(/\/desk$/)
})

test('password and app: nothing opens before the code, and a code opens once', async () => {
  await house.staff('luo', '罗')
  const tab = await house.page({ javaScriptEnabled: false })
  await signIn(tab, house.base, 'luo')
  expect(tab.url()).toMatch(/\/desk$/)
  const secret = await setUpApp(tab, house)
  await tab.click('header form[action="/sign-out"] button')
  pass(60_000)
  await signIn(tab, house.base, 'luo')
  expect(tab.url()).toContain('/account/second')
  await tab.goto(`${house.base}/desk`)
  expect(tab.url()).toContain('/account/second')
  await tab.fill('input[name=code]', '000000')
  await tab.click('main form[action="/account/second"] button')
  expect(await tab.textContent('[role=alert]')).toContain('验证码不对')
  await tab.fill('input[name=code]', codeAt(secret, house.town.clock.at))
  await tab.click('main form[action="/account/second"] button')
  await tab.waitForURL(/\/desk$/)
  // What was shown at the door is good for the account's own changes, and the same code not twice.
  const other = await house.page({ javaScriptEnabled: false })
  await signIn(other, house.base, 'luo')
  await other.fill('input[name=code]', codeAt(secret, house.town.clock.at))
  await other.click('main form[action="/account/second"] button')
  expect(await other.textContent('[role=alert]')).toContain('验证码不对')
})

test('an act above the threshold asks for the second step, and goes on with the form as it was', async () => {
  await house.staff('anna', '安', { role: 'security', station: '' })
  await house.staff('lost', '失')
  const tab = await house.page({ javaScriptEnabled: false })
  await signIn(tab, house.base, 'anna')
  const secret = await setUpApp(tab, house)
  pass(61 * 60_000 - 50 * 60_000)
  await tab.goto(`${house.base}/account`)
  for (let minutes = 0; minutes < 60; minutes += 10) {
    pass(10 * 60_000)
    await tab.goto(`${house.base}/account/office`)
  }
  await tab.fill('#f-second-login', 'lost')
  await tab.selectOption('form[action="/account/office/second"] select', 'stolen')
  await tab.click('form[action="/account/office/second"] button')
  expect(await tab.textContent('main')).toContain('刚才填写的内容都在')
  await tab.fill('input[name=code]', codeAt(secret, house.town.clock.at))
  await tab.click('main form[action="/account/second"] button')
  expect(await tab.textContent('[role=status]')).toContain('失 的第二步验证已清除')
})

test('a passkey is registered, signs in without a name, is the second step, and is taken away', async () => {
  await house.staff('mei', '美')
  const tab = await house.page()
  const { cdp, id } = await virtualKey(tab)
  await signIn(tab, house.base, 'mei')
  await tab.goto(`${house.base}/account/passkeys`)
  await tab.fill('input[name=name]', '服务台电脑')
  await tab.click('form[data-passkey] button')
  await tab.waitForSelector('table')
  expect(await tab.textContent('main table')).toContain('服务台电脑')
  expect(await tab.textContent('main table')).toContain('未用过')
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })
  expect(credentials).toHaveLength(1)

  await tab.click('header form[action="/sign-out"] button')
  await tab.goto(`${house.base}/sign-in`)
  await tab.click('form[action="/sign-in/passkey"] button')
  await tab.waitForURL(/\/desk$/)
  await tab.goto(`${house.base}/account/passkeys`)
  expect(await tab.textContent('main table')).not.toContain('未用过')

  await tab.click('header form[action="/sign-out"] button')
  await signIn(tab, house.base, 'mei')
  expect(tab.url()).toContain('/account/second')
  await tab.click('form[action="/account/second/passkey"] button')
  await tab.waitForURL(/\/desk$/)

  await tab.goto(`${house.base}/account/passkeys`)
  await tab.click('form[action="/account/passkeys/remove"] button')
  await tab.waitForLoadState()
  expect(await tab.locator('main table').count()).toBe(0)
  await tab.click('header form[action="/sign-out"] button')
  await tab.goto(`${house.base}/sign-in`)
  await tab.click('form[action="/sign-in/passkey"] button')
  await tab.waitForSelector('[role=alert]')
  expect(await tab.textContent('[role=alert]')).toContain('没有登记')
})

test('a finger that was not looked at is no second step, nor is a copied key', async () => {
  await house.staff('qin', '秦')
  const tab = await house.page()
  const { cdp, id } = await virtualKey(tab)
  await signIn(tab, house.base, 'qin')
  await tab.goto(`${house.base}/account/passkeys`)
  await tab.fill('input[name=name]', '钥匙')
  await tab.click('form[data-passkey] button')
  await tab.waitForSelector('table')
  const enter = async () => {
    await tab.goto(`${house.base}/sign-in`)
    await tab.click('form[action="/sign-in/passkey"] button')
    // Whoever is signed in has a way out on this page too: only the desk, or a refusal, says that it was answered.
    await Promise.race([tab.waitForURL(/\/desk$/), tab.waitForSelector('[role=alert]')])
  }
  await enter()
  expect(tab.url()).toMatch(/\/desk$/)
  // The same key with the counter of before: a copy of it was used meanwhile.
  const [credential] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id }))
    .credentials
  if (!credential) throw new Error('the key is gone')
  await cdp.send('WebAuthn.clearCredentials', { authenticatorId: id })
  await cdp.send('WebAuthn.addCredential', {
    authenticatorId: id,
    credential: { ...credential, signCount: 0 },
  })
  await enter()
  expect(await tab.textContent('[role=alert]')).toContain('可能被复制')
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false })
  await enter()
  expect(await tab.textContent('[role=alert]')).toContain('没有验证成功')
})

test.each([
  true,
  false,
])('two clerks at one computer change over in two keys, and the form stays as typed (script: %s)', async (javaScriptEnabled) => {
  const suffix = javaScriptEnabled ? 'js' : 'no'
  await house.staff(`chan.${suffix}`, '陈姑娘')
  await house.staff(`li.${suffix}`, '李生')
  const member = await house.town.member(`换人${suffix}`)
  const tab = await house.page({ javaScriptEnabled })
  await signIn(tab, house.base, `chan.${suffix}`)
  const here = `${house.base}/desk/members/${member}`
  await tab.goto(here)
  expect(await tab.textContent('.seats')).toContain('当班：陈姑娘')
  await tab.fill('form[action*="credits"] input[name=hours]', '2.5')
  await tab.selectOption('form[action*="credits"] select[name=service]', { index: 2 })
  const service = await tab.inputValue('form[action*="credits"] select[name=service]')
  const number = await tab.inputValue('form[action*="credits"] input[name=id]')

  // The first time the colleague signs in: with the password, beside the one who is there.
  await alt(tab, 's')
  await tab.waitForSelector('form[action="/switch"] input[name=login]')
  await tab.fill('input[name=login]', `li.${suffix}`)
  await tab.fill('input[name=password]', PASSWORD)
  await tab.click('form[action="/switch"]:has(input[name=login]) button')
  await tab.waitForSelector('.seats')
  expect(await tab.textContent('.seats')).toContain('当班：李生')
  expect(await tab.inputValue('form[action*="credits"] input[name=hours]')).toBe('2.5')
  expect(await tab.inputValue('form[action*="credits"] select[name=service]')).toBe(service)
  expect(await tab.inputValue('form[action*="credits"] input[name=id]')).toBe(number)

  // From then on: one stroke of two keys.
  await tab.fill('form[action*="credits"] input[name=hours]', '3')
  await alt(tab, '1')
  expect(await tab.textContent('.seats')).toContain('当班：陈姑娘')
  expect(await tab.inputValue('form[action*="credits"] input[name=hours]')).toBe('3')
  await tab.click('form[action*="credits"] button')
  await tab.waitForURL(/\/receipts\//)
  const entry = (await house.town.bank.journal.entries(0, 1_000)).at(-1)
  const chan = (await house.town.bank.people.byLogin(`chan.${suffix}`))?.staff
  expect(entry?.by).toBe(`staff:${chan}`)
  expect(entry?.id).toBe(number)

  // Whoever has waited for a quarter of an hour types the password again; the form still stays.
  await tab.goto(here)
  pass(10 * 60_000)
  await tab.goto(here)
  await tab.fill('form[action*="credits"] input[name=hours]', '1.5')
  pass(10 * 60_000)
  await alt(tab, '1')
  expect(await tab.textContent('[role=alert]')).toContain('李生 离开得久了')
  expect(await tab.inputValue('input[name=login]')).toBe(`li.${suffix}`)
  await tab.fill('input[name=password]', 'no')
  await tab.click('form[action="/switch"]:has(input[name=login]) button')
  expect(await tab.textContent('[role=alert]')).toContain('对不上')
  await tab.fill('input[name=password]', PASSWORD)
  await tab.click('form[action="/switch"]:has(input[name=login]) button')
  expect(await tab.textContent('.seats')).toContain('当班：李生')
  expect(await tab.inputValue('form[action*="credits"] input[name=hours]')).toBe('1.5')

  // So it is for whoever sends a form a quarter of an hour too late.
  pass(16 * 60_000)
  await tab.click('form[action*="credits"] button')
  expect(await tab.textContent('[role=alert]')).toContain('已填的内容会保留')
  await tab.fill('input[name=login]', `chan.${suffix}`)
  await tab.fill('input[name=password]', PASSWORD)
  await tab.click('form[action="/switch"]:has(input[name=login]) button')
  expect(await tab.inputValue('form[action*="credits"] input[name=hours]')).toBe('1.5')
  await tab.click('header form[action="/sign-out"] button')
  await tab.goto(here)
  expect(tab.url()).toContain('/sign-in')
})
