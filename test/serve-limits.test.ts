/** What the door takes over a real connection: what is too large, too deep, too slow or no HTTP is answered and let go of. */
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../src/bank/actor.ts'
import { addToken, SCOPES } from '../src/bank/people/staff.ts'
import { makeToken } from '../src/gate/tokens.ts'
import { DEFAULT_RATES } from '../src/gate/rates.ts'
import { serveBank, type Serving } from '../src/serve.ts'
import { rootNow } from './contract/house.ts'
import { must, openTown, type Town } from './town.ts'

let town: Town
let serving: Serving
let token: string
let before: readonly unknown[]
beforeAll(async () => {
  town = await openTown({ writer: 'thread' })
  const { bank } = town
  const made = makeToken(bank, { name: 'p', scopes: SCOPES, station: '', until: '2027-01-01' })
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), ...made }))
  token = made.text
  serving = await serveBank(bank, {
    port: 0,
    host: '127.0.0.1',
    requestSeconds: 5,
    rates: { ...DEFAULT_RATES, visitor: 40 },
  })
  before = [await bank.journal.size(), await rootNow(bank.journal)]
})
afterAll(async () => {
  const { journal } = town.bank
  expect([await journal.size(), await rootNow(journal)]).toEqual(before)
  await serving.stop()
})

interface Heard {
  readonly status: number
  readonly head: string
  readonly body: string
  /** Bytes the other side was willing to take. */
  readonly sent: number
}

/** Sends bytes as they are, a piece at a time while the server takes them, and hears all it says. */
async function raw(pieces: Iterable<string | Buffer>, { pause = 0 } = {}): Promise<Heard> {
  const socket: Socket = connect(Number(new URL(serving.url).port), '127.0.0.1')
  let said = ''
  let open = true
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => (said += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open = false
      resolve()
    })
  })
  const ready = () =>
    new Promise<void>((resolve) => {
      socket.once('drain', resolve)
      socket.once('close', () => resolve())
    })
  for (const piece of pieces) {
    if (!open || said !== '') break
    if (!socket.write(piece)) await ready()
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
  }
  await closed
  const [head = '', body = ''] = said.split('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    head,
    body,
    sent: socket.bytesWritten,
  }
}

const head = (lines: readonly string[], path = '/api/v1/credits') =>
  [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(serving.url).host}`,
    // A program has no business on a page.
    path.startsWith('/api/') ? `Authorization: Bearer ${token}` : 'X-Nobody: 1',
    'Content-Type: application/json',
    'Sec-Fetch-Site: same-origin',
    'Connection: close',
    ...lines,
    '\r\n',
  ].join('\r\n')

const chunk = (text: string | Buffer) =>
  Buffer.concat([
    Buffer.from(`${text.length.toString(16)}\r\n`),
    Buffer.from(text),
    Buffer.from('\r\n'),
  ])

const sized = (body: string | Buffer, more: readonly string[] = []) => [
  head([`Content-Length: ${Buffer.byteLength(body)}`, ...more]),
  Buffer.from(body),
]

function expectProblem({ status, head: said, body }: Heard, wanted: number, code: string): void {
  expect([status, said.includes('application/problem+json')], body).toEqual([wanted, true])
  expect((JSON.parse(/\{[\s\S]*\}/.exec(body)?.[0] ?? '{}') as { code: string }).code).toBe(code)
  expect(said.toLowerCase()).toContain("content-security-policy: default-src 'none'")
}

test('JSON 100,000 deep, of a million names, packed, and a byte too long', async () => {
  expectProblem(await raw(sized('['.repeat(100_000))), 400, 'too-deep')
  expectProblem(await raw(sized(`{"a":${'{"a":'.repeat(99_999)}`)), 400, 'too-deep')
  const names = `{${Array.from({ length: 1_000_000 }, (_, n) => `"${n}":0`).join()}}`
  expectProblem(await raw(sized(names)), 413, 'too-large')
  const fewer = `{${Array.from({ length: 90_000 }, (_, n) => `"${n}":0`).join()}}`
  expectProblem(await raw(sized(fewer)), 400, 'too-deep')
  const packed = gzipSync(Buffer.from('{}'.padEnd(10_000_000)))
  expectProblem(await raw(sized(packed, ['Content-Encoding: gzip'])), 415, 'encoded')
  expectProblem(await raw(sized(packed)), 400, 'malformed-json')
  expectProblem(await raw(sized(' '.repeat(1024 * 1024 + 1))), 413, 'too-large')
  expectProblem(await raw(sized(' '.repeat(1024 * 1024))), 400, 'malformed-json')
})

function* megabytes(count: number): Generator<string | Buffer> {
  const one = chunk(Buffer.alloc(1024 * 1024, 0x20))
  for (let n = 0; n < count; n++) yield one
  yield '0\r\n\r\n'
}

test.each([
  ['/api/v1/credits', 413],
  ['/sign-in', 413],
  ['/desk/credits', 413],
  ['/nowhere', 413],
])('100 MB in chunks to %s are not taken in', async (path, status) => {
  function* request() {
    yield head(['Transfer-Encoding: chunked'], path)
    yield* megabytes(100)
  }
  const heard = await raw(request())
  expect(heard.status, heard.head).toBe(status)
  // What lies in the buffers of both ends may be on its way; not all of it was waited for.
  expect(heard.sent).toBeLessThan(90 * 1024 * 1024)
})

test('a length and chunks at once, two lengths, and what is no HTTP', async () => {
  const both = head(['Content-Length: 5', 'Transfer-Encoding: chunked'])
  const smuggled = 'GET /api/v1/stations HTTP/1.1\r\nHost: x\r\n\r\n'
  const broken: readonly (readonly [string, string])[] = [
    ['both', `${both}0\r\n\r\n${smuggled}`],
    ['both, turned', `${head(['Transfer-Encoding: chunked', 'Content-Length: 5'])}0\r\n\r\n`],
    ['two lengths', `${head(['Content-Length: 2', 'Content-Length: 3'])}{}x`],
    ['a length that is none', `${head(['Content-Length: 2x'])}{}`],
    ['a length below nothing', `${head(['Content-Length: -2'])}{}`],
    ['another coding', `${head(['Transfer-Encoding: chunked, identity'])}0\r\n\r\n`],
    [
      'a coding with a tab',
      `${head(['Transfer-Encoding:\tchunked', 'Content-Length: 3'])}0\r\n\r\n`,
    ],
    ['a space before the colon', `${head(['Content-Length : 2'])}{}`],
    ['a folded line', `${head(['X-A: 1\r\n Content-Length: 2'])}{}`],
    ['a bare newline', head(['X-A: 1\nContent-Length: 2'])],
    ['a nothing in a header', head(['X-A: \u0000'])],
    ['a chunk of no size', `${head(['Transfer-Encoding: chunked'])}zz\r\n`],
    ['another version', 'GET / HTTP/9.9\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a/b?c\r\nConnection: close\r\n\r\n'],
    ['a host with a name', 'GET / HTTP/1.1\r\nHost: me@x\r\nConnection: close\r\n\r\n'],
    ['a greeting', 'HELO kapok\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
  ]
  for (const [name, bytes] of broken) {
    const heard = await raw([Buffer.from(bytes, 'latin1')])
    expect(heard.status, name).toBe(400)
    expect(heard.head.match(/HTTP\/1\.1/g), name).toHaveLength(1)
    expect(heard.body, name).not.toMatch(/stations|Error|at .*:\d/)
    expect(heard.head.toLowerCase(), name).toContain('x-content-type-options: nosniff')
  }
  const long = await raw([head([`X-A: ${'a'.repeat(40_000)}`])])
  expect(long.status).toBe(431)
})

test('a head and a body that never end are let go of, and others are served meanwhile', async () => {
  function* drops(first: string, drop: string) {
    yield first
    for (let n = 0; n < 100; n++) yield drop
  }
  const slow = [
    raw(drops(head(['Content-Length: 1000']), 'x'), { pause: 250 }),
    raw(drops(head(['Transfer-Encoding: chunked']), '1\r\nx\r\n'), { pause: 250 }),
    raw(drops(head(['Content-Length: 1000'], '/sign-in'), 'x'), { pause: 250 }),
    raw(drops('GET / HTTP/1.1\r\nHost: x\r\n', 'X-A: 1\r\n'), { pause: 250 }),
  ]
  expect((await fetch(`${serving.url}/api/v1/stations`)).status).toBe(200)
  for (const heard of await Promise.all(slow)) {
    expect([400, 408]).toContain(heard.status)
    expect(heard.sent).toBeLessThan(1_500)
  }
  expect((await fetch(`${serving.url}/api/v1/stations`)).status).toBe(200)
})

test('who asks too much is told how long to wait, by address; a token at that address goes on', async () => {
  const { now } = town.bank.clock
  expect(now()).toBe(town.clock.at)
  const from = (address: string, more: Record<string, string> = {}) =>
    fetch(`${serving.url}/api/v1/stations`, { headers: { 'X-Forwarded-For': address, ...more } })
  const statuses: number[] = []
  for (let n = 0; n < 45; n++) statuses.push((await from('203.0.113.50')).status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(40)
  const last = await from('203.0.113.50')
  expect([last.status, last.headers.get('Retry-After')]).toEqual([429, '2'])
  expect(await last.json()).toMatchObject({ code: 'too-many', status: 429 })
  expect((await from('203.0.113.51')).status).toBe(200)
  const bearer = { Authorization: `Bearer ${token}` }
  expect((await from('203.0.113.50', bearer)).status).toBe(200)
  const page = await fetch(serving.url, { headers: { 'X-Forwarded-For': '203.0.113.50' } })
  expect([page.status, (await page.text()).includes('请等 2 秒')]).toEqual([429, true])
  town.clock.at += 2_000
  expect((await from('203.0.113.50')).status).toBe(200)
})
