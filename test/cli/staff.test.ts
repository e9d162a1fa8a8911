/** Staff, tokens and computers at a terminal: seen, moved and ended; and what is said of what is not there. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'kapok-cli-staff-'))
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

function kapok(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [script, ...args, '--data', join(folder, 'town')], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

beforeAll(() => {
  expect(kapok('demo', '--members', '4', '--days', '1', '--until', '2026-11-10').status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('somebody is added, moved, listed and ended', () => {
  const added = kapok('staff', 'add', '--login', 'chen.q', '--name', '陈青', '--station', 'S001')
  expect(added.out).toMatch(/^chen\.q {2}\S{20}$/)
  expect(kapok('staff', 'post', 'chen.q', '--role', 'head', '--station', 'S002').status).toBe(0)
  const list = JSON.parse(kapok('staff', 'list', '--json').out) as {
    readonly staff: readonly { readonly login: string }[]
  }
  expect(list.staff.find(({ login }) => login === 'chen.q')).toMatchObject({
    ...{ role: 'head', station: 'S002', active: true },
  })
  const wrong = kapok('staff', 'post', 'chen.q', '--role', 'district', '--area', '440104003')
  expect([wrong.status, wrong.err.includes('440104003')]).toEqual([1, true])
  expect(kapok('staff', 'end', 'chen.q').status).toBe(0)
  expect(kapok('staff', 'list').out).toMatch(/chen\.q\thead\tS002\tended/)
  const nobody = kapok('staff', 'end', 'nobody')
  expect([nobody.status, nobody.err.includes('nobody')]).toEqual([1, true])
})

test('a token lasts a year unless said, is listed without its secret, and ends', () => {
  const made = kapok('token', 'create', '--name', '医院', '--scopes', 'credits:write', '--json')
  const { token, id } = JSON.parse(made.out) as { readonly token: string; readonly id: string }
  expect(token).toMatch(new RegExp(`^kpk_${id}_`))
  const list = kapok('token', 'list').out
  expect([list.includes(id), list.includes(token)]).toEqual([true, false])
  const odd = kapok('token', 'create', '--name', 'x', '--scopes', 'all')
  expect([odd.status, odd.err.includes('all')]).toEqual([1, true])
  const long = [
    'token',
    'create',
    '--name',
    'x',
    '--scopes',
    'credits:write',
    '--until',
    '2099-01-01',
  ]
  expect(kapok(...long).err).toContain('2099')
  expect(kapok('token', 'end', id).out).toBe(id)
  expect(kapok('token', 'end', id).status).toBe(1)
  expect(kapok('token', 'list').out).toContain('ended')
})

test('computers are listed, and one that is not there is not ended', () => {
  expect(JSON.parse(kapok('device', 'list', '--json').out)).toEqual({ devices: [] })
  const none = kapok('device', 'end', '0123456789abcdef')
  expect([none.status, none.err.includes('0123456789abcdef')]).toEqual([1, true])
})

test('a program elsewhere is told, seen, told again and told no more', () => {
  const near = kapok('hook', 'add', '--name', '区平台', '--url', 'https://10.0.0.1/')
  expect([near.status, near.err.includes('private network')]).toEqual([1, true])
  const plain = kapok('hook', 'add', '--name', '区平台', '--url', 'http://example.org/')
  expect([plain.status, plain.err.includes('https://')]).toEqual([1, true])
  const made = kapok('hook', 'add', '--name', '区平台', '--url', 'https://example.org/', '--json')
  const { id, secret } = JSON.parse(made.out) as { readonly id: string; readonly secret: string }
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  const list = kapok('hook', 'list').out
  expect(list).toMatch(
    new RegExp(`^${id} {2}区平台 {2}https://example\\.org/ {2}- {2}told \\d+ {2}active$`),
  )
  expect(list).not.toContain(secret)
  expect(kapok('hook', 'replay', id, '--from', '1').out).toBe(id)
  expect(kapok('hook', 'list').out).toContain('told 0')
  expect(kapok('hook', 'end', id).out).toBe(id)
  expect(kapok('hook', 'list').out).toContain('ended')
  const gone = kapok('hook', 'replay', id, '--from', '1')
  expect([gone.status, gone.err.includes('推送订阅')]).toEqual([1, true])
})
