import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getPlatformProxy } from 'wrangler'
import type { NewPerson, People, Scope } from '../../src/bank/ports-people.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { D1 } from '../../src/store/d1.ts'
import { openPeople } from '../../src/store/people.ts'
import { peopleIn } from '../../src/store/people-engine.ts'
import { keyStoreIn } from '../../src/store/people-keystore.ts'
import { memberNumber, newCard, readCard, readMemberNumber } from '../../src/store/people-number.ts'
import { openPeoplePg } from '../../src/store/people-pg.ts'
import { pinyinOf } from '../../src/store/people-pinyin.ts'
import { d1Runner } from '../../src/store/people-runner.ts'
import { sqliteRunner } from '../../src/store/people-sqlite.ts'
import { type Cluster, postgresFolder, startPostgres } from '../contract/postgres.ts'
import { VAULT } from '../town.ts'
import { migrated } from '../worker-config.ts'
import { memberKeysOn } from './member-keys.ts'
import { staffKeysOn } from './staff-keys.ts'

const S1: Scope = { station: 'S001' }
const S2: Scope = { station: 'S002' }

const person = (member: string, name: string, rest: Partial<NewPerson> = {}): NewPerson => ({
  member: member as MemberId,
  name,
  phone: '',
  idTail: '',
  station: 'S001',
  outside: {},
  ...rest,
})

const TOWN = [
  person('m1', '张小三', { phone: '13800001234', outside: { ivolunteer: '440100-7788' } }),
  person('m2', '张三', { phone: '13900005678', idTail: '123x' }),
  person('m3', '单田芳', { phone: '13700001234' }),
  person('m4', '欧阳娜娜', { phone: '13600004321', station: 'S002' }),
  person('m5', '张小三', { phone: '13511111234', station: 'S002', outside: { other: '1234' } }),
  person('m6', '阿卜杜拉·买买提', { station: 'S002' }),
  person('m7', '100%_王', { station: 'S001' }),
  person('m8', 'John Smith', { station: 'S001' }),
]

interface Place {
  readonly people: People
  close(): Promise<void>
}

const OPTIONS = { secrets: VAULT, clock: { now: () => 0 } }

const filesIn = (at: string) => ({ vault: join(at, 'vault.db'), keys: join(at, 'keys.db') })

const folders: string[] = []

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kapok-people-'))
  folders.push(made)
  return made
}

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

async function onSqlite(): Promise<Place> {
  const people = await openPeople(filesIn(folder()), OPTIONS)
  return { people, close: () => people.close() }
}

async function onD1(): Promise<Place> {
  const configPath = join(folder(), 'wrangler.json')
  const database = (name: string) => ({ binding: name, database_name: name, database_id: name })
  const config = { name: 'kapok-people-test', compatibility_date: '2026-10-01' }
  const databases = [database('PEOPLE'), database('KEYS')]
  writeFileSync(configPath, JSON.stringify({ ...config, d1_databases: databases }))
  const proxy = await getPlatformProxy<{ PEOPLE: D1; KEYS: D1 }>({
    configPath,
    persist: false,
    remoteBindings: false,
  })
  const { PEOPLE, KEYS } = proxy.env
  await migrated(PEOPLE, 'people')
  await migrated(KEYS, 'keys')
  const people = peopleIn(d1Runner(PEOPLE), { ...OPTIONS, keys: keyStoreIn(d1Runner(KEYS)) })
  return { people, close: () => proxy.dispose() }
}

let cluster: Cluster | undefined

async function onPostgres(): Promise<Place> {
  cluster ??= await startPostgres(postgresFolder() ?? '')
  const urls = { people: await cluster.database('people'), keys: await cluster.database('keys') }
  const people = await openPeoplePg(urls, OPTIONS)
  return {
    people,
    async close() {
      await people.close()
      await cluster?.stop()
    },
  }
}

const without =
  postgresFolder() === undefined && (process.env['KAPOK_WITHOUT_POSTGRES'] ?? '') !== ''

const places: readonly (readonly [string, () => Promise<Place>])[] = [
  ['sqlite', onSqlite],
  ['d1', onD1],
  ...(without ? [] : [['postgres', onPostgres] as const]),
]

describe.each(places)('people on %s', (_, open) => {
  let place: Place
  let people: People
  const found = async (scope: Scope, text: string) =>
    (await people.find(scope, { text }, 20)).map(({ member }) => member).sort()

  beforeAll(async () => {
    place = await open()
    people = place.people
    expect(await people.enrolAll(TOWN)).toHaveLength(TOWN.length)
  })

  afterAll(() => place.close())

  staffKeysOn(() => people)
  memberKeysOn(() => people)

  test('a person gets a number and a card, and is found by either', async () => {
    const [first] = await people.names(['m1' as MemberId]).then((names) => [...names.values()])
    expect(first).toMatchObject({ name: '张小三', number: 'GZ00000015', station: 'S001' })
    expect(first?.outside).toEqual({ ivolunteer: '440100-7788' })
    expect(readCard(first?.card ?? '')).toBe(first?.card)
    expect(await found(S2, first?.number.toLowerCase() ?? '')).toEqual(['m1'])
    expect(await found(S2, first?.card.toLowerCase() ?? '')).toEqual(['m1'])
    const carded = await people.byCard(first?.card ?? '')
    expect(carded).toMatchObject({ pinHash: '', failures: 0, lockedUntil: 0 })
    expect((await people.byCard(first?.number ?? ''))?.person.member).toBe('m1')
    expect(await people.byCard('GZ00000016')).toBeUndefined()
  })

  test('a part of something finds people of the own station only', async () => {
    expect(await found(S1, '张')).toEqual(['m1', 'm2'])
    expect(await found('city', '张')).toEqual(['m1', 'm2', 'm5'])
    expect(await found(S1, '小三')).toEqual(['m1'])
    expect(await found(S1, '1234')).toEqual(['m1', 'm3'])
    expect(await found(S2, '1234')).toEqual(['m5'])
    expect(await found('city', '1234')).toEqual(['m1', 'm3', 'm5'])
    expect(await found(S1, 'zxs')).toEqual(['m1'])
    expect(await found(S1, 'zhang san')).toEqual(['m2'])
    expect(await found(S1, 'zhang')).toEqual(['m1', 'm2'])
    expect(await found(S1, 'stf')).toEqual(['m3'])
    expect(await found(S1, '欧阳')).toEqual([])
    expect(await found(S2, 'OY')).toEqual(['m4'])
    expect(await found(S2, '买买提')).toEqual(['m6'])
    expect(await found(S1, '张小三 1234')).toEqual(['m1'])
    expect(await found('city', '张小三 1234')).toEqual(['m1', 'm5'])
    expect(await found(S1, 'john')).toEqual(['m8'])
    expect(await found(S1, '00001234')).toEqual(['m1', 'm3'])
    expect(await found(S2, '00001234')).toEqual([])
    expect(await found(S2, '3800001234')).toEqual([])
  })

  test('a whole phone or an outside number finds anyone in the city', async () => {
    expect(await found(S2, '138 0000 1234')).toEqual(['m1'])
    expect(await found(S2, '13800001234')).toEqual(['m1'])
    expect(await found(S2, '4401007788')).toEqual(['m1'])
    expect((await people.find(S2, { phone: '13800001234' }, 5)).map((p) => p.member)).toEqual([
      'm1',
    ])
    expect(await people.find(S2, { phone: '13800001234', name: '张三' }, 5)).toEqual([])
    expect((await people.find(S2, { number: '440100-7788' }, 5)).map((p) => p.member)).toEqual([
      'm1',
    ])
    expect(await people.find(S2, { phoneTail: '5678' }, 5)).toEqual([])
    const tail = { name: '张三', phoneTail: '5678', idTail: '123X' }
    expect((await people.find(S1, tail, 5)).map((p) => p.member)).toEqual(['m2'])
  })

  test('signs of LIKE are signs, an empty text is nobody, an empty query is the station', async () => {
    expect(await found(S1, '%')).toEqual(['m7'])
    expect(await found(S1, '_')).toEqual(['m7'])
    expect(await found(S1, '%王')).toEqual([])
    expect(await found(S1, '\\')).toEqual([])
    expect(await found('city', ' ')).toEqual([])
    expect(await found(S1, `' or 1=1 --`)).toEqual([])
    expect(await found('city', '张'.repeat(40))).toEqual([])
    expect(await people.find('city', { phoneTail: '%' }, 5)).toEqual([])
    expect(await people.find('city', { phone: '' }, 5)).toEqual([])
    const own = (await people.find(S1, {}, 20)).map(({ member }) => member)
    expect(own).toEqual(['m1', 'm2', 'm3', 'm7', 'm8'])
    expect(await people.find('city', {}, 2)).toHaveLength(2)
  })

  test('the nearest comes first', async () => {
    const [nearest] = await people.find(S1, { text: '张三' }, 1)
    expect(nearest?.member).toBe('m2')
    const [read] = await people.find(S1, { text: 'zs' }, 1)
    expect(read?.member).toBe('m2')
  })

  test('nobody is enrolled twice, and of a list all or none', async () => {
    const again = person('n1', '张小三', { phone: '13800001234' })
    expect(await people.enrol(again)).toBeUndefined()
    expect(await people.enrol(person('m1', '别人'))).toBeUndefined()
    const number = { ivolunteer: '4401007788' }
    expect(await people.enrol(person('n2', '别人', { outside: number }))).toBeUndefined()
    expect(await people.enrolAll([person('n3', '新人'), again])).toBeUndefined()
    expect(await people.get('n3' as MemberId)).toBeUndefined()
    // Two without a phone, and a family on one phone, are different people.
    const family = [person('n4', '李四'), person('n5', '李四')]
    expect(await people.enrolAll(family)).toHaveLength(2)
    expect(await people.enrol(person('n6', '李五', { phone: '13800001234' }))).toBeDefined()
  })

  test('of many who enrol at once each gets a number of their own', async () => {
    const many = Array.from({ length: 64 }, (_, at) =>
      person(`p${at}`, `人${at}`, { station: 'S9' }),
    )
    const entered = await Promise.all(many.map((each) => people.enrol(each)))
    expect(new Set(entered.map((each) => each?.number)).size).toBe(64)
    const same = Array.from({ length: 6 }, (_, at) =>
      person(`q${at}`, '同名', { phone: '13200000000', station: 'S9' }),
    )
    const once = await Promise.all(same.map((each) => people.enrol(each)))
    expect(once.filter((each) => each !== undefined)).toHaveLength(1)
  })

  test('what is amended is found by its new name; what is taken is not amended', async () => {
    const member = 'a1' as MemberId
    await people.enrol(person('a1', '赵六', { station: 'S8', phone: '13100000001' }))
    const outside = { gongyishijian: 'AB12345' }
    expect(await people.amend(member, { name: '钱七', station: 'S7', outside })).toBe(true)
    expect(await found({ station: 'S7' }, 'qq')).toEqual(['a1'])
    expect(await found({ station: 'S8' }, '赵六')).toEqual([])
    expect(await found(S1, 'ab12345')).toEqual(['a1'])
    expect(await people.amend(member, { name: '张小三', phone: '13800001234' })).toBe(false)
    const theirs = { outside: { ivolunteer: '4401007788' } }
    expect(await people.amend(member, theirs)).toBe(false)
    expect((await people.get(member))?.outside).toEqual(outside)
    expect(await people.amend('nobody' as MemberId, { name: '无' })).toBe(false)
  })

  test('an erased person leaves nothing, and their number is not given again', async () => {
    const gone = await people.enrol(person('e1', '孙八', { outside: { ivolunteer: 'E1E1E1' } }))
    const session = { hash: 'e'.repeat(64), subject: 'e1', kind: 'member' as const }
    await people.openSession({ ...session, openedAt: 1, seenAt: 1 })
    await people.erase('e1' as MemberId)
    expect(await people.get('e1' as MemberId)).toBeUndefined()
    expect(await people.session(session.hash)).toBeUndefined()
    expect(await found('city', 'E1E1E1')).toEqual([])
    const next = await people.enrol(person('e2', '周九', { outside: { ivolunteer: 'E1E1E1' } }))
    expect(next?.number).not.toBe(gone?.number)
  })

  test('all are read page by page', async () => {
    const read: string[] = []
    for (let after = ''; ; ) {
      const page = await people.all(after, 4)
      if (page.length === 0) break
      read.push(...page.map(({ member }) => member))
      after = read.at(-1) ?? ''
    }
    expect(new Set(read).size).toBe(read.length)
    expect(read).toContain('m8')
    expect((await people.names(read as MemberId[])).size).toBe(read.length)
  })

  test('five failures lock for a quarter of an hour, five more for an hour', async () => {
    const minute = 60_000
    const fail = async (times: number, now: number) => {
      const tries = []
      for (let at = 0; at < times; at++) tries.push(await people.tried('k', false, now))
      return tries.at(-1)
    }
    expect(await fail(4, 1_000_000)).toEqual({ failures: 4, lockedUntil: 0 })
    expect(await people.lock('k')).toEqual({ failures: 4, lockedUntil: 0 })
    const locked = { failures: 5, lockedUntil: 1_000_000 + 15 * minute }
    expect(await fail(1, 1_000_000)).toEqual(locked)
    const later = 1_000_000 + 20 * minute
    expect(await fail(5, later)).toEqual({ failures: 10, lockedUntil: later + 60 * minute })
    expect(await people.tried('k', true, later)).toEqual({ failures: 0, lockedUntil: 0 })
    expect(await people.lock('k')).toEqual({ failures: 0, lockedUntil: 0 })
    await fail(4, later)
    expect(await fail(1, later + 16 * minute)).toEqual({ failures: 1, lockedUntil: 0 })
    const wide = await Promise.all(
      Array.from({ length: 12 }, () => people.tried('wide', false, 5_000)),
    )
    expect(Math.max(...wide.map(({ failures }) => failures))).toBe(12)
  })

  test('a login is one staff’s; a new password ends their sessions', async () => {
    const li = { login: 'li', staff: 's1', name: '李', passwordHash: 'h1' }
    expect(await people.setCredential(li)).toBe(true)
    expect(await people.setCredential({ ...li, staff: 's2' })).toBe(false)
    expect(await people.setCredential({ ...li, staff: 's3', login: '李' })).toBe(false)
    expect(await people.byLogin('LI')).toEqual(li)
    const session = { hash: 'a'.repeat(64), subject: 's1', kind: 'staff' as const }
    await people.openSession({ ...session, openedAt: 10, seenAt: 10 })
    await people.touchSession(session.hash, 20)
    await people.touchSession(session.hash, 15)
    expect(await people.session(session.hash)).toMatchObject({
      ...session,
      openedAt: 10,
      seenAt: 20,
    })
    expect(await people.setCredential({ ...li, passwordHash: 'h2' })).toBe(true)
    expect(await people.session(session.hash)).toBeUndefined()
    expect((await people.byLogin('li'))?.passwordHash).toBe('h2')
  })

  test('a new PIN unlocks the card', async () => {
    const [carded] = await people.find('city', { text: '单田芳' }, 1)
    await people.setPin('m3' as MemberId, 'old')
    for (let at = 0; at < 5; at++) await people.tried('card:m3', false, 1_000)
    const locked = await people.byCard(carded?.card ?? '')
    expect(locked).toMatchObject({ pinHash: 'old', failures: 5 })
    await people.setPin('m3' as MemberId, 'new')
    const free = await people.byCard(carded?.card ?? '')
    expect(free).toMatchObject({ pinHash: 'new', failures: 0, lockedUntil: 0 })
  })

  test('two thousand are enrolled in one step', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      person(`z${String(at).padStart(4, '0')}`, `张三${at}`, { station: 'S100' }),
    )
    expect(await people.enrolAll(many)).toHaveLength(2_000)
    expect(await people.find({ station: 'S100' }, {}, 9_999)).toHaveLength(500)
  })
})

test('two processes on one file share the numbers', async () => {
  const files = filesIn(folder())
  const one = await openPeople(files, OPTIONS)
  const keys = keyStoreIn(sqliteRunner(files.keys))
  const other = peopleIn(sqliteRunner(files.vault), { ...OPTIONS, keys })
  const a = await one.enrol(person('a', '甲'))
  const b = await other.enrol(person('b', '乙'))
  expect([a?.number, b?.number]).toEqual([memberNumber('GZ', 1), memberNumber('GZ', 2)])
  const none = openPeople(filesIn(folder()), { ...OPTIONS, create: false })
  await expect(none).rejects.toThrow('no database')
  await one.close()
})

test('a wrong digit or two swapped in a number are noticed', () => {
  for (const serial of [1, 42, 1_234_567, 9_999_999]) {
    const number = memberNumber('GZ', serial)
    expect(number).toMatch(/^GZ\d{8}$/)
    expect(readMemberNumber('GZ', ` ${number.toLowerCase()} `)).toBe(number)
    for (let at = 2; at < 10; at++) {
      for (const digit of '0123456789') {
        const wrong = number.slice(0, at) + digit + number.slice(at + 1)
        expect(readMemberNumber('GZ', wrong)).toBe(wrong === number ? number : undefined)
      }
    }
  }
  expect(readMemberNumber('GZ', memberNumber('FS', 1))).toBeUndefined()
})

test('a card forgives a hand that writes O for 0 and l for 1', () => {
  expect(readCard('0O1l i-000 0000-0000')).toBe('0011100000000000')
  expect(readCard('0000')).toBeUndefined()
  expect(new Set(Array.from({ length: 1_000 }, newCard)).size).toBe(1_000)
})

test.each([
  ['张小三', 'zhangxiaosan', 'zxs'],
  ['单田芳', 'shantianfang', 'stf'],
  ['欧阳娜娜', 'ouyangnana', 'oynn'],
  ['吕布', 'lvbu', 'lb'],
  ['阿卜杜拉·买买提', 'abudulamaimaiti', 'abdlmmt'],
  ['John', '', ''],
])('%s is read %s', (name, full, initials) => {
  expect(pinyinOf(name)).toEqual({ full, initials })
})
