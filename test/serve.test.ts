/** The door as the network has it: where a failed sign-in came from, a port that is taken, a file that is whole when closed. */
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { SYSTEM } from '../src/bank/actor.ts'
import { credit } from '../src/bank/hours/credit.ts'
import { addStaff } from '../src/bank/people/staff.ts'
import { inOneLine } from '../src/seeds.ts'
import { serveBank } from '../src/serve.ts'
import { must, openTown } from './town.ts'

const HERE = { port: 0, host: '127.0.0.1' }

test('five failures lock a login for the address they came from, not for the clerk at the desk', async () => {
  const town = await openTown()
  const { bank } = town
  const passwordHash = must(await bank.passwords.hash('the right one 2026'))
  const person = { login: 'chen', name: '陈姑娘', role: 'clerk', station: 'S001' } as const
  must(
    await addStaff(bank, SYSTEM, {
      id: bank.ids.entry(),
      ...person,
      passwordHash,
      passwordChosen: true,
    }),
  )
  const serving = await serveBank(bank, HERE)
  const signIn = (password: string, from: string) =>
    fetch(`${serving.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'X-Forwarded-For': `198.51.100.9, ${from}` },
      body: new URLSearchParams({ login: 'chen', password }),
    })
  for (let at = 0; at < 5; at++) expect((await signIn('wrong', '203.0.113.1')).status).toBe(422)
  expect((await signIn('the right one 2026', '203.0.113.1')).status).toBe(422)
  expect((await signIn('the right one 2026', '203.0.113.2')).status).toBe(303)
  await serving.stop()
})

test('a port in use is said in a line', async () => {
  const [one, two] = [await openTown(), await openTown()]
  const serving = await serveBank(one.bank, HERE)
  const port = Number(new URL(serving.url).port)
  const fault = await serveBank(two.bank, { ...HERE, port }).catch((error: unknown) => error)
  expect(inOneLine(fault)).toContain(`port ${port} is in use`)
  await serving.stop()
  await two.close()
})

test.each([
  'inline',
  'thread',
] as const)('a closed house is whole in its file alone (%s)', async (writer) => {
  const town = await openTown({ writer })
  await town.earn(await town.member('李四'), 8)
  const size = await town.bank.journal.size()
  await town.bank.close()
  const file = join(town.folder, 'data', 'journal.db')
  expect(existsSync(`${file}-wal`)).toBe(false)
  copyFileSync(file, join(town.folder, 'copy.db'))
  const copy = new Database(join(town.folder, 'copy.db'), { readonly: true })
  expect(copy.prepare('select max(seq) from entries').pluck().get()).toBe(size)
  copy.close()
})

test('closing waits for what is being recorded, also when nobody waits for the answer any more', async () => {
  const town = await openTown({ writer: 'thread' })
  const { bank } = town
  const member = await town.member('张三')
  const before = await bank.journal.size()
  const asked = Array.from({ length: 300 }, (_, at) =>
    credit(bank, SYSTEM, {
      id: bank.ids.entry(),
      member,
      station: 'S001',
      minutes: 30,
      servedOn: new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10),
      service: 'activity',
    }),
  )
  await new Promise((resolve) => setImmediate(resolve))
  await bank.close()
  const outcomes = await Promise.all(asked)
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(300)
  const db = new Database(join(town.folder, 'data', 'journal.db'), { readonly: true })
  expect(db.prepare('select count(*) as n from entries').get()).toEqual({ n: before + 300 })
  db.close()
})
