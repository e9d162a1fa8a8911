/** The row of a voucher: where its hold leads to it, and its end beside the end of the hold. */
import { type Entry, refOf, type RowChange } from '../../ledger/entry.ts'
import { rowChange, today } from '../draft.ts'
import type { Bank } from '../ports.ts'

export function isVoucher(hold: Entry): boolean {
  return refOf(hold, 'voucher') !== undefined
}

/** The next version of a voucher whose hold is being closed; none where it is no voucher's. */
export async function voucherEnded(
  bank: Bank,
  hold: Entry,
  state: 'used' | 'returned',
): Promise<readonly RowChange[]> {
  const key = refOf(hold, 'voucher')
  const row = key === undefined ? undefined : await bank.directory.newest('voucher', key)
  if (!row) return []
  const body = { ...row.body, list: { ...row.body.list, state, due: 0 }, ended: today(bank) }
  return [rowChange(bank, 'voucher', row.key, row.version + 1, body)]
}
