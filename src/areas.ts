/** 市–区–镇街 that ship with the house, as part of the program: a Worker has no folder to read them from. */
import guangzhou from '../schema/guangzhou/areas.json' with { type: 'json' }
import type { AreaGiven } from './bank/city/directory.ts'
import type { CityRules } from './rules/city.ts'

const SHIPPED: Readonly<Record<string, unknown>> = { guangzhou }

/** The city and all below it; only the city itself where none are shipped. */
export function cityAreas(rules: CityRules): readonly AreaGiven[] {
  const shipped = SHIPPED[rules.version.split('/')[0] ?? '']
  if (shipped !== undefined) return shipped as readonly AreaGiven[]
  return [{ code: rules.city.code, name: rules.city.name.zh, level: 'city', parent: null }]
}
