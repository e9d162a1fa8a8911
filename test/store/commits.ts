/** Five commits by the writer's thread, and how many were answered: run under a tracer by writer.test.ts. */
import { openSqlite } from '../../src/store/sqlite.ts'

const engine = openSqlite(process.argv[2] ?? '', { writer: 'thread' })
let answered = 0
for (let at = 1; at <= 5; at++) {
  const rows = [[at * 16, `name-${at}`, 1, Buffer.alloc(8)]]
  const outcome = await engine.commit([{ table: 'names', rows }])
  if (outcome.ok) answered++
}
await engine.close()
console.log(answered)
