/** kapok remind, as a timer runs it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'kapok-cli-remind-'))
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

function kapok(...args: readonly string[]) {
  const data = ['--data', join(folder, 'town')]
  const run = spawnSync(process.execPath, [script, ...args, ...data], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status: run.status, out: run.stdout.trim() }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('says how many were told', () => {
  expect(kapok('demo', '--members', '5', '--days', '1').status).toBe(0)
  expect(kapok('remind', '--json')).toEqual({
    status: 0,
    out: '{"sent":0,"phoneless":0,"later":0}',
  })
  expect(kapok('remind').out).toContain('已提醒 0 人')
})
