/** Papers as their directory rows have them: ids, codes and figures, and no names. */
import type {
  Award,
  Course,
  Giver,
  ObjectionOutcome,
  PostingPlace,
  ReportKind,
  SlipSize,
  Withdrawal,
} from '../rules/papers.ts'

/** A certificate of service (志愿服务记录证明). Key: the code that stands on it. */
export interface CertificateRow {
  /** Of the station's register, as "S001-2026-0001". */
  readonly number: string
  readonly member: string
  readonly station: string
  readonly organisation: string
  /** The first and the last day of service it speaks of. */
  readonly from: string
  readonly to: string
  /** Its figures are those of the books up to this seq. */
  readonly upTo: number
  readonly minutes: number
  readonly count: number
  /** Of all organisations in those days, as it stood when this was issued; absent on those issued before it was said. */
  readonly everywhere?: Everywhere
  readonly day: string
  /** Who issued it: an actor id. */
  readonly by: string
  /** The code of the one that took its place. */
  readonly replacedBy?: string
  readonly withdrawn?: { readonly reason: Withdrawal; readonly day: string }
}

/** What was said of a person's services at every station, of those that have hung out. */
export interface Evaluation {
  readonly services: number
  /** Confirmed by the person served, or by sign-in and sign-out. */
  readonly confirmed: number
  /** Ratings of the orders they were given under: pleased, fair, not pleased. */
  readonly ratings: readonly [pleased: number, fair: number, not: number]
  /** Calls in which the person said that it was given, or that it was not. */
  readonly called: { readonly yes: number; readonly no: number }
  /** Complaints and objections that were upheld, wholly or in part. */
  readonly upheld: number
}

/** Hours one organisation has recorded. */
export interface OrganisationHours {
  readonly organisation: string
  readonly minutes: number
  readonly count: number
}

/** What a person has done at every station, and what was said of it. */
export interface Everywhere {
  readonly organisations: readonly OrganisationHours[]
  readonly evaluation: Evaluation
}

/** Leads to a certificate: from a station's register, "S001/2026-0001", and from a member, "member/number". */
export interface CertificateLead {
  readonly code: string
}

/** Key: the station. */
export interface SlipRow {
  readonly size: SlipSize
}

/** A workbook an office has its reports filled in. Key: the area, the kind and the version, as "440104003/month/0002". */
export interface TemplateRow {
  readonly kind: ReportKind
  /** Reports of periods that end on this day or later. */
  readonly from: string
  /** SHA-256 of the workbook, hex: it lies with the evidence. */
  readonly file: string
  /** Names in it that are filled in. */
  readonly names: readonly string[]
  readonly day: string
  readonly by: string
}

/** Training somebody took part in. It never earns hours. Key: the member and the entry, "member/id". */
export interface TrainingRow {
  readonly station: string
  readonly organisation: string
  readonly course: Course
  readonly day: string
  readonly minutes: number
}

/** Key: the member and the entry, "member/id". */
export interface AwardRow {
  readonly station: string
  readonly award: Award
  readonly giver: Giver
  readonly day: string
}

/** A list that hangs out (公示). Key: the station and the entry, "S001/id". */
export interface PublicityRow {
  readonly organisation: string
  /** Days of service it lists. */
  readonly from: string
  readonly to: string
  readonly upTo: number
  /** From when until when it hangs. */
  readonly posted: string
  readonly until: string
  readonly place: PostingPlace
  readonly lines: readonly PublicLine[]
  /** SHA-256 of a photo of it where it hangs, hex. */
  readonly photo?: string
  readonly objections: readonly Objection[]
  /** The day it was ended with nothing left to settle. */
  readonly ended?: string
}

export interface PublicLine {
  readonly member: string
  readonly minutes: number
  readonly count: number
}

/** Who objects is not kept. What was written lies among the evidence, by its hash in hex. */
export interface Objection {
  readonly day: string
  readonly about?: string
  readonly text?: string
  /** When it must be answered, ms since 1970 UTC. */
  readonly due?: number
  /** Who sees to it: an actor id. */
  readonly handler?: string
  readonly outcome?: ObjectionOutcome
  readonly answer?: string
  /** The day it was answered. */
  readonly answered?: string
}

/** Leads from the number an objector was given to the objection. Key: the first 16 bytes of its SHA-256, hex. */
export interface ObjectionLead {
  /** "S001/id". */
  readonly list: string
  /** From 0. */
  readonly n: number
}
