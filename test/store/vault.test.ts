/** What a thief of a file reads, what a wrong key does, and that an erased person's key is nowhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { NewPerson, PersonQuery, Scope } from '../../src/bank/ports-people.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type OpenPeople, openPeople } from '../../src/store/people.ts'
import { newVaultSecrets, vaultOf } from '../../src/store/vault.ts'
import { VAULT } from '../town.ts'
import { counts } from '../counts.ts'
import { plainFind } from './plain-find.ts'

const folders: string[] = []
const CLOCK = { now: () => 0 }

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kapok-vault-'))
  folders.push(made)
  return made
}

const filesIn = (at: string) => ({ vault: join(at, 'vault.db'), keys: join(at, 'keys.db') })
const opened = (at: string, secrets = VAULT): Promise<OpenPeople> =>
  openPeople(filesIn(at), { secrets, clock: CLOCK })

/** Every byte of every file of a folder. */
const bytesIn = (at: string): Buffer =>
  Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))))

const person = (member: string, rest: Partial<NewPerson>): NewPerson => ({
  member: member as MemberId,
  name: '无名',
  phone: '',
  idTail: '',
  station: 'S001',
  outside: {},
  ...rest,
})

const SURNAMES = ['张', '王', '李', '欧阳', '单', '陈', '曾', '吕']
const GIVEN = ['小三', '三', '娜娜', '伟', '小明', '明', '秀英', '芳', '田芳', '布']

/** People who share what people share: surnames, syllables, ends of phones. */
const TOWN = Array.from({ length: 240 }, (_, at) =>
  person(`m${String((at * 97) % 1_000).padStart(4, '0')}`, {
    name: at % 17 === 0 ? `Anna ${at}` : `${SURNAMES[at % 8]}${GIVEN[(at * 7) % 10]}`,
    phone: at % 5 === 0 ? '' : `138${String(at).padStart(4, '0')}${(at * 31) % 10}234`,
    idTail: at % 3 === 0 ? `12${at % 10}X` : '',
    station: `S00${(at % 3) + 1}`,
    outside: at % 11 === 0 ? { other: `A${at}` } : {},
  }),
)

const TEXTS = [
  ...SURNAMES,
  ...GIVEN,
  ...TOWN.slice(0, 30).map(({ name }) => name),
  ...'z zs zx ou ouyang oynn l lv shan stf w wang c chenx a an anna x qq'.split(' '),
  ...['1234', '0234', '9234', '13800018234', '张三 1234', '小明 0234', 'Anna 17', 'A11', '%', '_'],
]

test('what is found, and in which order, is what a plain table would give', async () => {
  const at = folder()
  const people = await opened(at)
  const entered = await people.enrolAll(TOWN)
  const plain = entered ?? []
  expect(plain).toHaveLength(TOWN.length)
  const scopes: readonly Scope[] = [
    { station: 'S001' },
    { station: 'S009' },
    { stations: ['S002', 'S003'] },
    'city',
  ]
  let hits = 0
  for (const scope of scopes) {
    const queries: PersonQuery[] = TEXTS.map((text) => ({ text }))
    for (const { name, phone, idTail } of TOWN.slice(0, counts.vaultQueries)) {
      queries.push(
        { name },
        { name, idTail },
        { phone },
        { phoneTail: phone.slice(-4) },
        { idTail },
      )
    }
    for (const query of [...queries, {}]) {
      for (const limit of [1, 7, 500]) {
        const found = (await people.find(scope, query, limit)).map(({ member }) => member)
        const wanted = plainFind(plain, scope, query, limit).map(({ member }) => member)
        expect(found, JSON.stringify([scope, query, limit])).toEqual(wanted)
        hits += found.length
      }
    }
  }
  expect(hits).toBeGreaterThan(1_000)
  await people.close()
})

test('neither file says a name, a phone, a number, a card or a PIN', async () => {
  const at = folder()
  const people = await opened(at)
  const one = await people.enrol(
    person('x1', {
      name: '独一无二的名字',
      phone: '13012345678',
      idTail: '987X',
      outside: { ivolunteer: 'IV-77-88' },
      pinHash: 'argon2id-of-a-pin',
    }),
  )
  const staff = { login: 'chen', staff: 's1', name: '陈站长独名', passwordHash: 'h' }
  expect(await people.setCredential(staff)).toBe(true)
  expect(await people.byLogin('chen')).toEqual(staff)
  await people.tried('sign-in:203.0.113.77', false, 1)
  expect(await people.lock('sign-in:203.0.113.77')).toMatchObject({ failures: 1 })
  const left = bytesIn(at)
  const known = ['独一无二', '13012345678', '5678', '987X', 'IV-77-88', 'IV7788', 'argon2id-of']
  const more = [one?.number ?? '-', one?.card ?? '-', '陈站长', 'duyiwuer', 'dywe', '203.0.113']
  for (const text of [...known, ...more]) expect(left.includes(text), text).toBe(false)
  await people.close()
})

test('another house’s keys open nothing, and say so at the door', async () => {
  const at = folder()
  const people = await opened(at)
  await people.enrol(person('x1', { name: '张三' }))
  await people.close()
  const others = newVaultSecrets()
  await expect(opened(at, others)).rejects.toThrow(/do not open its vault/)
  await expect(opened(at, { ...VAULT, kek: others.kek })).rejects.toThrow(/do not open/)
  await expect(opened(at, { ...VAULT, pepper: others.pepper })).rejects.toThrow(/do not open/)
  rmSync(filesIn(at).keys)
  await expect(opened(at)).rejects.toThrow(/no keys at .*keys\.db: put them back/)
})

test('a row put under another’s id, or a key under another’s, does not open', async () => {
  const at = folder()
  const people = await opened(at)
  await people.enrolAll([person('x1', { name: '张三' }), person('x2', { name: '李四' })])
  await people.close()
  const rows = new Database(filesIn(at).vault)
  rows.exec(
    `update persons set sealed = (select sealed from persons where member = 'x1') where member = 'x2'`,
  )
  rows.close()
  const again = await opened(at)
  await expect(again.get('x2' as MemberId)).rejects.toThrow()
  expect((await again.get('x1' as MemberId))?.name).toBe('张三')
  await again.close()
  const keys = new Database(filesIn(at).keys)
  keys.exec(
    `update data_keys set wrapped = (select wrapped from data_keys where holder = 'x2') where holder = 'x1'`,
  )
  keys.close()
  const swapped = await opened(at)
  await expect(swapped.get('x1' as MemberId)).rejects.toThrow()
  await swapped.close()
})

test('of those erased no byte of a key is in any file, wrapped or not', async () => {
  const at = folder()
  const people = await opened(at)
  const many = Array.from({ length: counts.erased * 3 }, (_, n) =>
    person(`e${String(n).padStart(4, '0')}`, {
      name: `人${n}`,
      phone: `137${String(n).padStart(8, '0')}`,
    }),
  )
  await people.enrolAll(many)
  const gone = many.filter((_, n) => n % 3 === 1).map(({ member }) => member)
  const keys = new Database(filesIn(at).keys, { readonly: true })
  const vault = vaultOf(VAULT)
  const secrets = gone.flatMap((member) => {
    const wrapped = keys
      .prepare('select wrapped from data_keys where holder = ?')
      .pluck()
      .get(member) as string
    const bytes = Buffer.from(wrapped.slice(3), 'base64url')
    const key = Buffer.from(vault.unwrap(member, wrapped))
    return [Buffer.from(wrapped.slice(10, 40)), bytes.subarray(12, 44), key.subarray(0, 16)]
  })
  keys.close()
  expect(secrets.slice(0, 1).some((secret) => bytesIn(at).includes(secret))).toBe(true)
  for (const member of gone) await people.erase(member)
  const left = bytesIn(at)
  expect(secrets.filter((secret) => left.includes(secret))).toEqual([])
  expect((await people.names(many.map(({ member }) => member))).size).toBe(
    many.length - gone.length,
  )
  expect(await people.find('city', { text: '人1' }, 5)).not.toContainEqual(
    expect.objectContaining({ name: '人1' }),
  )
  await people.close()
})

test('with the key destroyed the person is gone, though the row is still there', async () => {
  const at = folder()
  const people = await opened(at)
  await people.enrolAll([person('x1', { name: '张三' }), person('x2', { name: '张四' })])
  await people.close()
  const keys = new Database(filesIn(at).keys)
  keys.exec(`delete from data_keys where holder = 'x1'`)
  keys.close()
  const again = await opened(at)
  expect(await again.get('x1' as MemberId)).toBeUndefined()
  expect((await again.find('city', { text: '张' }, 9)).map(({ member }) => member)).toEqual(['x2'])
  expect((await again.all('', 1)).map(({ member }) => member)).toEqual(['x2'])
  await again.erase('x1' as MemberId)
  await again.close()
})

test('two desks that amend different things of one person both do', async () => {
  const at = folder()
  const [one, other] = [await opened(at), await opened(at)]
  const member = 'x1' as MemberId
  await one.enrol(person('x1', { name: '张三', pinHash: 'pin' }))
  const amend = (people: OpenPeople, phone: string, idTail: string) =>
    Promise.all([people.amend(member, { phone }), people.amend(member, { idTail })])
  await Promise.all([amend(one, '13000000001', '111X'), amend(other, '13000000001', '111X')])
  await Promise.all([one.amend(member, { name: '张三丰' }), other.amend(member, { station: 'S2' })])
  const kept = { name: '张三丰', phone: '13000000001', idTail: '111X', station: 'S2' }
  expect(await one.get(member)).toMatchObject(kept)
  const card = (await one.get(member))?.card ?? ''
  expect((await one.byCard(card))?.pinHash).toBe('pin')
  await one.close()
  await other.close()
})
