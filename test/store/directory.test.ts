/** What the directory remembers, and what it must not. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../../src/bank/draft.ts'
import { addToken } from '../../src/bank/people/staff.ts'
import { record } from '../../src/bank/record.ts'
import { actorOfToken, makeToken } from '../../src/gate/tokens.ts'
import { directoryIn } from '../../src/store/directory.ts'
import type { Engine } from '../../src/store/engine.ts'
import { journalIn } from '../../src/store/journal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let elsewhere: Engine

beforeAll(async () => {
  town = await openTown()
  elsewhere = openSqlite(join(town.folder, 'data', 'journal.db'), { writer: 'none' })
})

afterAll(async () => {
  await elsewhere.close()
  await town.close()
})

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

test('another process hears at once of a row that was changed, and goes on remembering the rest', async () => {
  const { bank } = town
  const directory = directoryIn(elsewhere)
  const order = { name: 'kiosk', scopes: ['credits:write'], station: 'S001', until: '2027-01-01' }
  const made = makeToken(bank, order)
  const { key, body } = made
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body }))
  const theirs = { directory, clock: bank.clock, people: bank.people }
  await directory.get('station', 'S001')
  expect(await actorOfToken(theirs, made.text)).toMatchObject({ station: 'S001' })

  await nextTurn()
  const ended = rowChange(bank, 'token', key, 2, { ...body, active: false })
  const ask = asked(SYSTEM, 'end-token', { id: bank.ids.entry() })
  const said = { kind: 'row', postings: [], service: '-', along: [ended] } as const
  must(await record(bank, drafted(bank, SYSTEM, ask, { ...said, ...cityPlace(bank) })))
  expect((await directory.get('token', key))?.body.active).toBe(true)
  expect(await actorOfToken(theirs, made.text)).toBeUndefined()
  expect((await directory.get('token', key))?.body.active).toBe(false)
})

test('rows are looked up by their key: a city of millions is not read through for one', async () => {
  const said: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const listening: Engine = {
    ...elsewhere,
    all: (query) => {
      if (query.sql.includes('directory d')) said.push(query)
      return elsewhere.all(query)
    },
  }
  const { bank } = town
  await directoryIn(listening).many('member', ['nobody', 'no-one'])
  const ask = asked(SYSTEM, 'none', { id: bank.ids.entry() })
  const none = { kind: 'row', postings: [], service: '-', ...cityPlace(bank) } as const
  const relies = [{ table: 'member', key: 'nobody', version: 1 }]
  await journalIn(listening).tip([drafted(bank, SYSTEM, ask, { ...none, relies })])

  const db = new Database(join(town.folder, 'data', 'journal.db'), { readonly: true })
  const steps = said.map(({ sql, parameters }) => {
    const plan = db.prepare(`explain query plan ${sql}`).all(...parameters)
    return (plan as { detail: string }[])
      .map(({ detail }) => detail)
      .find((d) => / d USING/.test(d))
  })
  db.close()
  const byKey = expect.stringMatching(/tbl=\? AND key=\?/)
  expect(steps).toEqual([byKey, byKey])
})
