/**
 * The server the HTTP bench asks: one process, one open bank, and the same
 * route three times. /books is the service; /bare answers POST /credits with
 * the same middleware, sign-in, parsing, signing and size of answer, but
 * touches no books; /single gives every draft a commit of its own.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { writtenView } from '../src/api/answers.ts'
import { apiRoutes } from '../src/api/routes.ts'
import { type Ask, json } from '../src/api/writes.ts'
import { SYSTEM } from '../src/bank/actor.ts'
import { type AreaGiven, loadStations } from '../src/bank/city/directory.ts'
import { foundCity } from '../src/bank/city/found.ts'
import type { CreditOrder } from '../src/bank/hours/credit.ts'
import { dayOf } from '../src/bank/draft.ts'
import { enrol } from '../src/bank/people/enrol.ts'
import { addToken } from '../src/bank/people/staff.ts'
import type { Bank } from '../src/bank/ports.ts'
import { batcherFor } from '../src/bank/record.ts'
import { configOf } from '../src/config.ts'
import { gate, type GateVariables } from '../src/gate/middleware.ts'
import { makeToken } from '../src/gate/tokens.ts'
import { earned, issuance, type MemberId } from '../src/ledger/account.ts'
import type { Day, Entry, Seq } from '../src/ledger/entry.ts'
import { minutes } from '../src/ledger/minutes.ts'
import { openBank } from '../src/open.ts'
import { creditCodeCheck } from '../src/rules/credit-code.ts'

const STATION = 'S001'
const CODE = '52440100MJK000001'
const ORGANISATION = `${CODE}${creditCodeCheck(CODE)}`
const MEMBERS = 2_000

async function town(bank: Bank): Promise<{ members: MemberId[]; token: string }> {
  const areas = new URL('../schema/guangzhou/areas.json', import.meta.url)
  await foundCity(bank, JSON.parse(readFileSync(areas, 'utf8')) as AreaGiven[])
  const station = {
    code: STATION,
    name: '示例站',
    area: '440104003',
    type: '双百社工服务站',
    hotline: '020-00000001',
    address: '示例路 1 号',
    opening: '周一至周五 08:30-17:30',
    organisation: '示例社工服务中心',
    creditCode: ORGANISATION,
    from: '2019-06-20',
    to: '2099-12-31',
  }
  const loaded = await loadStations(bank, SYSTEM, {
    id: bank.ids.entry(),
    stations: [station],
    sample: true,
  })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))
  const made = makeToken(bank, {
    name: 'bench',
    scopes: ['credits:write'],
    station: STATION,
    until: dayOf(bank.clock.now() + 30 * 86_400_000),
  })
  const added = await addToken(bank, SYSTEM, {
    id: bank.ids.entry(),
    key: made.key,
    body: made.body,
  })
  if (!added.ok) throw new Error(JSON.stringify(added.refusal))
  const enrolled = await Promise.all(
    Array.from({ length: MEMBERS }, (_, at) =>
      enrol(bank, SYSTEM, {
        id: bank.ids.entry(),
        station: STATION,
        name: '示例',
        phone: `138${String(at).padStart(8, '0')}`,
      }),
    ),
  )
  const members = enrolled.map((one) => {
    if (!one.ok) throw new Error(JSON.stringify(one.refusal))
    return one.value.person.member
  })
  return { members, token: made.text }
}

/** The entry a credit would be, made of the order alone: no account is read and none is moved. */
function bareEntry(order: CreditOrder, at: number): Entry {
  const posted = (account: ReturnType<typeof earned>, count: number) => ({
    account,
    minutes: minutes(count),
    balance: minutes(count),
    line: at,
    home: order.station,
  })
  return {
    seq: at as Seq,
    id: order.id,
    kind: 'credit',
    servedOn: order.servedOn as Day,
    recordedAt: Date.now(),
    station: order.station,
    organisation: ORGANISATION,
    service: order.service,
    rules: 'guangzhou/1',
    by: 'token:bench',
    request: randomBytes(16),
    salt: randomBytes(16),
    refs: [['for', order.member]],
    postings: [
      posted(issuance(order.station), -order.minutes),
      posted(earned(order.member), order.minutes),
    ],
    leaf: randomBytes(32),
  }
}

let bareSeq = 0
const bare = {
  'post /credits': async ({ bank, actor, body }: Ask) =>
    json(201, await writtenView(bank, actor, bareEntry(body as CreditOrder, ++bareSeq))),
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('the folder of the data is missing')
const bank = await openBank(configOf({ KAPOK_DATA: join(folder, 'data') }), {
  create: true,
  writer: 'thread',
})
const { members, token } = await town(bank)
const oneEach = batcherFor(bank.journal, bank.clock, { most: 1 })
const single = { ...bank, batcher: oneEach }
const app = new Hono<{ Variables: GateVariables }>()
app.use(gate(bank, { secure: false }))
app.route('/books', apiRoutes(bank))
app.route('/bare', apiRoutes(bank, { secure: false, handlers: bare }))
app.route('/single', apiRoutes(single))
app.get('/memory', async (c) =>
  c.json({
    rss: process.memoryUsage().rss,
    cpuMicros: process.cpuUsage().user + process.cpuUsage().system,
    entries: await bank.journal.size(),
  }),
)
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.send?.({ port, members, token, station: STATION })
})
process.on('disconnect', () => {
  server.close(() => void oneEach.drained().then(() => bank.close()))
})
