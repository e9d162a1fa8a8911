/** Where the key is that seals what staff sign in with, on this machine. */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { DiskFault } from './disk.ts'

/** The key of the setting, or of seal.key in the data folder, which is made when it is first needed. */
export function sealKeyOf({ data, staff }: Config): () => Uint8Array {
  let key: Uint8Array | undefined
  return () => {
    key ??= Buffer.from(staff.sealKey ?? sealKeyAt(join(data, 'seal.key')), 'hex')
    return key
  }
}

function sealKeyAt(path: string): string {
  if (!existsSync(path))
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o400, flag: 'wx' })
  const kept = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(kept)) throw new DiskFault(`${path} is damaged: its key is none`)
  return kept
}
