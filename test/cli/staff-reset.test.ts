/** Whoever holds the files lets the security office in again: from the command line to the sign-in. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { configOf } from '../../src/config.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { openBank } from '../../src/open.ts'
import { must } from '../town.ts'

const KAPOK = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kapok-reset-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = join(folder, 'data')
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [KAPOK, ...args, '--data', data], { encoding: 'utf8' })

const printed = (text: string) => /^anna {2}(\S{20})$/m.exec(text)?.[1] ?? ''

test('a new password is printed, is changed first, and the second step is gone', async () => {
  expect(run('init').status).toBe(0)
  const added = run('staff', 'add', '--login', 'anna', '--name', '安', '--role', 'security')
  const first = printed(added.stdout)
  const bank = await openBank(configOf({ KAPOK_DATA: data }), { create: false })
  const login = 'anna'
  try {
    const staff = (await bank.people.byLogin(login))?.staff ?? ''
    await bank.people.staff.setTotp(staff, { sealed: 'x', since: 0, lastStep: 0 })
    const before = must(await signInStaff(bank, { login, password: first }, { ip: '' }))
    expect(before.due).toEqual(['second', 'password'])

    const nobody = run('staff', 'reset', '--login', 'nobody')
    expect(nobody.status).not.toBe(0)
    expect(nobody.stderr).toContain('nobody')
    const done = run('staff', 'reset', '--login', login, '--second')
    expect(done.stderr).toBe('')
    const old = await signInStaff(bank, { login, password: first }, { ip: '' })
    expect(old).toMatchObject({ ok: false, refusal: { code: 'wrong-sign-in' } })
    const password = printed(done.stdout)
    const signed = must(await signInStaff(bank, { login, password }, { ip: '' }))
    expect(signed.due).toEqual(['password'])
  } finally {
    await bank.close()
  }
})
