/** 统一身份认证 in a real browser against a real OpenID provider, with its own pages and its own redirects. */
import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const CLIENT = { client_id: 'kapok', client_secret: randomBytes(24).toString('hex') }

let house: StaffHouse
let server: Server
let listener: RequestListener = (_, response) => response.writeHead(503).end()
beforeAll(async () => {
  server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  house = await openStaffHouse({
    settings: {
      KAPOK_OIDC_ISSUER: issuer,
      KAPOK_OIDC_CLIENT_ID: CLIENT.client_id,
      KAPOK_OIDC_CLIENT_SECRET: CLIENT.client_secret,
    },
  })
  // The provider's clock is the real one.
  house.town.clock.at = Date.now()
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const provider = new Provider(issuer, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [`${house.base}/oidc/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'p1', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  listener = provider.callback()
})
afterAll(async () => {
  await house.stop()
  await new Promise((closed) => {
    server.close(closed)
    server.closeAllConnections()
  })
})

/** Through the provider's own pages: who one is there, and that we may know. */
async function agree(tab: Page, account: string): Promise<void> {
  await tab.waitForSelector('input[name=login]')
  await tab.fill('input[name=login]', account)
  await tab.fill('input[name=password]', 'any')
  await tab.click('button[type=submit]')
  await tab.waitForSelector('input[name=login], button[type=submit]')
  await tab.click('button[type=submit]')
}

test('linked after a sign-in with the password, then signed in by the other issuer alone', async () => {
  await house.staff('luo', '罗')
  const tab = await house.page()
  await signIn(tab, house.base, 'luo')
  await tab.goto(`${house.base}/account`)
  await tab.click('a[href="/account/outside"]')
  await agree(tab, 'city-0017')
  await tab.waitForURL(/\/account\?done=outside/)
  expect(await tab.textContent('main')).toContain('city-0017')

  const other = await house.page()
  await other.goto(`${house.base}/sign-in`)
  await other.click('a[href="/oidc/start"]')
  await agree(other, 'city-0017')
  await other.waitForURL(/\/desk$/)
  expect(await other.textContent('.seats')).toContain('当班：罗')
})

test('an identity that is nobody’s is told so, and a no at the other door as well', async () => {
  const tab = await house.page()
  await tab.goto(`${house.base}/oidc/start`)
  await agree(tab, 'city-9999')
  await tab.waitForURL(/\/oidc\/callback/)
  expect(await tab.textContent('main')).toContain('还没有绑定工作人员')

  const other = await house.page()
  await other.goto(`${house.base}/oidc/start`)
  await other.waitForSelector('input[name=login]')
  await other.click('a[href$="/abort"]')
  await other.waitForURL(/\/oidc\/callback/)
  expect(await other.textContent('main')).toContain('没有同意这次登录')
})

test('an answer that comes to a browser that did not ask signs nobody in there', async () => {
  const tab = await house.page()
  await tab.goto(`${house.base}/oidc/start`)
  await tab.waitForSelector('input[name=login]')
  // As in the browser of somebody who was sent the link with the code.
  await tab.context().clearCookies({ name: 'kapok-outside' })
  await agree(tab, 'city-0017')
  await tab.waitForURL(/\/oidc\/callback/)
  expect(await tab.textContent('main')).toContain('从登录页重新开始')
  await tab.goto(`${house.base}/desk`)
  expect(tab.url()).toContain('/sign-in')
})
