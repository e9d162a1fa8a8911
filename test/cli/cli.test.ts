/** The command line as a person at a terminal has it: a demo town, files in, and what is said of a bad one. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jwks, receiptOf } from '../../src/bank/oversight/checkpoint.ts'
import { configOf } from '../../src/config.ts'
import { memberOf } from '../../src/ledger/account.ts'
import { openBank } from '../../src/open.ts'
import { newSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { vkeyOf } from '../../src/proof/note.ts'
import { verifyReceipt } from '../../src/proof/receipt.ts'
import {
  csvInGb18030,
  iVolunteerExport,
  sheetWithNumbers,
  sheetWithoutNumbers,
  somePeople,
  withCells,
} from '../paper/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-cli-'))
const data = join(folder, 'town')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))
const DAY = '2026-11-20'

function kapok(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [script, ...args, '--data', data], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

beforeAll(() => {
  const made = kapok('demo', '--members', '40', '--days', '3', '--until', '2026-11-10')
  expect(made.err).toBe('')
  expect(made.status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the same seed gives the same town', () => {
  const other = join(folder, 'other')
  const run = (seed: string) =>
    JSON.parse(
      spawnSync(
        process.execPath,
        [
          script,
          'demo',
          '--members',
          '10',
          '--days',
          '2',
          '--seed',
          seed,
          '--json',
          '--data',
          other,
        ],
        {
          encoding: 'utf8',
        },
      ).stdout,
    ) as { root: string }
  const first = run('a')
  expect(run('a').root).toBe(first.root)
  expect(run('b').root).not.toBe(first.root)
})

test('areas below a street are loaded once; again nothing is added', () => {
  const file = fileURLToPath(new URL('../../schema/guangzhou/villages.sample.csv', import.meta.url))
  expect(kapok('import', 'areas', file, '--dry-run').out).toContain('将新增 91')
  expect(kapok('import', 'areas', file).out).toContain('已新增 91')
  expect(kapok('import', 'areas', file).out).toContain('已新增 0')
})

test('three sheets of 30 rows in their own column names are taken once, and every receipt verifies offline', async () => {
  const sheets = [
    { name: 'numbers.xlsx', bytes: await sheetWithNumbers(somePeople(30), DAY), source: 'desk' },
    {
      name: 'names.xlsx',
      bytes: await sheetWithoutNumbers(somePeople(30), '2026-11-19'),
      source: 'desk',
    },
    {
      name: 'ivolunteer.xlsx',
      bytes: await iVolunteerExport(somePeople(30), '2026-11-18'),
      source: 'ivolunteer',
    },
  ]
  for (const { name, bytes, source } of sheets) {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    const args = ['import', 'attendance', file, '--station', 'S001', '--source', source]
    expect(kapok(...args, '--dry-run').out).toContain('将记录 30 行')
    expect(kapok(...args)).toMatchObject({ status: 0, out: '已记录 30 行，早已记过 0 行' })
    expect(kapok(...args).out).toBe('已记录 0 行，早已记过 30 行')
  }

  const bank = await openBank(
    { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' },
    { create: false },
  )
  const keys = await jwks(bank)
  let checked = 0
  for (const entry of await bank.journal.entries(0, 5_000)) {
    for (const { account } of entry.postings) {
      if (memberOf(account) === undefined) continue
      const outcome = await verifyReceipt(await receiptOf(bank, entry, account), keys)
      expect(outcome.ok).toBe(true)
      checked++
    }
  }
  expect(checked).toBeGreaterThan(90)
  await bank.close()
})

test('a csv as Excel on Chinese Windows saves it is read as one', () => {
  const file = join(folder, 'gb18030.csv')
  writeFileSync(file, csvInGb18030(somePeople(30), '2026-11-13'))
  const args = ['import', 'attendance', file, '--station', 'S001']
  expect(kapok(...args).out).toBe('已记录 30 行，早已记过 0 行')
  expect(kapok(...args).out).toBe('已记录 0 行，早已记过 30 行')
})

test('a broken row is named by its cell, and nothing of the sheet is taken', async () => {
  const file = join(folder, 'broken.xlsx')
  writeFileSync(
    file,
    withCells(await sheetWithNumbers(somePeople(30), '2026-11-17'), { E7: '三十号' }),
  )
  const said = kapok('import', 'attendance', file, '--station', 'S001')
  expect(said.status).toBe(1)
  expect(said.err).toContain('E7')
})

test('events of 12345 are taken once, however often the file comes', () => {
  const file = join(folder, 'events.csv')
  writeFileSync(file, '工单编号,诉求内容,办理时限\nGZ1,楼道灯不亮,2099-11-30\nGZ2,独居长者求助,\n')
  const args = ['import', 'events', file, '--system', '12345', '--station', 'S001']
  expect(kapok(...args, '--dry-run').out).toBe('将受理 2 件')
  expect(kapok(...args).out).toBe('已受理 2 件，早已受理 0 件')
  expect(kapok(...args).out).toBe('已受理 0 件，早已受理 2 件')
  const nowhere = kapok('import', 'events', file, '--system', 'grid', '--station', 'S999')
  expect([nowhere.status, nowhere.err]).toEqual([1, expect.stringContaining('S999')])
})

test('organisations and teams come from files; what is wrong is named by its cell', () => {
  const sample = fileURLToPath(
    new URL('../../schema/guangzhou/organisations.sample.csv', import.meta.url),
  )
  expect(kapok('import', 'organisations', sample, '--dry-run').status).toBe(0)
  expect(kapok('import', 'organisations', sample).out).toContain('已新增')
  expect(kapok('import', 'organisations', sample).out).toContain('不变 13')
  const [, code = ''] = /,(5[0-9A-Z]{17}),/.exec(readFileSync(sample, 'utf8')) ?? []
  const wrong = `${code.slice(0, 17)}${code.endsWith('A') ? 'B' : 'A'}`
  const file = join(folder, 'organisations.csv')
  writeFileSync(file, `名称,类型,信用代码,负责人,经办人\n甲,社会团体,${wrong},乙,丙\n`)
  const bad = kapok('import', 'organisations', file)
  expect(bad.status).toBe(1)
  expect(bad.err).toContain('C2')
  expect(bad.err).toContain('校验位对不上')

  const teams = join(folder, 'teams.csv')
  writeFileSync(
    teams,
    `编号,队伍名称,所属组织信用代码\nT001,晨曦队,${code}\nT002,晚霞队,${wrong}\n`,
  )
  const lost = kapok('import', 'teams', teams)
  expect(lost.err).toContain('C3')
  expect(lost.err).toContain('没有')
  writeFileSync(teams, `编号,队伍名称,所属组织信用代码\nT001,晨曦队,${code}\n`)
  expect(kapok('import', 'teams', teams).out).toContain('已新增 1')
})

test('columns nobody knows are named once, kept, and read the next time', async () => {
  const file = join(folder, 'strange.csv')
  const rows = somePeople(3).map(({ name, phone }) => `${name},${phone},2小时`)
  writeFileSync(file, ['11月的名单', '谁来了,怎么找他,干了多久', ...rows].join('\n'))
  const args = ['import', 'attendance', file, '--station', 'S001', '--date', '2026-11-16']
  const lost = kapok(...args)
  expect(lost.status).toBe(1)
  expect(lost.err).toContain('--map')
  const map = ['--map', '谁来了=name,B=phone,干了多久=hours']
  expect(kapok(...args, '--map', '谁来了=who').err).toContain('谁来了=who')
  const first = kapok(...args, ...map, '--save-map')
  expect(first.err).toBe('')
  expect(first.out).toContain('已记录 3 行')
  expect(first.out).toContain('姓名←谁来了')
  const again = kapok(...args)
  expect(again.out).toContain('早已记过 3 行')
  expect(again.out).toContain('按本站保存的列对应读取')
})

test('whose row it is can be said; what is asked names the row and the choices', () => {
  const file = join(folder, 'names.csv')
  writeFileSync(file, '姓名,日期,时数\n没有电话的人,2026-11-15,1\n也没有电话,2026-11-15,1\n')
  const args = ['import', 'attendance', file, '--station', 'S001']
  const asked = kapok(...args, '--dry-run')
  expect(asked.status).toBe(1)
  expect(asked.err).toContain('第 2 行')
  expect(asked.err).toContain('--choose 2=new')
  const done = kapok(...args, '--choose', '2=new,3=leave')
  expect(done.out).toBe('已记录 1 行，早已记过 0 行，不记 1 行')
})

test('an unknown station, a missing file and a wrong flag are each said in a line', () => {
  const file = join(folder, 'numbers.xlsx')
  expect(kapok('import', 'attendance', file, '--station', 'S999').status).toBe(1)
  expect(
    kapok('import', 'attendance', join(folder, 'none.xlsx'), '--station', 'S001').err,
  ).toContain('none.xlsx')
  expect(kapok('demo', '--memberz', '3').status).toBe(1)
})

test('the books go out in a form that hledger checks', () => {
  const books = kapok('export', '--format', 'hledger')
  expect(books.status).toBe(0)
  const check = spawnSync('hledger', ['-f', '-', 'check'], { input: books.out, encoding: 'utf8' })
  expect([check.status, check.stderr]).toEqual([0, ''])
  expect(kapok('export', '--format', 'xml').status).toBe(1)
})

test('an exported file is checked alone, also by a key that was published', () => {
  const books = kapok('export', '--format', 'jsonl')
  const file = join(folder, 'books.jsonl')
  writeFileSync(file, `${books.out}\n`)
  const alone = (...more: readonly string[]) => {
    const args = [script, 'verify', '--export', file, ...more]
    return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder })
  }
  const last = JSON.parse(books.out.split('\n').at(-1) ?? '') as { key: string }
  const found = alone()
  expect([found.status, found.stdout.includes('请与公布的公钥比对')]).toEqual([0, true])
  const key = join(folder, 'log.key')
  writeFileSync(key, `${last.key}\n`)
  expect(alone('--key', key).stdout).toContain('核验无误')
  writeFileSync(file, `${books.out.replace('"minutes":', '"minutes":1')}\n`)
  const changed = alone('--key', key)
  expect([changed.status, /TAMPERED table=entries seq=\d+/.test(changed.stdout)]).toEqual([2, true])
})

test('a key that is not the log’s is exit 4, and no tampering', () => {
  const key = join(folder, 'strange.key')
  const strange = signerFromSeeds({ receipt: newSeed(), log: newSeed(), kid: 'strange' })
  const vkey = vkeyOf({ name: 'kapok.example/demo/1', publicKey: strange.logPublicKey })
  writeFileSync(key, `${vkey}\n`)
  const said = kapok('verify', '--key', key)
  expect([said.status, said.out.includes('KEY table=checkpoints')]).toEqual([4, true])
  expect(said.err).toBe('')
})

test('a day is closed once from the command line, and a second time says the first', () => {
  const args = ['close-day', '--station', 'S001', '--day', '2026-11-10']
  const look = kapok(...args, '--dry-run')
  expect([look.status, look.err]).toEqual([0, ''])
  expect(look.out).toContain('还没有日结')
  const first = JSON.parse(kapok(...args, '--json').out) as { closed: { seq: number } }
  expect(first).toMatchObject({ station: 'S001', balanced: true, again: false })
  expect(first.closed).toMatchObject({ by: 'kapok', agrees: true })
  const second = JSON.parse(kapok(...args, '--json').out) as { closed: { seq: number } }
  expect(second).toMatchObject({ again: true, closed: first.closed })
  expect(kapok(...args).out).toContain(`日结流水号 ${first.closed.seq}`)
  const ahead = kapok('close-day', '--station', 'S001', '--day', '2030-01-01')
  expect([ahead.status, ahead.err.includes('还没有到')]).toEqual([1, true])
  expect(kapok('close-day', '--station', 'S999').err).toContain('S999')
})

test('the audit journal is exported, verified with the ledger, and named where it was changed', () => {
  const out = kapok('export', '--audit')
  expect(out.status, out.out).toBe(0)
  const lines = out.out.split('\n')
  expect(lines.at(-2)).toContain('["act","exported"]')
  expect(lines.at(-1)).toContain('/audit/1')
  expect(kapok('export', '--audit', '--format', 'csv').status).toBe(1)
  expect(kapok('verify').out).toMatch(/核验无误.*\n审计日志核验无误/)
  expect(JSON.parse(kapok('verify', '--json').out)).toMatchObject({ audit: { exit: 0 } })
  const kept = join(folder, 'audit.db')
  cpSync(join(data, 'audit.db'), kept)
  const db = new Database(join(data, 'audit.db'))
  db.exec('drop trigger entries_no_update')
  db.exec("update entries set refs = replace(refs, 'exported', 'looked')")
  db.close()
  const said = kapok('verify')
  for (const end of ['', '-wal', '-shm']) rmSync(join(data, `audit.db${end}`), { force: true })
  cpSync(kept, join(data, 'audit.db'))
  expect([said.status, said.out]).toEqual([
    2,
    expect.stringMatching(/TAMPERED journal=audit table=entries seq=\d+/),
  ])
})

test('verify is content with sound books, and names the row that was changed by another tool', () => {
  expect(kapok('verify')).toMatchObject({ status: 0 })
  const db = new Database(join(data, 'journal.db'))
  const trigger = db
    .prepare("select sql from sqlite_schema where name = 'postings_no_update'")
    .pluck()
    .get() as string
  db.exec('drop trigger postings_no_update')
  const seq = db.prepare('select max(seq) from postings').pluck().get() as number
  const change = 'update postings set minutes = minutes + 1 where seq = ? and minutes > 0'
  expect(db.prepare(change).run(seq).changes).toBe(1)
  db.exec(trigger)
  db.close()
  const said = kapok('verify')
  expect(said.status).toBe(2)
  expect(said.out).toContain('TAMPERED table=postings')
  expect(said.out).toMatch(new RegExp(`account=\\d+ seq=${seq} column=minutes`))
})
