/** kapok erase and kapok retention, as whoever holds the house has them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf } from '../../src/config.ts'
import { openBank } from '../../src/open.ts'
import type { Person } from '../../src/bank/ports-people.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-cli-people-'))
const data = join(folder, 'demo')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

function kapok(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [script, ...args, '--data', data], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

let people: readonly Person[]

beforeAll(async () => {
  expect(kapok('demo', '--members', '20', '--days', '3', '--until', '2026-11-10').status).toBe(0)
  const config = configOf({ KAPOK_DATA: data, KAPOK_ORIGIN: 'kapok.example/demo/1' })
  const bank = await openBank(config, { create: false })
  people = await bank.people.all('', 100)
  await bank.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a person is erased by number; what is left is said first; the books are sound', () => {
  const person = people.at(-1) as Person
  const none = kapok('erase', person.number, '--reason', 'asked-by-person')
  if (none.status !== 0) expect(none.err).toMatch(/请先用完|预约/)
  const gone = kapok('erase', person.number, '--reason', 'asked-by-person', '--left', 'leave')
  if (none.status !== 0) expect([gone.status, gone.err]).toEqual([0, ''])
  expect(kapok('erase', person.member, '--reason', 'asked-by-person').err).toContain('没有找到')
  expect(kapok('erase', person.member, '--reason', 'fun').err).toContain('原因')
  const verified = kapok('verify')
  expect([verified.status, verified.out]).toMatchObject([0, expect.stringContaining('核验无误')])
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
  const left = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)))
  expect(Buffer.concat(left).includes(person.card)).toBe(false)
})

test('what is due is listed and then let go; of a town of yesterday nobody is', () => {
  const listed = JSON.parse(kapok('retention', '--dry-run', '--json').out) as { members: unknown[] }
  expect(listed.members).toEqual([])
  expect(kapok('retention').out).toMatch(/已清除：会话 \d+，试错记录 \d+，验证码 \d+，人员 0/)
})

test('what has ended goes back to where it came from, as often as one asks', () => {
  expect(kapok('expire-grants', '--dry-run').out).toMatch(/到期 \d+ 笔关爱时数/)
  expect(kapok('expire-grants').status).toBe(0)
  expect(JSON.parse(kapok('expire-grants', '--json').out)).toMatchObject({ count: 0 })
  expect(kapok('expire-vouchers').out).toBe('已退回 0 张时间券')
})
