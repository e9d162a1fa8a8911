/** Backups as an operator has them: taken from a running town, refused when they are not whole, and what a restored town may still do. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Decrypter } from 'age-encryption'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesToBackUp, houseFiles, isHead } from '../../src/backup-files.ts'
import { configOf } from '../../src/config.ts'
import { canonical } from '../../src/ledger/canonical.ts'
import { sha256Hex } from '../../src/ledger/sha256.ts'
import { type Part, passingPair, writeArchive } from '../../src/outside/archive.ts'
import { demoSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import {
  keyIn,
  type ListedFile,
  listText,
  openManifest,
  readList,
  signManifest,
} from '../../src/proof/manifest.ts'
import { vkeyOf } from '../../src/proof/note.ts'
import { restoreInto } from '../../src/restore.ts'
import { BackupRefused } from '../../src/words/backup.ts'
import { kapok, kapokMust, type Service, startService } from '../drills/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-backup-'))
const data = join(folder, 'town')
const out = join(folder, 'out')
const identity = join(folder, 'identity.txt')
const ORIGIN = 'kapok.example/demo/1'
const DEMO = ['--members', '40', '--days', '3', '--until', '2026-11-10'] as const
let pair: Awaited<ReturnType<typeof passingPair>>
let books = ''
let keys = ''
let vkey = ''

interface Made {
  readonly path: string
  readonly size: number
  readonly root: string
  readonly key: string
}

const at = (name: string) => join(folder, name)

/** A test of many commands, each a process of its own, on a machine that is busy. */
const COMMANDS_MS = 300_000

/** The calendar day so many days before today: older ones wait for a second person. */
const daysAgo = (days: number) =>
  new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)

function backup(...more: readonly string[]): Made {
  const args = ['backup', '--data', data, '--to', out, '--recipient', pair.recipient, '--json']
  return JSON.parse(kapokMust(...args, ...more)) as Made
}

const restore = (archives: readonly string[], to: string, ...more: readonly string[]) =>
  kapok('restore', ...archives, '--to', to, '--identity', identity, ...more)

beforeAll(async () => {
  pair = await passingPair()
  writeFileSync(
    identity,
    `# created: 2026-11-24\n# public key: ${pair.recipient}\n${pair.identity}\n`,
  )
  kapokMust('demo', ...DEMO, '--data', data)
  const made = backup()
  books = made.path
  vkey = made.key
  keys = backup('--keys').path
})
const running: Service[] = []
afterAll(async () => {
  for (const service of running) await service.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** What an archive holds, opened without us. */
async function namesIn(path: string): Promise<readonly string[]> {
  const opener = new Decrypter()
  opener.addIdentity(pair.identity)
  const tar = await opener.decrypt(readFileSync(path))
  const listed = spawnSync('tar', ['tf', '-'], { input: tar, encoding: 'utf8' })
  return listed.stdout.trim().split('\n')
}

test('the books are one set and the keys another; the head is in neither', async () => {
  const sheet = sha256Hex('demo balances')
  expect(await namesIn(books)).toEqual([
    ...['manifest', 'files', 'journal.db', 'vault.db', 'audit.db', 'house.json'],
    `evidence/${sheet.slice(0, 2)}/${sheet}`,
  ])
  expect(await namesIn(keys)).toEqual(['manifest', 'files', 'keys.db', 'vault.json', 'keys.json'])
  expect(statSync(books).mode & 0o777).toBe(0o600)
  const seeds = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { receipt: string }
  const opener = new Decrypter()
  opener.addIdentity(pair.identity)
  const tar = Buffer.from(await opener.decrypt(readFileSync(books)))
  expect(tar.includes(seeds.receipt)).toBe(false)
})

test('every file of a house is of one set, or is the head, or evidence', () => {
  const config = configOf({ KAPOK_DATA: data })
  const sets = [...houseFiles(config, 'books'), ...houseFiles(config, 'keys')]
  const known = new Set(sets.map(({ name }) => name))
  const strange = readdirSync(data).filter(
    (name) => !known.has(name.replace(/-(wal|shm)$/, '')) && name !== 'evidence',
  )
  expect(strange).toEqual([])
})

test('the head is refused wherever it is kept, also within the data folder', async () => {
  const own = at('with-head')
  cpSync(data, own, { recursive: true })
  const hash = 'ab'.repeat(32)
  const place = join(own, 'evidence', 'ab', hash)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, 'sealed')
  const config = (heads: string) => configOf({ KAPOK_DATA: own, KAPOK_HEADS: heads })
  const names = async (heads: string) =>
    (await filesToBackUp(config(heads), 'books')).map(({ name }) => name)
  expect(await names(join(own, 'heads'))).toContain(`evidence/ab/${hash}`)
  for (const inside of ['heads', 'heads.3']) writeFileSync(join(own, inside), '{}')
  expect((await names(join(own, 'heads'))).filter((name) => name.includes('heads'))).toEqual([])
  await expect(filesToBackUp(config(place), 'books')).rejects.toThrow('never in a backup')
  await expect(filesToBackUp(config(join(own, 'keys.json')), 'keys')).rejects.toThrow('never')
  expect(isHead(join(own, 'heads.draft-00'), join(own, 'heads'))).toBe(true)
  expect(isHead(join(own, 'headset'), join(own, 'heads'))).toBe(false)
})

test(
  'both sets together are a house again: the same books, people, sign-ins, and keys only the owner reads',
  () => {
    const to = at('again')
    const key = at('log.key')
    writeFileSync(key, `${vkey}\n`)
    const said = restore([books, keys], to, '--key', key, '--json')
    expect(said.err).toBe('')
    const told = JSON.parse(said.out) as { readonly sets: readonly string[]; readonly exit: number }
    expect(told).toMatchObject({ sets: ['books', 'keys'], exit: 0 })
    expect(statSync(join(to, 'keys.json')).mode & 0o777).toBe(0o400)
    expect(statSync(to).mode & 0o777).toBe(0o700)
    for (const name of ['keys.json', 'vault.json', 'house.json'])
      expect(readFileSync(join(to, name))).toEqual(readFileSync(join(data, name)))
    const text = restore([books], at('alone'))
    expect(text.status).toBe(0)
    expect(text.out).toContain('请与公布的公钥比对')
    expect(text.out).toContain('没有恢复密钥')
    expect(text.out).toMatch(/核验无误：\d+ 条/)
  },
  COMMANDS_MS,
)

test(
  'what cannot be taken is refused in one line that names it, and leaves nothing',
  async () => {
    const to = at('never')
    const line = (said: ReturnType<typeof kapok>) => {
      expect([said.status, said.out, said.err.split('\n').length]).toEqual([1, '', 1])
      expect(existsSync(to)).toBe(false)
      return said.err
    }
    expect(line(restore([at('none.age')], to))).toContain('none.age')
    expect(line(restore([identity], to))).toContain('不是备份')
    expect(line(restore([books, books], to))).toContain('多出来')
    expect(line(restore([books], to, '--origin', 'other.example/ledger/1'))).toContain(
      `${ORIGIN} 的备份，不是 other.example/ledger/1 的`,
    )
    const strange = signerFromSeeds({ receipt: demoSeed('a'), log: demoSeed('b'), kid: 'x' })
    writeFileSync(
      at('strange.key'),
      `${vkeyOf({ name: ORIGIN, publicKey: strange.logPublicKey })}\n`,
    )
    expect(line(restore([books], to, '--key', at('strange.key')))).toContain('不是用给出的日志公钥')
    expect(line(restore([books], to, '--key', identity))).toContain('没有可用的日志公钥')
    writeFileSync(at('empty.txt'), '# nobody\n')
    expect(line(kapok('restore', books, '--to', to, '--identity', at('empty.txt')))).toContain(
      '没有 age 私钥',
    )
    expect(line(kapok('backup', '--data', data, '--to', to))).toContain('--recipient')
    expect(
      line(kapok('backup', '--data', data, '--to', to, '--recipient', 'age1nobody')),
    ).toContain('age1nobody')
    const taken = restore([books], data)
    expect([taken.status, taken.err]).toEqual([1, expect.stringContaining('已有东西')])
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([])
  },
  COMMANDS_MS,
)

/** An archive for the operator's key that somebody else has made. */
async function forged(name: string, parts: readonly (readonly [string, string | Buffer])[]) {
  const path = at(name)
  rmSync(path, { force: true })
  await writeArchive(
    path,
    [pair.recipient],
    parts.map(([part, bytes]): Part => {
      const whole = Buffer.from(bytes)
      return {
        name: part,
        size: whole.length,
        async *bytes() {
          yield whole
        },
      }
    }),
  )
  return path
}

const listed = (name: string, text: string): ListedFile => ({
  file: name,
  sha256: sha256Hex(text),
  size: Buffer.byteLength(text),
})

const log = signerFromSeeds({
  receipt: demoSeed('kapok receipt'),
  log: demoSeed('kapok log'),
  kid: 'k',
})

function signed(files: readonly ListedFile[], set: 'books' | 'keys' = 'books'): Promise<string> {
  const root = '0'.repeat(64)
  const audit = { origin: 'kapok.example/demo/1/audit/1', size: 0, root }
  const created = '2026-11-24T00:00:00.000Z'
  return signManifest(
    { set, origin: ORIGIN, size: 1, root, audit, created, tool: 'a test' },
    files,
    { publicKey: log.logPublicKey, sign: log.signLog },
  )
}

test('an archive is believed for its manifest, not for opening: each way to forge one is refused', async () => {
  const to = at('forged')
  const code = async (parts: readonly (readonly [string, string | Buffer])[]) => {
    const from = await forged('forged.age', parts)
    const fault: unknown = await restoreInto([from], to, { identities: [pair.identity] }).catch(
      (one: unknown) => one,
    )
    expect(existsSync(to)).toBe(false)
    expect(fault).toBeInstanceOf(BackupRefused)
    return (fault as BackupRefused).no
  }
  const one = listed('house.json', '{}')
  const files = listText([one])
  const note = await signed([one])
  expect(await code([])).toMatchObject({ code: 'unsigned' })
  expect(await code([['house.json', '{}']])).toMatchObject({ code: 'unsigned' })
  expect(await code([['manifest', 'nothing']])).toMatchObject({ code: 'unsigned' })
  expect(await code([['manifest', note.replace('"size":1', '"size":2')]])).toMatchObject({
    code: 'wrong-signature',
  })
  expect(await code([['manifest', note]])).toMatchObject({ code: 'unsigned' })
  expect(
    await code([
      ['manifest', note],
      ['files', `${files}\n`],
    ]),
  ).toMatchObject({
    ...{ code: 'part-differs', part: 'files' },
  })
  const begun = [['manifest', note] as const, ['files', files] as const]
  expect(await code(begun)).toMatchObject({ code: 'part-missing', part: 'house.json' })
  expect(await code([...begun, ['house.json', '[]']])).toMatchObject({
    ...{ code: 'part-differs', part: 'house.json' },
  })
  expect(await code([...begun, ['house.json', '{}'], ['more', '']])).toMatchObject({
    ...{ code: 'part-extra', part: 'more' },
  })
  // Signed by the log and still nothing that may be put down: it would fall outside the folder, or be the other set's.
  for (const name of ['../outside.json', '/etc/kapok', 'keys.json', 'heads', 'evidence/ab/../x']) {
    const strange = listed(name, '{}')
    const parts = [
      ['manifest', await signed([strange])] as const,
      ['files', listText([strange])] as const,
    ]
    expect(await code([...parts, [name, '{}']])).toMatchObject({ code: 'part-extra', part: name })
  }
})

test('a manifest is no checkpoint, and says one thing only', async () => {
  const files = [listed('house.json', '{}')]
  const note = await signed(files)
  const key = vkeyOf({ name: ORIGIN, publicKey: log.logPublicKey })
  expect(keyIn(note)).toBe(key)
  expect(openManifest(note, [key])).toMatchObject({ ok: true, manifest: { size: 1, set: 'books' } })
  const other = vkeyOf({ name: ORIGIN, publicKey: log.publicKey })
  expect(openManifest(note, [other])).toMatchObject({ ok: false, why: 'not-signed' })
  expect(Number.isNaN(Number(note.split('\n')[1]))).toBe(true)
  expect(readList(listText(files))).toEqual(files)
  expect(readList(`${listText(files)}${listText(files)}`)).toBeUndefined()
  expect(readList(listText(files).trimEnd())).toBeUndefined()
  expect(readList(`${JSON.stringify({ ...files[0], size: -1 })}\n`)).toBeUndefined()
  expect(readList(` ${canonical(files[0])}\n`)).toBeUndefined()
})

test(
  'a backup of a running service holds what it had acknowledged, and the service goes on',
  async () => {
    const own = at('running')
    kapokMust('init', '--data', own)
    kapokMust('import', 'stations', 'schema/guangzhou/stations.sample.csv', '--data', own)
    const scopes = 'credits:write,members:write,members:read'
    const made = ['token', 'create', '--name', 't', '--scopes', scopes, '--data', own]
    const token = kapokMust(...made)
    const service = await startService(own)
    running.push(service)
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${service.url}/api/v1/${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await answer.text()
      expect(answer.status, text).toBe(201)
      return JSON.parse(text) as { readonly member: { readonly id: string } }
    }
    const id = (n: number) => `01a19fc5-3280-70c4-9f35-${String(n).padStart(12, '0')}`
    const person = { id: id(1), station: 'S001', name: '李四', phone: '13800000001' }
    const member = (await post('members', person)).member.id
    const rest = { member, station: 'S001', minutes: 60, service: 'activity' }
    await post('credits', { ...rest, id: id(2), servedOn: daysAgo(2) })
    const args = [
      'backup',
      '--data',
      own,
      '--to',
      at('live'),
      '--recipient',
      pair.recipient,
      '--json',
    ]
    const first = JSON.parse(kapokMust(...args)) as Made
    await post('credits', { ...rest, id: id(3), servedOn: daysAgo(1) })
    const second = JSON.parse(kapokMust(...args)) as Made
    expect(second.size).toBe(first.size + 1)
    expect(await service.stop()).toBe(0)
    expect(kapok('verify', '--data', own).status).toBe(0)
    const keysMade = JSON.parse(kapokMust(...args, '--keys')) as Made

    // The older one is behind the head: it can be looked at, and signs nothing, through any door.
    const old = at('older')
    const heads = ['--heads', `${own}.heads`]
    const said = restore([first.path, keysMade.path], old, ...heads)
    expect([said.status, said.out]).toEqual([3, expect.stringContaining('比签名头旧')])
    expect(kapok('verify', '--data', old, ...heads).status).toBe(3)
    const served = kapok('serve', '--data', old, '--port', '0', ...heads)
    expect([served.status, served.err.split('\n').length]).toEqual([3, 1])
    const door = spawnSync(process.execPath, ['dist/node.js'], {
      encoding: 'utf8',
      env: { ...process.env, KAPOK_DATA: old, KAPOK_HEADS: `${own}.heads`, KAPOK_PORT: '0' },
    })
    expect([door.status, door.stdout]).toEqual([3, ''])
    expect(kapok('backup', '--data', old, ...heads, ...args.slice(3)).status).toBe(3)

    // Grown again on another way, it is a fork, at any length.
    const rows = [1, 2, 3].map((days) => `李四,13800000001,${daysAgo(days)},2`)
    writeFileSync(at('sheet.csv'), ['姓名,电话,日期,时数', ...rows, ''].join('\n'))
    const into = ['import', 'attendance', at('sheet.csv'), '--station', 'S001', '--data', old]
    kapokMust(...into, '--heads', at('unknown.heads'))
    const forked = kapok('verify', '--data', old, ...heads)
    expect([forked.status, forked.out]).toEqual([3, expect.stringContaining('FORKED')])
    expect(kapok('serve', '--data', old, '--port', '0', ...heads).status).toBe(3)
  },
  COMMANDS_MS,
)

test(
  'a drill says what it found, step by step, and leaves nothing',
  () => {
    const drilled = JSON.parse(kapokMust('drill', '--data', data, '--json')) as {
      readonly ok: boolean
      readonly steps: readonly { readonly step: string; readonly ms: number }[]
      readonly tables: readonly { readonly database: string }[]
    }
    expect(drilled.ok).toBe(true)
    expect(drilled.steps.map(({ step }) => step)).toEqual([
      ...['backup', 'keys', 'restore', 'integrity', 'verify', 'compare'],
    ])
    expect([...new Set(drilled.tables.map(({ database }) => database))]).toEqual([
      ...['journal.db', 'vault.db', 'audit.db', 'keys.db'],
    ])
    const older = kapok('drill', '--data', data, '--from', books, '--identity', identity)
    expect([older.status, older.out]).toEqual([0, expect.stringContaining('演练通过')])
    expect(kapok('drill', '--data', data, '--from', books).err).toContain('--identity')
    const only = kapok('drill', '--data', data, '--from', keys, '--identity', identity)
    expect([only.status, only.err]).toEqual([1, expect.stringContaining('密钥备份')])
    expect(readdirSync(data).filter((name) => name.startsWith('.'))).toEqual([])
  },
  COMMANDS_MS,
)

test(
  'a house that is replicated as it is written is sound, backed up and drilled as any',
  () => {
    const own = at('replicated')
    cpSync(data, own, { recursive: true })
    // As Litestream 0.5 opens a database: its two tables, and a reader that never ends.
    const readers = ['journal.db', 'audit.db'].map((name) => {
      const db = new Database(join(own, name))
      db.exec('CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);')
      db.exec('CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER);')
      db.exec('INSERT INTO _litestream_seq (id, seq) VALUES (1, 1)')
      db.exec('BEGIN; SELECT count(*) FROM _litestream_seq')
      db.prepare('select count(*) from _litestream_seq').get()
      return db
    })
    const heads = ['--heads', at('own.heads')] as const
    try {
      const close = ['close-day', '--station', 'S001', '--day', '2026-11-10']
      kapokMust(...close, '--data', own, ...heads)
      expect(kapok('verify', '--data', own, ...heads)).toMatchObject({ status: 0 })
      const args = ['--to', at('replica'), '--recipient', pair.recipient, ...heads]
      const made = JSON.parse(kapokMust('backup', '--data', own, ...args, '--json')) as Made
      expect(restore([made.path], at('from-replica'), ...heads).status).toBe(0)
      expect(kapok('drill', '--data', own, ...heads).status).toBe(0)
    } finally {
      for (const db of readers) db.close()
    }
    const db = new Database(join(own, 'journal.db'))
    db.exec('create table _litestream_more (id integer)')
    db.close()
    expect(kapok('verify', '--data', own, ...heads).out).toContain(
      'table=schema _litestream_more is extra',
    )
  },
  COMMANDS_MS,
)

test(
  'on PostgreSQL it says which tools to use, before anything is opened',
  () => {
    const env = { ...process.env, KAPOK_DATABASE_URL: 'postgres://kapok@127.0.0.1:1/none' }
    for (const command of [
      ['backup', '--to', out, '--recipient', pair.recipient],
      ['drill'],
      ['repair', '--table', 'entries', '--key', 'seq=1', '--from', books, '--identity', identity],
    ]) {
      const said = spawnSync(process.execPath, ['dist/cli.js', ...command, '--data', data], {
        encoding: 'utf8',
        env,
      })
      expect([said.status, said.stderr.trim().split('\n').length]).toEqual([1, 1])
      expect(said.stderr).toContain('pg_basebackup')
    }
  },
  COMMANDS_MS,
)
