/** Founding a city: its rules, its keys, its areas and the pool that takes what goes past the cap. Once; again it adds nothing. */
import { SYSTEM } from '../actor.ts'
import { keyRows } from '../oversight/checkpoint.ts'
import type { Bank } from '../ports.ts'
import { type AreaGiven, loadAreas, type Loaded, loadRows } from './directory.ts'

export async function foundCity(bank: Bank, areas: readonly AreaGiven[]): Promise<Loaded> {
  const keys = await bank.directory.all('key')
  if (keys.length === 0) {
    await loadRows(bank, SYSTEM, { id: bank.ids.entry(), table: 'key', rows: keyRows(bank, 1) })
  }
  const rules = [{ key: bank.rules.version.replace('/', '-'), body: { rules: bank.rules } }]
  await loadRows(bank, SYSTEM, { id: bank.ids.entry(), table: 'rules', rows: rules })
  const pools = [{ key: 'city', body: { name: bank.rules.city.name.zh, station: '' } }]
  await loadRows(bank, SYSTEM, { id: bank.ids.entry(), table: 'pool', rows: pools })
  return loadAreas(bank, SYSTEM, { id: bank.ids.entry(), areas })
}
