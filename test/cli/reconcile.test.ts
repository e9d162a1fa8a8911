/** kapok reconcile as a station's head has it: the book in, the differences out, a sign-off; and a broken journal. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sheetWithNumbers, somePeople, xlsx } from '../paper/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-reconcile-'))
const data = join(folder, 'town')
const before = join(folder, 'before')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))
const people = somePeople(6)
const SERVED = '2026-10-20'

function kapok(...args: readonly string[]) {
  const options = { encoding: 'utf8', timeout: 60_000 } as const
  const run = spawnSync(process.execPath, [script, ...args, '--data', data], options)
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

function reconcile(file: string, ...more: readonly string[]) {
  const of = ['--station', 'S001', '--month', '2026-10', '--tally', join(folder, file)]
  return kapok('reconcile', ...of, ...more)
}

type Rows = readonly (readonly [person: number, date: string, hours: number])[]
const HEAD = ['日期', '姓名', '手机号', '服务时数']
const HOURS = [2.5, 2, 3]
const WHOLE: Rows = people.map((_, at) => [at, SERVED, HOURS[at % 3] ?? 0])

function csv(name: string, rows: Rows): void {
  const lines = rows.map(([at, date, hours]) => {
    const person = people[at]
    return [date, person?.name, person?.phone, hours].join(',')
  })
  writeFileSync(join(folder, name), [HEAD.join(','), ...lines, ''].join('\n'))
}

beforeAll(async () => {
  expect(kapok('demo', '--members', '5', '--days', '1', '--until', '2026-09-01').status).toBe(0)
  const sheet = join(folder, 'sheet.xlsx')
  writeFileSync(sheet, await sheetWithNumbers(people, SERVED))
  expect(kapok('import', 'attendance', sheet, '--station', 'S001').err).toBe('')
  cpSync(data, before, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Found {
  readonly exact: readonly unknown[]
  readonly cut: number
  readonly discrepancies: readonly { readonly code: string; readonly offers: readonly object[] }[]
  readonly sums: { readonly tally: number; readonly journal: number; readonly difference: number }
  readonly signed?: { readonly seq: number; readonly again: boolean; readonly checkpoint: number }
}
const json = (text: string) => JSON.parse(text) as Found

test('differences are told in words and as data, and are no failure', () => {
  csv('odd.csv', [
    ...WHOLE.slice(0, 4),
    [0, SERVED, 2.5],
    [4, '2026-10-21', 2],
    [5, '2026-10-02', 1],
  ])
  const said = reconcile('odd.csv')
  expect([said.status, said.err]).toEqual([0, ''])
  for (const word of ['一致 4 条', '差异 4 条', '台账重复：和第 2 行一样', '相近：日期差 1 天'])
    expect(said.out).toContain(word)
  const found = json(reconcile('odd.csv', '--json').out)
  expect(found.discrepancies.map(({ code }) => code)).toEqual([
    'tally-only',
    'doubled',
    'journal-only',
    'near',
  ])
  expect(found.discrepancies[0]?.offers).toMatchObject([
    { verb: 'credit', servedOn: '2026-10-02', minutes: 60 },
  ])
  expect(found.discrepancies[2]?.offers).toMatchObject([{ verb: 'reverse', reason: 'not-served' }])
  expect(found.discrepancies[3]?.offers).toMatchObject([{ verb: 'reverse' }, { verb: 'credit' }])
  expect(found.sums.difference).toBe(found.sums.tally - found.sums.journal)
})

test('it is signed off once; with differences open only for a reason', async () => {
  csv('part.csv', WHOLE.slice(0, 5))
  const no = reconcile('part.csv', '--sign-off')
  expect([no.status, no.err.includes('还有 1 处差异')]).toEqual([1, true])
  expect(reconcile('part.csv', '--sign-off', '--reason', 'because').status).toBe(1)

  const rows = WHOLE.map(([at, date, hours]) => [date, people[at]?.name, people[at]?.phone, hours])
  writeFileSync(
    join(folder, 'whole.xlsx'),
    await xlsx([HEAD, ...rows] as Parameters<typeof xlsx>[0]),
  )
  const done = json(reconcile('whole.xlsx', '--sign-off', '--json').out)
  expect(done.discrepancies).toEqual([])
  expect(done.signed).toMatchObject({ again: false, seq: done.cut + 1, checkpoint: done.cut + 1 })
  const again = reconcile('whole.xlsx', '--sign-off')
  expect(again.out).toContain(`这份台账的 2026-10 对账早已确认，流水号 ${done.cut + 1}`)
  const other = json(reconcile('part.csv', '--sign-off', '--reason', 'tally-wrong', '--json').out)
  expect(other.signed).toMatchObject({ again: false, seq: done.cut + 2 })
  expect(kapok('verify').status).toBe(0)
})

test('a bad file, month or station is named in a line', () => {
  writeFileSync(join(folder, 'bad.csv'), `${HEAD.join(',')}\n2026-10-02,陈伟,13800000000,两三个\n`)
  const bad = reconcile('bad.csv')
  expect([bad.status, bad.err.includes('D2')]).toEqual([1, true])
  writeFileSync(join(folder, 'none.csv'), '备注,金额\n随便,1\n')
  expect(reconcile('none.csv').status).toBe(1)
  expect(reconcile('absent.csv').err).toContain('absent.csv')
  const of = ['reconcile', '--tally', join(folder, 'odd.csv')]
  expect(kapok(...of, '--station', 'S001', '--month', '2026-13').err).toContain('2026-13')
  expect(kapok(...of, '--station', 'S999', '--month', '2026-10').err).toContain('S999')
})

test('books put back to what they were before the sign-off are behind their head: exit 3', () => {
  const now = join(folder, 'now')
  cpSync(data, now, { recursive: true })
  cpSync(before, data, { recursive: true })
  for (const said of [reconcile('part.csv'), kapok('export', '--format', 'jsonl')]) {
    expect([said.status, said.out]).toEqual([3, ''])
    expect(said.err).toContain('its head stands at')
  }
  cpSync(now, data, { recursive: true })
  expect(reconcile('part.csv').status).toBe(0)
})

test('a changed entry stops everything with exit 2, named by its seq', () => {
  const db = new Database(join(data, 'journal.db'))
  const text = db.prepare("select sql from sqlite_schema where name = 'postings_no_update'").pluck()
  const trigger = text.get() as string
  const seq = db.prepare('select min(seq) from entries where kind = 1 and refs like ?').pluck()
  const found = seq.get('%source desk%') as number
  db.exec('drop trigger postings_no_update')
  db.prepare('update postings set minutes = minutes + 60 where seq = ? and minutes > 0').run(found)
  db.exec(trigger)
  db.close()
  const said = reconcile('whole.xlsx', '--sign-off')
  expect(said.status).toBe(2)
  expect(said.err).toContain(`第 ${found} 号核验不通过`)
  expect(said.out).toBe('')
})
