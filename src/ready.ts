/** What must be so before a house is served, on whichever machine: its keys, and where its head stands. */
import { assertOnHead, keyRows } from './bank/oversight/checkpoint.ts'
import { auditOf } from './bank/oversight/audit.ts'
import type { Bank } from './bank/ports.ts'

/** Throws when the keys are not those the city was founded with, or the books, or the audit journal, are behind their head: then nothing may be signed. */
export async function assertReady(bank: Bank): Promise<void> {
  const held = keyRows(bank, 1)
  const rows = await bank.directory.many(
    'key',
    held.map(({ key }) => key),
  )
  for (const { key, body } of held) {
    const row = rows.find((one) => one.key === key)
    if (row && row.body.publicKey !== body.publicKey)
      throw new Error(`the key ${key} is not the one this city was founded with`)
  }
  await assertOnHead(bank)
  await assertOnHead(auditOf(bank))
}
