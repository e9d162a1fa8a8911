/** kapok evidence: sheets and photos read, swept and destroyed by whoever holds the files. */
import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { noteEvent } from './bank/oversight/audit.ts'
import { destroyEvidence, sweepEvidence } from './bank/oversight/kept-evidence.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import { EVENT_REASONS } from './rules/events.ts'
import { auditIn } from './store/audit.ts'
import { migrationsOf } from './store/migrate.ts'
import { backupSaid } from './words/backup.ts'
import { sentence } from './words/refusal.ts'

export function evidenceCommands(program: Command): void {
  const evidence = program.command('evidence').description('sheets and photos that entries name')
  withCommon(
    evidence
      .command('get <hash>')
      .description('write one out as it came; the audit journal keeps that it was'),
  )
    .requiredOption('--to <file>', 'a file that is not there yet')
    .action(getting)
  withCommon(
    evidence
      .command('sweep')
      .description(
        'remove what no entry names a day after it came, and what was destroyed and is there again',
      ),
  ).action(sweeping)
  withCommon(
    evidence.command('destroy <hash>').description('destroy one for good, and say so in the books'),
  )
    .requiredOption('--reason <reason>', EVENT_REASONS.join(', '))
    .action(destroying)
}

async function getting(hash: string, options: Common & { readonly to: string }): Promise<void> {
  await inHouse(options, async (bank) => {
    const kept = await bank.evidence.get(hash)
    if (kept === undefined) return stop(backupSaid.evidenceMissing(hash))
    if (kept === 'changed') return stop(backupSaid.evidenceChanged(hash), 2)
    const refs = [['what', 'evidence'] as const, ['file', hash] as const]
    await noteEvent(bank, SYSTEM, { act: 'exported', ok: true, refs })
    writeFileSync(options.to, kept, { flag: 'wx', mode: 0o600 })
    answer(options, { hash, to: options.to, bytes: kept.length }, options.to)
  })
}

async function sweeping(options: Common): Promise<void> {
  await inHouse(options, async (bank) => {
    const migrations = migrationsOf(bank.engine.dialect === 'postgres' ? 'postgres' : 'sqlite')
    const gone = await sweepEvidence(bank, auditIn(bank.engine, migrations))
    answer(options, { swept: gone }, [...gone, backupSaid.swept(gone.length)].join('\n'))
  })
}

async function destroying(
  hash: string,
  options: Common & { readonly reason: string },
): Promise<void> {
  await inHouse(options, async (bank) => {
    const { reason } = options
    const outcome = await destroyEvidence(bank, SYSTEM, { id: bank.ids.entry(), hash, reason })
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    answer(options, { hash, seq: outcome.value.seq }, backupSaid.destroyed(hash, outcome.value.seq))
  })
}
