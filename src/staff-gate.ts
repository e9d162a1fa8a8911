/** The gate of staff as its settings say, for the doors that open a bank. */
import type { StaffConfig } from './config.ts'
import { PROFILES } from './gate/profile.ts'
import { sealerWith } from './gate/sealer.ts'
import type { StaffGate } from './gate/staff-sign-in.ts'

export function staffGateOf(
  { passwords, sessionsMost }: StaffConfig,
  sealKey: () => Uint8Array,
): StaffGate {
  return { profile: PROFILES[passwords], sessionsMost, sealer: sealerWith(sealKey) }
}
