/**
 * What programs send that cannot be: each is answered with a status, a code, a
 * sentence and a pointer to the field, and leaves nothing behind.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addToken, SCOPES } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, TODAY } from '../town.ts'
import { openTown, type Town } from './backends.ts'

let town: Town
let token: string
let li: MemberId
let wu: MemberId
/** An open booking of one haircut, an entry that is closed, and one that is a record. */
let booking: string
let closed: string
let record: string

interface Problem {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly title: string
  readonly pointer?: string | undefined
}

const id = () => town.bank.ids.entry()

async function asked(path: string, order: object): Promise<Problem> {
  const response = await town.request(`/api/v1/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  })
  const body = (await response.json()) as Problem & {
    readonly errors?: readonly { readonly pointer: string }[]
  }
  return { ...body, status: response.status, pointer: body.errors?.[0]?.pointer }
}

beforeAll(async () => {
  town = await openTown()
  const made = makeToken(town.bank, {
    name: 'city',
    scopes: SCOPES,
    station: '',
    until: '2027-06-30',
  })
  must(await addToken(town.bank, SYSTEM, { id: id(), key: made.key, body: made.body }))
  token = made.text
  li = await town.member('李四')
  wu = await town.member('吴七')
  await town.earn(li, 104)
  const held = await asked('bookings', { id: id(), ...haircut(), day: TODAY })
  booking = (held as unknown as { entry: { id: string } }).entry.id
  const other = await asked('bookings', { id: id(), ...haircut(), day: TODAY })
  closed = (other as unknown as { entry: { id: string } }).entry.id
  expect((await asked(`bookings/${closed}/release`, { id: id() })).status).toBe(201)
  record = (await town.bank.journal.entries(0, 1))[0]?.id ?? ''
})
afterAll(() => town.close())

const haircut = () => ({ member: li, station: 'S001', service: 'haircut' })
const orders: Readonly<Record<string, () => object>> = {
  credits: () => ({
    ...{ id: id(), member: li, station: 'S001', minutes: 60 },
    ...{ servedOn: '2026-11-21', service: 'activity' },
  }),
  transfers: () => ({ id: id(), from: li, to: wu, minutes: 60 }),
  donations: () => ({ id: id(), from: li, pool: 'city', minutes: 60 }),
  grants: () => ({
    ...{ id: id(), pool: 'budget', member: wu, minutes: 60 },
    ...{ purpose: 'hardship', until: '2026-12-31' },
  }),
  bookings: () => ({ id: id(), ...haircut(), day: TODAY }),
  'bookings/:open/settlement': () => ({ id: id(), provider: wu }),
  'bookings/:closed/settlement': () => ({ id: id() }),
  'bookings/:closed/release': () => ({ id: id() }),
  'bookings/:record/settlement': () => ({ id: id() }),
  'bookings/:none/release': () => ({ id: id() }),
  redemptions: () => ({ id: id(), ...haircut() }),
  reversals: () => ({ id: id(), entry: booking, reason: 'wrong-person' }),
  members: () => ({ id: id(), station: 'S001', name: '周八', phone: '13900000009' }),
}

type Case = readonly [wrong: object, status: number, code: string, pointer?: string]

/** No number of minutes that a person could mean. */
const NO_MINUTES: readonly Case[] = [
  ...[0, -60, 1.5, 1e300, 2 ** 53].map(
    (minutes) => [{ minutes }, 422, expect.anything(), '/minutes'] as unknown as Case,
  ),
  ...['60', '两小时', null, true, [60], {}, undefined].map(
    (minutes) => [{ minutes }, 422, 'invalid', '/minutes'] as const,
  ),
]

const CASES: Readonly<Record<string, readonly Case[]>> = {
  credits: [
    ...NO_MINUTES,
    [{ minutes: 24 * 60 + 1 }, 422, 'minutes-out-of-range', '/minutes'],
    [{ member: 'nobody' }, 404, 'unknown-member', '/member'],
    [{ member: 'a b' }, 422, 'invalid', '/member'],
    [{ member: 42 }, 422, 'invalid', '/member'],
    [{ station: 'S999' }, 404, 'unknown-station', '/station'],
    [{ station: '' }, 422, 'invalid', '/station'],
    [{ service: 'flying' }, 404, 'unknown-service', '/service'],
    [{ servedOn: '2026-11-25' }, 422, 'day-in-future', '/servedOn'],
    [{ servedOn: '2019-06-19' }, 422, 'day-before-start', '/servedOn'],
    [{ servedOn: '2026-02-29' }, 422, 'day-unreadable', '/servedOn'],
    [{ servedOn: '21/11/2026' }, 422, 'invalid', '/servedOn'],
    [{ servedOn: 20261121 }, 422, 'invalid', '/servedOn'],
    [{ proof: 'sworn' }, 422, 'invalid', '/proof'],
    [{ span: { from: 600, to: 540 } }, 422, 'invalid', '/span/to'],
    [{ span: { from: -1, to: 1_441 } }, 422, 'invalid', '/span/from'],
    [{ activity: '有 空格' }, 422, 'invalid', '/activity'],
    [{ id: 'x' }, 422, 'invalid', '/id'],
    [{ id: undefined }, 422, 'invalid', '/id'],
    [{ note: '给李四' }, 422, 'invalid', '/note'],
  ],
  transfers: [
    ...NO_MINUTES,
    [{ minutes: 105 * 60 }, 422, 'short-of-hours', '/minutes'],
    [{ to: 'nobody' }, 404, 'unknown-member', '/to'],
    [{ from: 'nobody' }, 404, 'unknown-member', '/from'],
    [{ to: undefined }, 422, 'invalid', '/to'],
    [{ station: 'S999' }, 404, 'unknown-station', '/station'],
  ],
  donations: [
    ...NO_MINUTES,
    [{ minutes: 105 * 60 }, 422, 'short-of-hours', '/minutes'],
    [{ pool: 'nowhere' }, 404, 'unknown-pool', '/pool'],
    [{ from: 'nobody' }, 404, 'unknown-member', '/from'],
  ],
  grants: [
    ...NO_MINUTES,
    [{ minutes: 1_001 * 60 }, 422, 'minutes-out-of-range', '/minutes'],
    [{ member: 'nobody' }, 404, 'unknown-member', '/member'],
    [{ pool: 'nowhere' }, 404, 'unknown-pool', '/pool'],
    [{ pool: 'city', minutes: 60 }, 422, 'short-of-hours', '/minutes'],
    [{ until: '2026-11-23' }, 422, 'grant-dates', '/until'],
    [{ until: '2026-13-01' }, 422, 'day-unreadable', '/until'],
    [{ purpose: 'fun' }, 422, 'invalid', '/purpose'],
    [{ services: ['flying'] }, 404, 'unknown-service', '/services'],
  ],
  bookings: [
    [{ member: 'nobody' }, 404, 'unknown-member', '/member'],
    [{ station: 'S999' }, 404, 'unknown-station', '/station'],
    [{ service: 'flying' }, 404, 'unknown-service', '/service'],
    [{ day: '2026-11-23' }, 422, 'day-before-start', '/day'],
    [{ day: '2027-11-24' }, 422, 'day-in-future', '/day'],
    [{ day: '2027-02-30' }, 422, 'day-unreadable', '/day'],
    [{ times: 0 }, 422, 'minutes-out-of-range', '/times'],
    [{ times: 1.5 }, 422, 'invalid', '/times'],
    [{ times: 25 }, 422, 'minutes-out-of-range', '/times'],
    [{ beneficiary: 'friend' }, 422, 'invalid', '/beneficiary'],
    [{ member: undefined }, 422, 'invalid', '/member'],
  ],
  'bookings/:open/settlement': [
    ...NO_MINUTES.filter(([wrong]) => Object.values(wrong)[0] !== undefined),
    [{ minutes: 61 }, 422, 'minutes-out-of-range', '/minutes'],
    [{ provider: 'nobody' }, 404, 'unknown-member', '/provider'],
    [{ booking: 'x' }, 422, 'invalid', '/booking'],
  ],
  'bookings/:closed/settlement': [[{}, 422, 'already-closed', '/booking']],
  'bookings/:closed/release': [[{}, 422, 'already-closed', '/booking']],
  'bookings/:record/settlement': [[{}, 422, 'not-a-hold', '/booking']],
  'bookings/:none/release': [[{}, 404, 'unknown-entry', '/booking']],
  redemptions: [
    [{ member: 'nobody' }, 404, 'unknown-member', '/member'],
    [{ station: 'S999' }, 404, 'unknown-station', '/station'],
    [{ service: 'flying' }, 404, 'unknown-service', '/service'],
    [{ provider: 'nobody' }, 404, 'unknown-member', '/provider'],
    [{ times: -1 }, 422, 'minutes-out-of-range', '/times'],
  ],
  reversals: [
    [{ reason: 'because' }, 422, 'reason-unknown', '/reason'],
    [{ entry: '01a199c5-3280-70c4-9f35-656c424db2c6' }, 404, 'unknown-entry', '/entry'],
    [{ entry: 7 }, 422, 'invalid', '/entry'],
    [{}, 422, 'cannot-reverse', '/entry'],
  ],
  members: [
    [{ name: '' }, 422, 'invalid', '/name'],
    [{ name: '名'.repeat(81) }, 422, 'invalid', '/name'],
    [{ name: '<b>' }, 422, 'name-unreadable', '/name'],
    [{ phone: '110' }, 422, 'phone-unreadable', '/phone'],
    [{ station: 'S999' }, 404, 'unknown-station', '/station'],
    [{ outside: { 'No!': '1' } }, 422, 'invalid', '/outside/No!'],
  ],
}

describe.each(Object.keys(CASES))('POST %s', (path) => {
  const at = () =>
    path
      .replace(':open', booking)
      .replace(':closed', closed)
      .replace(':record', record)
      .replace(':none', '01a199c5-3280-70c4-9f35-656c424db2c6')
  const cases = (CASES[path] ?? []).map(
    (one) => [one[0] === undefined ? '' : JSON.stringify(one[0]).slice(0, 60), one] as const,
  )

  test.each(cases)('%s', async (_, [wrong, status, code, pointer]) => {
    const size = await town.bank.journal.size()
    const answer = await asked(at(), { ...(orders[path] as () => object)(), ...wrong })
    expect([answer.status, answer.code, answer.pointer]).toEqual([status, code, pointer])
    expect(answer.detail.length).toBeGreaterThan(5)
    expect(answer.detail).not.toMatch(/undefined|NaN|\[object/)
    expect(await town.bank.journal.size()).toBe(size)
  })
})

test('an id is good for one request only, whatever it was sent to', async () => {
  const first = (orders['transfers'] as () => { readonly id: string })()
  expect((await asked('transfers', first)).status).toBe(201)
  const size = await town.bank.journal.size()
  for (const [path, order] of Object.entries(orders)) {
    if (path.includes(':closed') || path.includes(':record') || path.includes(':none')) continue
    const again = await asked(path.replace(':open', booking), {
      ...order(),
      ...(path === 'transfers' ? { minutes: 120 } : {}),
      id: first.id,
    })
    if (path === 'reversals') expect(again.code).toBe('cannot-reverse')
    else expect([path, again.status, again.code]).toEqual([path, 422, 'id-taken'])
  }
  expect(await town.bank.journal.size()).toBe(size)
})

test('reads of what is not there say so', async () => {
  const none = '01a199c5-3280-70c4-9f35-656c424db2c6'
  const cases: readonly (readonly [string, number, string])[] = [
    ['members/nobody', 404, 'unknown-member'],
    ['members/nobody/statement', 404, 'unknown-member'],
    [`members/${li}/statement?limit=0`, 422, 'invalid'],
    [`members/${li}/statement?limit=201`, 422, 'invalid'],
    [`members/${li}/statement?after=-1`, 422, 'invalid'],
    [`members/${li}/statement?after=1&before=9`, 422, 'invalid'],
    [`members/${li}?at=x`, 422, 'invalid'],
    ['entries/0', 404, 'unknown-entry'],
    ['entries/999999999999', 404, 'unknown-entry'],
    [`entries/${none}`, 404, 'unknown-entry'],
    ['entries/x/receipt', 404, 'unknown-entry'],
    [`entries/${none}/proof`, 404, 'unknown-entry'],
    ['stations/S999/position', 404, 'unknown-station'],
    ['log/consistency?from=9&to=3', 404, 'nothing-there'],
    ['log/consistency?from=1&to=999999', 404, 'nothing-there'],
    ['trial-balance?at=soon', 422, 'invalid'],
    ['nowhere', 404, 'unknown-route'],
  ]
  const found = []
  for (const [path] of cases) {
    const headers = { Authorization: `Bearer ${token}` }
    const response = await town.request(`/api/v1/${path}`, { headers })
    found.push([path, response.status, ((await response.json()) as Problem).code])
  }
  expect(found).toEqual(cases)
})
