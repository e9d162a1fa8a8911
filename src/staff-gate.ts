/** The gate of staff as its settings say, for the doors that open a bank. */
import type { Clock } from './bank/ports.ts'
import type { StaffConfig } from './config.ts'
import { outsideAt } from './gate/outside.ts'
import { PROFILES } from './gate/profile.ts'
import { sealerWith } from './gate/sealer.ts'
import type { StaffGate } from './gate/staff-sign-in.ts'

export function staffGateOf(
  { passwords, sessionsMost, devices, outside }: StaffConfig,
  sealKey: () => Uint8Array,
  clock: Clock,
): StaffGate {
  return {
    profile: PROFILES[passwords],
    sessionsMost,
    devices,
    sealer: sealerWith(sealKey),
    ...(outside === undefined ? {} : { outside: outsideAt(outside, () => clock.now()) }),
  }
}
