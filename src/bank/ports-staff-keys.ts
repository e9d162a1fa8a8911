/** What staff sign in with beyond a password, as the people file keeps it, and how a secret is sealed before it is kept. */
import type { Session } from './ports-people.ts'

export interface StaffKeys {
  /** Undefined for a password that was printed before such facts were kept: it counts as one of one time. */
  password(staff: string): Promise<PasswordFacts | undefined>
  /** Puts a new hash in place of the one there is, remembers that one among the last `keep`, and ends all sessions of the person. */
  changePassword(staff: string, change: PasswordChange): Promise<void>

  totp(staff: string): Promise<Totp | undefined>
  /** In place of the one there was, if any. */
  setTotp(staff: string, totp: Totp): Promise<void>
  /** Takes a step. False when it, or a later one, was taken before: of many at once only one is told true. */
  takeStep(staff: string, step: number): Promise<boolean>
  /** Hashes of codes for the day the telephone is lost; those there were are void. */
  setRecovery(staff: string, hashes: readonly string[]): Promise<void>
  /** Uses one up; false when it is none of theirs, or no more. */
  takeRecovery(staff: string, hash: string): Promise<boolean>
  recoveryLeft(staff: string): Promise<number>

  passkeys(staff: string): Promise<readonly Passkey[]>
  passkey(id: string): Promise<Passkey | undefined>
  /** False when the id is there already. */
  addPasskey(passkey: Passkey): Promise<boolean>
  /**
   * Notes a use. False when the counter did not grow since (0 is of a key that
   * does not count): then somebody else holds a copy.
   */
  usedPasskey(id: string, counter: number, usedAt: number): Promise<boolean>
  removePasskey(staff: string, id: string): Promise<boolean>
  /** TOTP, codes and passkeys. */
  removeSecond(staff: string): Promise<void>
  removeTotp(staff: string): Promise<void>

  /** Newest first. */
  sessions(staff: string): Promise<readonly Session[]>
  markSession(hash: string, mark: SessionMark): Promise<void>
  /** All sessions of the person but one. */
  closeOthers(staff: string, except: string): Promise<void>

  /** Whether the person has signed in on the device before. */
  knowsDevice(staff: string, device: string): Promise<boolean>
  noteDevice(staff: string, device: string, at: number): Promise<void>

  /** The staff linked, by (issuer, subject). */
  linked(issuer: string, subject: string): Promise<string | undefined>
  links(staff: string): Promise<readonly OutsideLink[]>
  /** False when the (issuer, subject) is somebody's already. */
  link(link: OutsideLink): Promise<boolean>
  unlink(staff: string, issuer: string, subject: string): Promise<boolean>

  /** Takes what is good once, until an instant; false when it was taken before. */
  once(hash: string, until: number, now: number): Promise<boolean>
}

export interface PasswordFacts {
  readonly setAt: number
  /** Printed by somebody else: good for one sign-in, at which it is changed. */
  readonly oneTime: boolean
  /** Hashes of those before it, newest first. */
  readonly before: readonly string[]
}

export interface PasswordChange {
  readonly hash: string
  readonly setAt: number
  readonly oneTime: boolean
  /** How many of the former ones are remembered. */
  readonly keep: number
}

export interface Totp {
  /** Sealed by the Sealer, about "totp:<staff>". */
  readonly sealed: string
  readonly since: number
  readonly lastStep: number
}

export interface Passkey {
  /** The credential's id, base64url. */
  readonly id: string
  readonly staff: string
  /** As its holder calls it: "办公室电脑". */
  readonly name: string
  /** COSE, base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly addedAt: number
  /** 0 when it was never used. */
  readonly usedAt: number
}

export interface SessionMark {
  readonly strongAt?: number
  readonly due?: string
}

export interface OutsideLink {
  readonly issuer: string
  readonly subject: string
  readonly staff: string
  readonly linkedAt: number
}

/** Seals small secrets before they are kept, under a key that is kept elsewhere. */
export interface Sealer {
  /** `about` says whose it is: sealed for one, it opens for no other. */
  seal(secret: Uint8Array, about: string): string
  /** Throws when it was not sealed under this key and about this. */
  open(sealed: string, about: string): Uint8Array
}
