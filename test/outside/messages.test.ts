/** Messages on their way out: what is tried again, what is let go, and to where nothing is ever posted. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Message } from '../../src/bank/ports-messages.ts'
import { configOf } from '../../src/config.ts'
import { messagesOf } from '../../src/messages.ts'
import {
  type Delivery,
  type Gateway,
  httpGateway,
  messagesOver,
  type Outgoing,
} from '../../src/outside/messages.ts'
import { assertPostable, isPublic, postTo } from '../../src/outside/post.ts'

const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})

interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A gateway on this machine that answers each status in turn, the last for ever; 0 is no answer at all. */
async function gatewayAt(statuses: readonly number[]) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      asked.push({ method: request.method ?? '', headers: request.headers, body })
      const status = statuses[Math.min(asked.length, statuses.length) - 1] ?? 200
      if (status === 0) return
      response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end('{}')
    })
  })
  open.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/sms`, asked }
}

const outgoing: Outgoing = {
  id: 'm1',
  phone: '13912340001',
  template: 'code',
  facts: { code: '123456', minutes: '5' },
  text: '【红棉时间】登录验证码 123456',
}

const near = { loopback: true, timeoutMs: 300 }

describe('the HTTP gateway', () => {
  test('is handed JSON with a bearer, and an id under which it sends once', async () => {
    const { url, asked } = await gatewayAt([202])
    expect(await httpGateway(postTo(url, near), 'secret').deliver(outgoing)).toBe('sent')
    expect(asked).toMatchObject([
      {
        method: 'POST',
        headers: { authorization: 'Bearer secret', 'idempotency-key': 'm1' },
      },
    ])
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual(outgoing)
  })

  test.each([
    [500, 'later'],
    [429, 'later'],
    [400, 'never'],
    [401, 'never'],
    [302, 'never'],
    [0, 'later'],
  ] as const)('%s is %s, and no redirect is followed', async (status, delivery) => {
    const { url, asked } = await gatewayAt([status])
    expect(await httpGateway(postTo(url, near), '').deliver(outgoing)).toBe(delivery)
    expect(asked).toHaveLength(1)
  })

  test('one that is not there is tried later', async () => {
    const { url } = await gatewayAt([200])
    const port = Number(new URL(url).port)
    await new Promise((closed) => open.splice(0)[0]?.close(closed))
    expect(await httpGateway(postTo(`http://127.0.0.1:${port}/`, near), '').deliver(outgoing)).toBe(
      'later',
    )
  })
})

describe('where nothing is posted', () => {
  test.each([
    'http://sms.example.com/',
    'ftp://sms.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
    '',
    'https://user:pass@sms.example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[ff02::1]/',
    'https://[2002:a00:1::]/',
    'https://[2001::1]/',
    'https://[2001:db8::1]/',
  ])('%s', (address) => {
    expect(() => assertPostable(address, { loopback: false })).toThrow()
  })

  test('a name that stands for this machine is not connected to', async () => {
    const { url, asked } = await gatewayAt([200])
    const { port } = new URL(url)
    const post = postTo(`https://localhost:${port}/`, { loopback: false, timeoutMs: 1_000 })
    expect(await post('{}', {})).toBeUndefined()
    expect(asked).toEqual([])
  })

  test('loopback by http is for a developer’s own machine, and only that', () => {
    expect(() => assertPostable('http://127.0.0.1:9/', { loopback: true })).not.toThrow()
    expect(() => assertPostable('http://10.0.0.1:9/', { loopback: true })).toThrow()
    expect(() => assertPostable('http://sms.example.com/', { loopback: true })).toThrow()
  })

  test('what is public is told from what is not', () => {
    expect(['8.8.8.8', '114.114.114.114', '2400:3200::1'].map(isPublic)).toEqual([true, true, true])
    expect(['', 'localhost', '10.1.1.1', '::ffff:8.8.8.8'].map(isPublic)).not.toContain(true)
  })
})

describe('the queue', () => {
  const message = (id: string, until = 1_000): Message => ({
    ...outgoing,
    id,
    template: 'code',
    until,
  })

  function queueOver(deliveries: readonly Delivery[]) {
    const tried: string[] = []
    const clock = { at: 0, now: () => clock.at }
    const gateway: Gateway = {
      deliver({ id }) {
        tried.push(id)
        return Promise.resolve(deliveries[Math.min(tried.length, deliveries.length) - 1] ?? 'sent')
      },
    }
    const options = { clock, cityDay: 1, text: () => 'x', waits: [0, 0] }
    return { tried, clock, queue: messagesOver(gateway, options) }
  }

  test('tries three times and then lets go', async () => {
    const { tried, queue } = queueOver(['later'])
    queue.send(message('a'))
    await queue.drained()
    expect(tried).toEqual(['a', 'a', 'a'])
    expect(queue.state()).toBe('open')
  })

  test('does not try again what was refused, nor what would come too late', async () => {
    const { tried, clock, queue } = queueOver(['never'])
    queue.send(message('a'))
    await queue.drained()
    clock.at = 1_000
    queue.send(message('b'))
    await queue.drained()
    expect(tried).toEqual(['a'])
  })

  test('says so when the gateway takes nothing, tries again after a minute, and recovers', async () => {
    const { clock, queue } = queueOver([...Array<Delivery>(9).fill('later'), 'sent'])
    for (const id of ['a', 'b', 'c']) {
      queue.send(message(id))
      await queue.drained()
    }
    expect(queue.state()).toBe('failing')
    clock.at = 60_000
    expect(queue.state()).toBe('open')
    queue.send(message('d', 100_000))
    await queue.drained()
    clock.at = 0
    expect(queue.state()).toBe('open')
  })

  test('holds no more than it has room for', () => {
    const never: Gateway = { deliver: () => new Promise(() => undefined) }
    const queue = messagesOver(never, { clock: { now: () => 0 }, cityDay: 1, text: () => 'x' })
    for (let at = 0; at < 600; at++) queue.send(message(`${at}`))
    expect(queue.state()).toBe('failing')
  })
})

describe('the settings', () => {
  const clock = { now: () => 0 }
  const opened = (settings: Readonly<Record<string, string>>) =>
    messagesOf(configOf(settings), clock, (url, loopback) => postTo(url, { loopback }))

  test('without a gateway codes go to the terminal, and over TLS nowhere', () => {
    expect(opened({}).state()).toBe('open')
    expect(opened({ KAPOK_BASE: 'https://time.example.gov.cn' }).state()).toBe('closed')
  })

  test('an address that will never be posted to is named at the start', () => {
    const base = 'https://time.example.gov.cn'
    for (const KAPOK_SMS_URL of ['http://sms.example.com', 'https://10.0.0.1/', 'x'])
      expect(() => opened({ KAPOK_BASE: base, KAPOK_SMS_URL })).toThrow(/^KAPOK_SMS_URL: it /)
    expect(() => configOf({ KAPOK_SMS_TOKEN: 'a b' })).toThrow(/KAPOK_SMS_TOKEN/)
    expect(() => configOf({ KAPOK_SMS_DAY: '-1' })).toThrow(/KAPOK_SMS_DAY/)
    const { cityDay } = opened({ KAPOK_SMS_URL: 'https://sms.example.com/', KAPOK_SMS_DAY: '7' })
    expect(cityDay).toBe(7)
  })
})
