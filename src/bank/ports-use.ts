/** What is kept of tokens and devices outside the books: when they were last used, and the codes a computer is enrolled by. */

export type UseKind = 'token' | 'device'

export interface Uses {
  /** Notes a use. Written at most once a minute: being used is no reason to wait for the disk. */
  note(kind: UseKind, key: string, at: number): Promise<void>
  /** When each was last used, ms since 1970 UTC; those never used are left out. */
  last(kind: UseKind, keys: readonly string[]): Promise<ReadonlyMap<string, number>>
  addCode(code: DeviceCode): Promise<void>
  /** Uses a code up; undefined when there is none, or it is past its time. Of many at once only one gets it. */
  takeCode(hash: string, now: number): Promise<DeviceCode | undefined>
  /** Marks a session as one on an enrolled computer. */
  bindDevice(session: string, device: string): Promise<void>
}

export interface DeviceCode {
  /** SHA-256 of the code, hex: the code itself was shown once. */
  readonly hash: string
  readonly station: string
  /** The actor who gave it. */
  readonly by: string
  readonly until: number
}
