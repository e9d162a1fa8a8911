/** The gate of staff as its settings say, for the doors that open a bank. */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config, StaffConfig } from './config.ts'
import { DiskFault } from './disk.ts'
import { PROFILES } from './gate/profile.ts'
import { sealerWith } from './gate/sealer.ts'
import type { StaffGate } from './gate/staff-sign-in.ts'

export function staffGateOf(
  { passwords, sessionsMost }: StaffConfig,
  sealKey: () => Uint8Array,
): StaffGate {
  return { profile: PROFILES[passwords], sessionsMost, sealer: sealerWith(sealKey) }
}

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
