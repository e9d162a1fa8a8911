/** Words about a person, sealed under the key of whom they are about. */
import type { Notes } from '../bank/ports-people.ts'
import type { KeyRing } from './people-keystore.ts'
import { chunks, marks, type PeopleRunner, type Statement, written } from './people-runner.ts'
import type { Vault } from './vault.ts'

interface NoteRow {
  readonly key: string
  readonly holder: string
  readonly sealed: string
}

/** Keys looked up at a time: D1 takes no more parameters. */
const STRETCH = 90

const asNote = (key: string) => `note ${key}`

export function notesIn(runner: PeopleRunner, ring: KeyRing, vault: Vault): Notes {
  return {
    async put({ key, holder, value, at }) {
      const data = (await ring.made([holder])).get(holder)
      if (!data) throw new Error(`the key of ${holder} was not kept`)
      const sealed = vault.seal(data, asNote(key), JSON.stringify(value))
      await written(runner, [
        {
          sql: `insert into notes (key, holder, sealed, at) values (?, ?, ?, ?)
on conflict (key) do update set holder = excluded.holder, sealed = excluded.sealed, at = excluded.at`,
          params: [key, holder, sealed, at],
        },
      ])
    },
    async get(keys) {
      const rows: NoteRow[] = []
      for (const some of chunks([...new Set(keys)], STRETCH)) {
        const sql = `select key, holder, sealed from notes where key in (${marks(some)})`
        rows.push(...(await runner.all<NoteRow>(sql, some)))
      }
      const data = await ring.of([...new Set(rows.map((row) => row.holder))])
      const notes = new Map<string, unknown>()
      for (const { key, holder, sealed } of rows) {
        const its = data.get(holder)
        if (its) notes.set(key, JSON.parse(vault.open(its, asNote(key), sealed)))
      }
      return notes
    },
    async of(holder) {
      const sql = 'select key from notes where holder = ? order by at, key'
      return (await runner.all<{ readonly key: string }>(sql, [holder])).map(({ key }) => key)
    },
    async forget(holder) {
      await ring.destroy([holder])
      await written(runner, [forgetNotes(holder)])
      await runner.scrub()
    },
  }
}

export const forgetNotes = (holder: string): Statement => ({
  sql: 'delete from notes where holder = ?',
  params: [holder],
})
