/** What ships with the house for a city: its areas, and the sample roster of stations. Used by the doors on Node. */
import { readFileSync } from 'node:fs'
import type { CityRules } from './rules/city.ts'
import { schemaFolder } from './store/migrate.ts'

export { cityAreas } from './areas.ts'

function cityFolder(rules: CityRules): URL {
  return new URL(`${rules.version.split('/')[0]}/`, schemaFolder())
}

export function sampleStations(rules: CityRules): Uint8Array {
  return readFileSync(new URL('stations.sample.csv', cityFolder(rules)))
}

/** What went wrong, as one line for a terminal. */
export function inOneLine(error: unknown): string {
  const { code, message, port } = error as { code?: string; message?: string; port?: number }
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; choose another with --port or KAPOK_PORT`
  if (code === 'EROFS' || code === 'EACCES') return `the data folder cannot be written: ${message}`
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return 'the disk is full; nothing was written'
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return `the database is damaged: ${message}; "kapok verify" says where`
  return message ?? String(error)
}
