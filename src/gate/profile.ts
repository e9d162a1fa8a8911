/**
 * What a password must be. Two books of rules contradict each other, so it is
 * a setting: GB/T 22239-2019 (等保) asks for classes of characters and regular
 * change, ASVS 5.0 forbids both (6.2.5, 6.2.10).
 */
import type { PasswordLack, Refusal } from '../ledger/refusal.ts'
import { isCommon } from './common-passwords.ts'

export interface Profile {
  readonly name: ProfileName
  readonly least: number
  /** Of lower case, upper case, digits, and everything else. */
  readonly classes: number
  /** Days after which it is changed; undefined where it stays good. */
  readonly days: number | undefined
  /** The newest so many, the present one among them, may not be taken again. */
  readonly remembered: number
}

export type ProfileName = 'mlps' | 'asvs'

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  mlps: { name: 'mlps', least: 12, classes: 3, days: 90, remembered: 5 },
  // ASVS asks for 8 at least and strongly for 15: 12 with a second factor beside it.
  asvs: { name: 'asvs', least: 12, classes: 1, days: undefined, remembered: 1 },
}

/** Longer ones would not be hashed whole. ASVS 6.2.9: at least 64 are taken. */
export const LONGEST = 128

const DAY_MS = 24 * 3_600_000

export function lacksOf(
  profile: Profile,
  password: string,
  login: string,
): readonly PasswordLack[] {
  const text = password.normalize('NFKC')
  const length = Array.from(text).length
  const lacks: PasswordLack[] = []
  if (length < profile.least) lacks.push('short')
  if (length > LONGEST) lacks.push('long')
  if (classesIn(text) < profile.classes) lacks.push('classes')
  if (isCommon(text)) lacks.push('common')
  if (login !== '' && text.toLowerCase().includes(login)) lacks.push('login')
  return lacks
}

export function weak(profile: Profile, lacks: readonly PasswordLack[]): Refusal {
  const { least, classes, remembered } = profile
  return { code: 'password-weak', lacks, least, classes, remembered }
}

/** Whether it is to be changed at an instant, by its age alone. */
export function isStale({ days }: Profile, setAt: number, now: number): boolean {
  return days !== undefined && now - setAt >= days * DAY_MS
}

function classesIn(text: string): number {
  const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]
  return classes.filter((one) => one.test(text)).length
}
