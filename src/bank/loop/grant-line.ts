/** A grant line of a charity fund, as orders and pools cite it: "fund/line". */
import type { Bank } from '../ports.ts'

export async function isGrantLine(bank: Pick<Bank, 'directory'>, line: string): Promise<boolean> {
  return (await bank.directory.get('grant-line', line)) !== undefined
}
