/** An audit journal in a folder, and what noting in it needs: for tests whose bank is not a whole one. */
import { join } from 'node:path'
import type { Noting } from '../src/bank/oversight/audit.ts'
import type { Clock } from '../src/bank/ports.ts'
import { seededIds } from '../src/gate/ids.ts'
import { auditBooksOn } from '../src/open-audit.ts'
import { fileHeads } from '../src/outside/heads.ts'
import { demoSeed, signerFromSeeds } from '../src/proof/keys.ts'
import { guangzhou } from '../src/rules/guangzhou.ts'
import { migrateSqlite, migrationsOf } from '../src/store/migrate.ts'
import { openSqlite } from '../src/store/sqlite.ts'

export interface NotingBank extends Noting {
  close(): Promise<void>
}

/** Spread it into a bank made by hand: it brings audit, rules, clock, heads and signer. */
export function notingBank(folder: string, clock: Clock): NotingBank {
  const path = join(folder, 'audit.db')
  migrateSqlite(path, migrationsOf('sqlite'), { create: true })
  const engine = openSqlite(path, { writer: 'inline' })
  const origin = 'kapok.example/ledger/1'
  const audit = auditBooksOn(engine, { origin, clock, ids: seededIds('audit', clock) })
  return {
    audit,
    rules: guangzhou,
    clock,
    heads: fileHeads(join(folder, 'heads')),
    signer: signerFromSeeds({
      receipt: demoSeed('test receipt'),
      log: demoSeed('test log'),
      kid: 'kpk1',
    }),
    async close() {
      await audit.batcher.drained()
      await engine.close()
    },
  }
}
