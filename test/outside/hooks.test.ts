import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { hooksOver } from '../../src/outside/hooks.ts'
import { postTo } from '../../src/outside/post.ts'

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const HOOKED = { id: 'entry-1', at: 1_764_000_000_999, body: '{"seq":1,"type":"entry"}' }

let server = createServer()
afterEach(() => server.close())

async function subscriber(status: number) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got }
}

it('signs what it tells so that the subscriber can check it', async () => {
  const { url, got } = await subscriber(204)
  expect(await hooksOver((at) => postTo(at, { loopback: true }))(url, SECRET, HOOKED)).toBe(true)
  const [{ headers, body } = { headers: {}, body: '' }] = got
  expect(body).toBe(HOOKED.body)
  expect(headers['webhook-id']).toBe('entry-1')
  expect(headers['webhook-timestamp']).toBe('1764000000')
  const mac = createHmac('sha256', '0123456789abcdef0123456789abcdef')
    .update(`entry-1.1764000000.${body}`)
    .digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${mac}`)
  expect(JSON.stringify(headers)).not.toContain(SECRET)
})

it.each([302, 400, 500])('takes %i for a no, and follows nothing', async (status) => {
  const { url, got } = await subscriber(status)
  expect(await hooksOver((at) => postTo(at, { loopback: true }))(url, SECRET, HOOKED)).toBe(false)
  expect(got).toHaveLength(1)
})

it('goes to no private address without the setting', () => {
  expect(() => postTo('https://127.0.0.1/', { loopback: false })).toThrow('private network')
})
