/** Where rows are found, derived from their newest versions again and held against the list. */
import type { Audit } from '../ports-audit.ts'
import type { VerifyFault } from './evidence.ts'
import type { Listed } from './verify-directory.ts'
import { rowsOf } from './verify-tree.ts'

const COLUMNS = ['place', 'who', 'state', 'at', 'due', 'seq'] as const

export async function verifyListed(
  audit: Audit,
  listed: Listed,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const wanted = new Map(listed)
  const blame = (key: string, detail: string, column?: string) => {
    const where = column === undefined ? {} : { column }
    faults.push({ code: 'tampered', table: 'listed', key, ...where, detail })
  }
  for await (const row of rowsOf(audit, 'listed', progress)) {
    const name = `${row.tbl} ${row.key}`
    const key = `tbl=${row.tbl} key=${row.key}`
    const listing = wanted.get(name)
    wanted.delete(name)
    const column = listing && COLUMNS.find((one) => listing[one] !== row[one])
    if (!listing) blame(key, 'is of no row of the directory')
    else if (column) blame(key, 'is not what its row says', column)
  }
  for (const name of wanted.keys()) {
    const [table, ...key] = name.split(' ')
    blame(`tbl=${table} key=${key.join(' ')}`, 'is missing')
  }
}
