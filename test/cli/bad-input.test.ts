/** What a person at a terminal gets wrong, or finds broken: one line that names it, an exit code, nothing written. */
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { standingOf } from '../drills/books.ts'
import { kapok, kapokMust, startService } from '../drills/service.ts'
import { sheetWithNumbers, somePeople, withSheetXml } from '../paper/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-bad-'))
const town = join(folder, 'town')
/** A copy of the town for each test to break. */
const data = join(folder, 'copy')
const PERSON = 'GZ00000015'

beforeAll(() => {
  kapokMust('demo', '--members', '6', '--days', '2', '--until', '2026-11-10', '--data', town)
})
beforeEach(() => {
  rmSync(data, { recursive: true, force: true })
  cpSync(town, data, { recursive: true })
  chmodSync(join(data, 'keys.json'), 0o600)
  for (const name of ['heads', 'heads.1']) copyFileSync(`${town}.${name}`, `${data}.${name}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Refused in one line with exit 1, and it says so. */
const refused = (pattern: RegExp, ...args: readonly string[]) => refusedWith(1, pattern, ...args)

function refusedWith(status: number, pattern: RegExp, ...args: readonly string[]): void {
  const said = kapok(...args, '--data', data)
  expect([said.status, said.out]).toEqual([status, ''])
  expect(said.err).toMatch(pattern)
  expect(said.err).not.toContain('\n')
}

function sheet(...lines: readonly string[]): string {
  const file = join(folder, 'sheet.csv')
  writeFileSync(file, ['志愿者编号,姓名,服务日期,服务时数,服务内容', ...lines].join('\n'))
  return file
}

const attendance = (file: string, station = 'S001') =>
  kapok('import', 'attendance', file, '--station', station, '--data', data)

test('rows that cannot be are each named by their cell, and nothing of the sheet is taken', () => {
  const before = standingOf(data).size
  const bad = [
    ['2026-12-24,2,理发', 'C2'],
    ['2026-11-08,-2,理发', 'D3'],
    ['2026-11-07,25,理发', 'D4'],
    ['2026-11-06,0,理发', 'D5'],
    ['昨天,1,理发', 'C6'],
    ['2026-11-05,两三个,理发', 'D7'],
  ] as const
  const file = sheet(...bad.map(([row]) => `${PERSON},,${row}`), `${PERSON},,2026-11-04,1,理发`)
  for (const said of [
    attendance(file),
    kapok('import', 'attendance', file, '--station', 'S001', '--dry-run', '--data', data),
  ]) {
    expect(said.status).toBe(1)
    for (const [, cell] of bad) expect(said.err).toContain(cell)
    expect(said.err.split('\n')).toHaveLength(bad.length)
  }
  expect(standingOf(data).size).toBe(before)
})

test('what only the books know is said by the row', () => {
  const before = standingOf(data).size
  const cases = [
    [`${PERSON},,2018-01-01,2,理发`, /第 2 行.*2018-01-01|第 2 行.*2018年1月1日/],
    ['GZ99999999,,2026-11-04,2,理发', /第 2 行/],
  ] as const
  for (const [row, pattern] of cases) {
    const said = attendance(sheet(row))
    expect([said.status, said.err]).toEqual([1, expect.stringMatching(pattern)])
  }
  expect(attendance(sheet(`${PERSON},,2026-11-04,1,理发`), 'S999').err).toContain('S999')
  expect(standingOf(data).size).toBe(before)
})

test('a row that somebody else has to look at first is told, and holds nothing up', () => {
  const said = attendance(sheet(`${PERSON},,2026-11-04,9,理发`, `${PERSON},,2026-11-03,2,理发`))
  expect([said.status, said.out]).toEqual([
    0,
    expect.stringMatching(/已记录 1 行.*\n已报请复核 1 行：第 2 行/),
  ])
})

test('days are read as stations write them, in one sheet', () => {
  const days = ['2026-11-01', '2026/11/2', '2026年11月3日', '20261104', '2026.11.5']
  const said = attendance(sheet(...days.map((day) => `${PERSON},,${day},1,理发`)))
  expect(said).toMatchObject({ status: 0, err: '' })
  expect(said.out).toContain('5 行')
})

test('a sheet of the wrong columns, merged, computed, or far too large is refused as it is', async () => {
  const before = standingOf(data).size
  const good = await sheetWithNumbers(somePeople(5), '2026-11-04')
  const file = join(folder, 'bad.xlsx')
  const merge = '<mergeCell ref="C4:C5"/>'
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [withSheetXml(good, (xml) => xml.replace(/<mergeCells[^>]*>/, `$&${merge}`)), /C4:C5.*合并/],
    [withSheetXml(good, (xml) => xml.replace(/(<c r="E5"[^>]*>)/, '$1<f>1+1</f>')), /E5.*公式/],
    [new TextEncoder().encode('a,b\n1,2\n'), /表头/],
    [new Uint8Array(), /没有内容/],
  ]
  for (const [bytes, pattern] of cases) {
    writeFileSync(file, bytes)
    refused(pattern, 'import', 'attendance', file, '--station', 'S001')
  }
  writeFileSync(file, '')
  truncateSync(file, 50 * 1024 * 1024)
  const balances = ['--source', 'x', '--cut-off', '2026-01-01']
  refused(/50 MB/, 'import', 'attendance', file, '--station', 'S001')
  refused(/50 MB/, 'import', 'balances', file, ...balances)
  refused(/50 MB/, 'import', 'stations', file)
  refused(/50 MB/, 'import', 'areas', file)
  expect(standingOf(data).size).toBe(before)
})

test('a database that is damaged, newer or somebody else’s is named', () => {
  const books = join(data, 'journal.db')
  const whole = readFileSync(books)
  writeFileSync(books, 'this is no database, it is a sentence')
  refused(/journal\.db cannot be opened: file is not a database/, 'serve', '--port', '0')
  refused(/journal\.db cannot be opened/, 'verify')

  writeFileSync(books, whole.subarray(0, whole.length / 2))
  refused(/journal\.db cannot be opened|damaged/, 'export', '--format', 'jsonl')

  const torn = Buffer.from(whole)
  torn.fill(0xa5, 3 * 4_096, 11 * 4_096)
  writeFileSync(books, torn)
  refused(/damaged|malformed/, 'export', '--format', 'jsonl')
  expect(kapok('verify', '--data', data).status).toBe(2)

  writeFileSync(books, whole)
  const db = new Database(books)
  db.pragma('user_version = 99')
  db.close()
  refused(/journal\.db is of schema 99; this program knows \d+/, 'serve', '--port', '0')
  rmSync(books)
  const other = new Database(books)
  other.exec('create table notes (text)')
  other.close()
  refused(/journal\.db is a database, but not one of ours/, 'verify')
  expect(statSync(books).size).toBe(8_192)

  writeFileSync(books, whole)
  writeFileSync(join(data, 'vault.db'), 'no database either')
  refused(/vault\.db cannot be opened/, 'serve', '--port', '0')
})

test('a house without its keys, or with a file of it damaged, serves nobody', () => {
  const keys = join(data, 'keys.json')
  const kept = readFileSync(keys, 'utf8')
  for (const text of ['{', '[1]', '{"receipt":"zz","log":"zz"}']) {
    writeFileSync(keys, text)
    refused(/keys\.json is damaged/, 'serve', '--port', '0')
  }
  rmSync(keys)
  refused(/there are no keys at .*keys\.json/, 'serve', '--port', '0')
  expect(existsSync(keys)).toBe(false)
  writeFileSync(keys, kept)
  writeFileSync(`${data}.heads`, '{')
  writeFileSync(`${data}.heads.1`, '{')
  refused(/the head file .* cannot be read/, 'serve', '--port', '0')
  writeFileSync(join(data, 'house.json'), '{')
  refused(/house\.json is damaged/, 'serve', '--port', '0')
})

test('a database older than its head serves nobody and is told apart from a damaged one', () => {
  const head = JSON.parse(readFileSync(`${data}.heads`, 'utf8')) as {
    heads: Record<string, { size: number }>
  }
  for (const one of Object.values(head.heads)) one.size += 5
  writeFileSync(`${data}.heads`, JSON.stringify(head))
  writeFileSync(`${data}.heads.1`, JSON.stringify(head))
  refusedWith(3, /its head stands at/, 'serve', '--port', '0')
  expect(kapok('verify', '--data', data).status).toBe(3)
})

test('a port in use, and one that is none, end the service with a line', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  refused(new RegExp(`^port ${port} is in use`), 'serve', '--port', `${port}`)
  const started = startService(join(folder, 'new'), { KAPOK_PORT: `${port}` })
  await expect(started).rejects.toThrow(`the service ended (1): port ${port} is in use`)
  server.close()
  refused(/--port is a number from 0 to 65535/, 'serve', '--port', '99999')
  refused(/--port is a number from 0 to 65535/, 'serve', '--port', 'http')
  await expect(startService(data, { KAPOK_PORT: 'http' })).rejects.toThrow('KAPOK_PORT')
})

test('a city is never made into a demo, and a file is no folder', () => {
  const city = join(folder, 'city')
  kapokMust('init', '--data', city)
  const said = kapok('demo', '--members', '2', '--days', '1', '--data', city)
  expect([said.status, said.err]).toEqual([1, expect.stringContaining('not a demo')])
  kapokMust('verify', '--data', city)
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const at of [file, join(file, 'below')]) {
    const no = kapok('init', '--data', at)
    expect(no).toMatchObject({ status: 1, out: '' })
    expect(no.err).toMatch(
      /^the folder .*file cannot be (written|made): it is, or lies below, a file$/,
    )
  }
  expect(readFileSync(file, 'utf8')).toBe('')
})
