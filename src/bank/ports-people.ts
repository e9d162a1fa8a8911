/** What the bank needs of the people file: names, phones, cards and sign-ins, which never enter the books. */
import type { MemberId } from '../ledger/account.ts'
import type { MemberKeys } from './ports-member-keys.ts'
import type { StaffKeys } from './ports-staff-keys.ts'
import type { Channel } from './ports-notice.ts'
import type { Uses } from './ports-use.ts'

/** Mandarin; Cantonese; Cantonese, written as it is said as well. */
export const VOICES = ['zh', 'yue', 'yue-shown'] as const
export type Voice = (typeof VOICES)[number]

/** What is known of a person. It never enters the books. */
export interface Person {
  readonly member: MemberId
  readonly name: string
  readonly phone: string
  /** Last four characters of an identity number, where it was given. */
  readonly idTail: string
  readonly station: string
  /** Our own volunteer number, printed on the card; and outside numbers by kind (i志愿, 公益时间). */
  readonly number: string
  readonly outside: Readonly<Record<string, string>>
  readonly card: string
  /** "2015-03" or "2015-03-08", where it was given. */
  readonly born?: string
  /** Consent of a guardian, kept for somebody under age. */
  readonly guardian?: Guardian
  /** How they want to be told of things; by message where it is not said. */
  readonly channel?: Channel
  /** How the pages for elders are read to them; in Mandarin where it is not said. */
  readonly voice?: Voice
  /** When they asked to be erased, ms since 1970 UTC. */
  readonly eraseAsked?: number
}

/** Sessions, failed tries and one-time codes: instants they are older than, or how many there are. */
export interface Swept {
  readonly sessions: number
  readonly tries: number
  readonly codes: number
}

/** Who consented for somebody under age, and on which paper. */
export interface Guardian {
  readonly name: string
  readonly relation: string
  /** The day it was signed. */
  readonly day: string
  /** SHA-256 of the photo of the signed paper, hex. */
  readonly evidence: string
}

export interface NewPerson extends Omit<Person, 'card' | 'number'> {
  readonly pinHash?: string
}

export interface PersonQuery {
  /** Name, pinyin initials, phone tail, number or card, as typed. */
  readonly text?: string
  readonly name?: string
  readonly phoneTail?: string
  readonly idTail?: string
  readonly phone?: string
  readonly number?: string
}

/** Where one may look: a station's code, some stations', or the whole city. */
export type Scope = { readonly station: string } | { readonly stations: readonly string[] } | 'city'

/**
 * Data keys, one a person, wrapped: what is sealed under a key that is
 * destroyed is read nowhere again. Kept apart from the people, with backups of
 * its own.
 */
export interface KeyStore {
  /** Wrapped keys of these holders; those who have none are left out. */
  get(holders: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Keeps new keys, durable on return. Whoever has one already keeps it. */
  put(keys: ReadonlyMap<string, string>): Promise<void>
  /** Destroys keys. On return their bytes are in no file of the store, as far as its engine can; throws where it could and did not. */
  destroy(holders: readonly string[]): Promise<void>
  /** Who has a key, in the order of their ids, after one ('' from the first). */
  holders(after: string, limit: number): Promise<readonly string[]>
}

/**
 * Names, phones and cards: the vault. Sealed each under a key of their own, in
 * a file of its own. No join with the books, no order by name.
 */
export interface People {
  /**
   * Nearest first. A card, our own number, an outside number and a whole phone
   * find anyone in the city, since people serve at other stations too; a part
   * of something finds only people of the scope's station. `name` is the whole
   * name, `text` is whatever was typed. An empty query lists the scope.
   */
  find(scope: Scope, query: PersonQuery, limit: number): Promise<readonly Person[]>
  get(member: MemberId): Promise<Person | undefined>
  names(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, Person>>
  /** Undefined when the member id, the phone with the same name, or an outside number is already there. */
  enrol(person: NewPerson): Promise<Person | undefined>
  /** Enrols all of them as one step, or, where one is already there, nobody: then undefined. */
  enrolAll(people: readonly NewPerson[]): Promise<readonly Person[] | undefined>
  /** `outside` replaces all outside numbers. False when there is no such person, or what is new is somebody else's. */
  amend(
    member: MemberId,
    change: Partial<
      Pick<
        Person,
        | 'name'
        | 'phone'
        | 'idTail'
        | 'station'
        | 'outside'
        | 'card'
        | 'born'
        | 'channel'
        | 'voice'
        | 'guardian'
        | 'eraseAsked'
      >
    >,
  ): Promise<boolean>
  /** Leaves nothing of the person: card, PIN and sessions go too. Their number is not given again. */
  erase(member: MemberId): Promise<void>
  /** What is older than these instants: how much there is; unless it is only asked, it goes. */
  sweep(before: Swept, dryRun: boolean): Promise<Swept>
  /** Everybody, in the order of their ids, after one ('' from the first). */
  all(after: string, limit: number): Promise<readonly Person[]>

  /** By card or by our own number: both are on the card. An empty `pinHash` is a card without a PIN. */
  byCard(card: string): Promise<Carded | undefined>
  /** Also ends the member's sessions and forgets failed tries. */
  setPin(member: MemberId, pinHash: string): Promise<void>
  byLogin(login: string): Promise<Credential | undefined>
  /** The one credential of a staff; ends their sessions. False when the login is somebody else's. */
  setCredential(credential: Credential): Promise<boolean>
  /** Counts a failed try, or clears them. Every `most`-th failure in a row (5 where not said) locks for longer. */
  tried(key: string, ok: boolean, now: number, most?: number): Promise<Tries>
  lock(key: string): Promise<Tries>

  openSession(session: Session): Promise<void>
  session(hash: string): Promise<Session | undefined>
  touchSession(hash: string, seenAt: number): Promise<void>
  closeSession(hash: string): Promise<void>
  /** What people wrote or said: sealed under the key of whom it is about, and gone with them. */
  readonly notes: Notes
  /** What staff sign in with beyond a password. */
  readonly staff: StaffKeys
  /** What members sign in with beyond a PIN: codes, cards and their versions. */
  readonly members: MemberKeys
  /** When tokens and devices were used, and on which a session lives. */
  readonly uses: Uses
}

/**
 * Words about a person (case notes, addresses, what was needed), which never
 * enter the books. `holder` is the member it is about, or, where that is nobody
 * enrolled, a name of its own such as "order:…"; the key is what it belongs to.
 */
export interface Notes {
  /** Writes it, or writes it anew; durable on return. `value` is kept as JSON. */
  put(note: {
    readonly key: string
    readonly holder: string
    readonly value: unknown
    readonly at: number
  }): Promise<void>
  /** By their keys; those that are not there, or whose holder was erased, are left out. */
  get(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>>
  /** Keys of what is kept of a holder, oldest first. */
  of(holder: string): Promise<readonly string[]>
  /** Everything of a holder who is no member: their key first. */
  forget(holder: string): Promise<void>
}

export interface Carded {
  readonly person: Person
  readonly pinHash: string
  /** The tries counted under the key "card:<member>". */
  readonly failures: number
  readonly lockedUntil: number
}

export interface Tries {
  readonly failures: number
  /** 0 when it was never locked. */
  readonly lockedUntil: number
}

export interface Credential {
  readonly login: string
  readonly staff: string
  readonly name: string
  readonly passwordHash: string
  /** When it was chosen; without it, it is one that was printed and is to be changed at the next sign-in. */
  readonly setAt?: number
  readonly oneTime?: boolean
}

export interface Session {
  /** SHA-256 of the cookie's secret, hex: the secret itself is nowhere. */
  readonly hash: string
  readonly subject: string
  readonly kind: 'staff' | 'member'
  readonly openedAt: number
  readonly seenAt: number
  /** Hash of the device's cookie; '' where it has none. */
  readonly device?: string
  /** When a second factor was last shown; 0 when none was. */
  readonly strongAt?: number
  /** What must be done before anything else: 'second' and 'password', by commas. */
  readonly due?: string
  /** The role and place it was opened for: with another it ends. */
  readonly post?: string
  /** The enrolled computer it has proved to be on; '' where it has proved none. */
  readonly stationDevice?: string
}
