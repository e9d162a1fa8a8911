/** Evidence from the command line: each import keeps its sheet, verify --evidence names what is lost, and a row and a sheet come back from a backup. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256Hex } from '../../src/ledger/sha256.ts'
import { passingPair } from '../../src/outside/archive.ts'
import { kapok as run, type Said } from '../drills/service.ts'
import { sheetWithNumbers, somePeople } from '../paper/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-evidence-'))
const data = join(folder, 'town')
const at = (name: string) => join(folder, name)
const kapok = (...args: readonly string[]): Said => run(...args, '--data', data)
const people = somePeople(6)

/** A test of many commands, each a process of its own, on a machine that is busy. */
const COMMANDS_MS = 300_000
const hashes: string[] = []
const pathOf = (hash: string) => join(data, 'evidence', hash.slice(0, 2), hash)
let recipient = ''

beforeAll(async () => {
  const pair = await passingPair()
  recipient = pair.recipient
  writeFileSync(at('identity.txt'), `${pair.identity}\n`)
  expect(kapok('demo', '--members', '5', '--days', '1', '--until', '2026-09-01').status).toBe(0)

  const sheet = await sheetWithNumbers(people, '2026-10-20')
  writeFileSync(at('sheet.xlsx'), sheet)
  const into = ['import', 'attendance', at('sheet.xlsx'), '--station', 'S001']
  expect(kapok(...into, '--dry-run').status).toBe(0)
  expect(kapok('verify', '--evidence').out).toContain('凭据文件齐全：1 份')
  expect(kapok(...into).err).toBe('')

  const [one] = people
  const balances = `姓名,电话,累计服务时数,可用时数\n${one?.name},${one?.phone},3,2\n`
  writeFileSync(at('balances.csv'), balances)
  const cut = ['--source', 'old', '--cut-off', '2026-10-31']
  expect(kapok('import', 'balances', at('balances.csv'), ...cut).err).toBe('')

  const tally = `日期,姓名,手机号,服务时数\n2026-10-20,${one?.name},${one?.phone},2.5\n`
  writeFileSync(at('tally.csv'), tally)
  const month = ['--station', 'S001', '--month', '2026-10', '--tally', at('tally.csv')]
  const signed = ['--sign-off', '--reason', 'being-checked']
  expect(kapok('reconcile', ...month).status).toBe(0)
  expect(kapok('reconcile', ...month, ...signed).err).toBe('')
  hashes.push(sha256Hex(sheet), sha256Hex(balances), sha256Hex(tally))
}, COMMANDS_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'every import has kept its sheet, and it comes out as it went in',
  () => {
    const said = kapok('verify', '--evidence')
    expect([said.status, said.out]).toEqual([0, expect.stringContaining('凭据文件齐全：4 份')])
    const [sheet = ''] = hashes
    expect(kapok('evidence', 'get', sheet, '--to', at('out.xlsx')).status).toBe(0)
    expect(readFileSync(at('out.xlsx'))).toEqual(readFileSync(at('sheet.xlsx')))
    expect(kapok('export', '--audit').out).toContain(`["file","${sheet}"]`)
    expect(kapok('evidence', 'get', 'ff'.repeat(32), '--to', at('x')).err).toContain('没有 ffff')
    expect(kapok('evidence', 'sweep').out).toContain('0 份')
  },
  COMMANDS_MS,
)

test(
  'a missing and a changed sheet are named with exit 2, and come back with a backup',
  () => {
    const [sheet = '', balances = '', tally = ''] = hashes
    const to = ['--to', at('out'), '--recipient', recipient, '--json']
    const made = JSON.parse(kapok('backup', ...to).out) as { readonly path: string }
    rmSync(pathOf(sheet))
    writeFileSync(pathOf(tally), 'something else')
    const said = kapok('verify', '--evidence')
    expect(said.status).toBe(2)
    expect(said.out).toMatch(new RegExp(`TAMPERED table=evidence file=${sheet} is missing`))
    expect(said.out).toMatch(
      new RegExp(`TAMPERED table=evidence file=${tally} is not what was put`),
    )
    expect(said.out).not.toContain(balances)
    expect(kapok('evidence', 'get', tally, '--to', at('x')).status).toBe(2)
    // Without --evidence the books alone are looked at.
    expect(kapok('verify').status).toBe(0)
    const json = JSON.parse(kapok('verify', '--evidence', '--json').out) as { evidence: object }
    expect(json.evidence).toMatchObject({ named: 4, extra: [] })

    const restored = run('restore', made.path, '--to', at('back'), '--identity', at('identity.txt'))
    expect(restored.status).toBe(0)
    cpSync(join(at('back'), 'evidence'), join(data, 'evidence'), { recursive: true, force: true })
    expect(kapok('verify', '--evidence').status).toBe(0)
  },
  COMMANDS_MS,
)

test(
  'a sheet is destroyed with a reason; what is no reason or no hash is said',
  () => {
    const [, balances = ''] = hashes
    expect(kapok('evidence', 'destroy', balances, '--reason', 'because').status).toBe(1)
    expect(kapok('evidence', 'destroy', 'nothing', '--reason', 'expired').err).toContain('凭据编号')
    const said = kapok('evidence', 'destroy', balances, '--reason', 'expired')
    expect([said.status, said.out]).toEqual([0, expect.stringMatching(/已销毁 .*流水号 \d+/)])
    expect(kapok('verify', '--evidence').status).toBe(0)
  },
  COMMANDS_MS,
)

test(
  'a changed row is put back from a backup, said row by row, and only once it was looked at',
  () => {
    const to = ['--to', at('out'), '--recipient', recipient, '--json']
    const made = JSON.parse(kapok('backup', ...to).out) as { readonly path: string }
    const db = new Database(join(data, 'journal.db'))
    const trigger = db
      .prepare("select sql from sqlite_schema where name = 'entries_no_update'")
      .pluck()
    const text = trigger.get() as string
    db.exec('drop trigger entries_no_update')
    db.exec('update entries set served_on = served_on + 1 where seq = 20')
    db.exec(text)
    db.close()
    const named = kapok('verify')
    expect([named.status, named.out]).toEqual([
      ...[2, expect.stringContaining('TAMPERED table=entries seq=20 column=served_on')],
    ])
    const from = ['--from', made.path, '--identity', at('identity.txt')]
    const row = ['repair', '--table', 'entries', '--key', 'seq=20', ...from]
    expect(kapok('repair', '--table', 'entries', '--key', '20', ...from).err).toContain('seq=…')
    const tried = kapok(...row, '--dry-run')
    expect([tried.status, tried.out]).toEqual([0, expect.stringContaining('可以放回')])
    expect(kapok('verify').status).toBe(2)
    const done = kapok(...row)
    expect([done.status, done.out]).toEqual([
      0,
      expect.stringContaining('已放回 table=entries seq=20'),
    ])
    expect(kapok('verify', '--evidence').status).toBe(0)
    expect(kapok(...row).err).toContain('不需要修复')
    expect(kapok('export', '--audit').out).toContain('["act","repaired"]')
  },
  COMMANDS_MS,
)
