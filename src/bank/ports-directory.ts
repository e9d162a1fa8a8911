/** What the bank needs of the directory (名册): governed rows, their tables, and the rows of places, people's accounts, staff and computers. */
import type { HookRow } from './ports-hooks.ts'
import type { CityRules } from '../rules/city.ts'
import type { Role } from '../rules/roles.ts'
import type { ActivityRow, AttendanceRow, ClaimRow, SignUpRow } from './ports-activity.ts'
import type { BookableRow } from './ports-calendar.ts'
import type { DinerRow, ItemRow, SubsidyRow, VoucherRow } from './ports-catalogue.ts'
import type { EndingRow, WillRow } from './ports-ending.ts'
import type {
  AwardRow,
  CertificateLead,
  CertificateRow,
  ObjectionLead,
  PublicityRow,
  SlipRow,
  TemplateRow,
  TrainingRow,
} from './ports-papers.ts'
import type { FundRow, GrantLineRow, HandoverRow, ProjectRow } from './ports-partners.ts'
import type { KeyedRow, MonthRow, SettlementRow, ScorecardRow } from './ports-oversight.ts'
import type { BedRow, ContractRow, PaidMonthRow, PaidVisitRow } from './ports-paid.ts'
import type { JobRow, NoticeRow } from './ports-notice.ts'
import type {
  ClearanceRow,
  DutyRow,
  OrderRow,
  RoundRow,
  VoiceRow,
  WorkflowRow,
} from './ports-order.ts'
import type { ReviewRow } from './ports-review.ts'
import type { SignalRow, WatchRow } from './ports-signal.ts'
import type { UndoRow } from './ports-undo.ts'

/** One version of a directory row (名册). */
export interface Row<Body> {
  readonly table: string
  readonly key: string
  readonly version: number
  readonly seq: number
  readonly body: Body
}

/**
 * Governed rows, read from their newest version. They are written only by
 * `along` of an entry. What is remembered may be old when another process
 * wrote; the entry that relies on it is then refused as stale, and `forget`
 * makes the next reading new.
 */
export interface Directory {
  forget(): void
  /** As remembered: another process may have written since, and whoever relies on the row is told so where the entry is sealed. */
  get<Table extends keyof Tables>(
    table: Table,
    key: string,
  ): Promise<Row<Tables[Table]> | undefined>
  /** As it stands now, whoever wrote it: for what must end at once. */
  newest<Table extends keyof Tables>(
    table: Table,
    key: string,
  ): Promise<Row<Tables[Table]> | undefined>
  all<Table extends keyof Tables>(table: Table): Promise<readonly Row<Tables[Table]>[]>
  many<Table extends keyof Tables>(
    table: Table,
    keys: readonly string[],
  ): Promise<readonly Row<Tables[Table]>[]>
  /** Rows whose key begins with a text, by their keys, the last of them first; from below `before`, where it is said. */
  under<Table extends keyof Tables>(
    table: Table,
    prefix: string,
    page: { readonly before?: string; readonly limit: number },
  ): Promise<readonly Row<Tables[Table]>[]>
  /** Rows that say where they are found, newest begun last; those of which something is due first where `dueBefore` asks. */
  listed<Table extends keyof Tables>(
    table: Table,
    query: ListQuery,
  ): Promise<readonly Row<Tables[Table]>[]>
  /** How many there are in each state. */
  states(table: keyof Tables, query: ListQuery): Promise<ReadonlyMap<string, number>>
}

/** Which rows of a table that are found by where they are; all that is said must hold. */
export interface ListQuery {
  /** Paths: what lies at or below one of them. */
  readonly places?: readonly string[]
  readonly who?: string
  readonly states?: readonly string[]
  /** Begun within [from, to), ms since 1970 UTC. */
  readonly from?: number
  readonly to?: number
  /** Something is due, before this instant. */
  readonly dueBefore?: number
  /** Most rows; 500 where it is not said. */
  readonly limit?: number
  /** Rows before these are passed over. */
  readonly offset?: number
  /** The newest begun first. */
  readonly newest?: boolean
}

export type AreaLevel = 'city' | 'district' | 'street' | 'village' | 'grid' | 'building'

export interface AreaRow {
  readonly name: string
  readonly level: AreaLevel
  readonly parent: string | null
  /** Codes from the city down, each followed by a slash: "4401/440104/440104003/". */
  readonly path: string
}

export interface OrganisationRow {
  readonly name: string
  readonly type: string
  /** 统一社会信用代码. */
  readonly creditCode: string
  /** 负责人 and 经办人 by their office, not a person's record. */
  readonly head: string
  readonly handler: string
  readonly phone: string
  readonly sample: boolean
}

export interface TeamRow {
  readonly name: string
  readonly organisation: string
}

export interface Term {
  readonly organisation: string
  readonly from: string
  readonly to: string
}

export interface StationRow {
  readonly name: string
  readonly area: string
  /** The area's path. */
  readonly path: string
  readonly type: string
  readonly hotline: string
  readonly address: string
  readonly opening: string
  /** 承办期: who runs it from–to, in order, not overlapping. */
  readonly terms: readonly Term[]
  readonly sample: boolean
}

export interface MemberRow {
  readonly home: string
  readonly since: string
  /** Grants given, so that the next has a number of its own. */
  readonly grants: readonly GrantRow[]
  /** The day the person was erased: the account stands, and nothing is done for it any more. */
  readonly erased?: string
  /** The day the account was ended after a death: what is there stays, and nothing is done for it any more. */
  readonly ended?: string
}

export interface GrantRow {
  readonly n: number
  readonly purpose: string
  /** Services it may be spent on; empty is any. */
  readonly services: readonly string[]
  readonly until: string
  readonly pool: string
}

export type StaffRole = Role

export interface StaffRow {
  readonly login: string
  readonly role: StaffRole
  /** The station they work at; empty for those of an office. */
  readonly station: string
  /** Code of the area an office looks after: a street's, a district's. Absent at a station and in the city's own offices. */
  readonly area?: string
  readonly active: boolean
  /** The last day they work here. Their sessions end with it. */
  readonly until?: string
  /** Their own account as a volunteer, where they have one: hours written to it by themselves are refused. */
  readonly member?: string
  /** Members they have declared as relatives. */
  readonly relatives?: readonly string[]
}

export interface PoolRow {
  readonly name: string
  readonly station: string
  /** What it grants for, until when, and how many minutes in all; anything, always and all it has where it is not said. */
  readonly purpose?: string
  readonly until?: string
  readonly budget?: number
  /** A grant line of a charity fund that is cited. */
  readonly grantLine?: string
}

export interface KeyRow {
  readonly kid: string
  readonly use: 'receipt' | 'log'
  readonly publicKey: string
  /** Receipts from this seq on are signed by it. */
  readonly firstSeq: number
}

export interface RulesRow {
  readonly rules: CityRules
}

/** What each column of a source's sheets is, by its letters; the key is the station and a fingerprint of the titles. */
export interface MappingRow {
  readonly columns: Readonly<Record<string, string>>
}

/** A call-back that is due: the elder is asked whether the service was given. Key: the station and the entry. */
export interface CallRow {
  readonly member: string
  readonly since: string
  /** Absent while nobody has called, or nobody answered. */
  readonly answer?: 'yes' | 'no'
  readonly tries: number
  /** The entry it asks about, where that is not the one its key names: those drawn by chance. */
  readonly entry?: string
}

/** That a relative may act for a member. Key: the member and the relative, as "member/relative". */
export interface ProxyRow {
  /** "view", "book", "redeem". */
  readonly scopes: readonly string[]
  /** Minutes a month. */
  readonly monthly: number
  readonly from: string
  readonly until: string
  readonly active: boolean
}

export interface TokenRow {
  readonly name: string
  /** SHA-256 of the secret, hex. */
  readonly hash: string
  readonly scopes: readonly string[]
  readonly station: string
  readonly until: string
  readonly active: boolean
  /** Where it may be used from: addresses, or blocks of them as "203.0.113.0/24". Absent: from anywhere. */
  readonly addresses?: readonly string[]
}

/** Leads from whom an event is about to the entry that says it; the key is "<about>/<entry id>". Only in the audit journal. */
export type EventRow = Readonly<Record<never, never>>

/** A computer of a station (站点电脑): the key is its id. */
export interface DeviceRow {
  readonly station: string
  /** As the station calls it: "前台电脑". */
  readonly name: string
  /** Its P-256 key, uncompressed (65 bytes), base64url. The private half never leaves the browser. */
  readonly publicKey: string
  /** RFC 7638 thumbprint of the key: what it is named by outside. */
  readonly thumbprint: string
  /** The last day it counts. */
  readonly until: string
  readonly active: boolean
}

/** Which posts one person holds, by the member they are: what keeps the three duties apart. */
export interface HolderRow {
  /** Roles by the staff rows that hold them. */
  readonly posts: Readonly<Record<string, StaffRole>>
}

export interface Tables {
  readonly device: DeviceRow
  readonly holder: HolderRow
  readonly area: AreaRow
  readonly organisation: OrganisationRow
  readonly team: TeamRow
  readonly station: StationRow
  readonly member: MemberRow
  readonly staff: StaffRow
  readonly pool: PoolRow
  readonly key: KeyRow
  readonly rules: RulesRow
  readonly mapping: MappingRow
  readonly token: TokenRow
  readonly review: ReviewRow
  readonly signal: SignalRow
  readonly watch: WatchRow
  readonly call: CallRow
  readonly proxy: ProxyRow
  /** Where the proxies of a relative are found: "relative/member". */
  readonly 'proxy-of': Readonly<Record<string, never>>
  readonly event: EventRow
  readonly item: ItemRow
  readonly bookable: BookableRow
  /** Leads from a thing and its day to the bookings of it: "S001/room-3/2026-11-25/0900/<order>". */
  readonly 'booked-at': Readonly<Record<string, never>>
  readonly subsidy: SubsidyRow
  readonly diner: DinerRow
  readonly voucher: VoucherRow
  readonly will: WillRow
  readonly ending: EndingRow
  readonly order: OrderRow
  readonly notice: NoticeRow
  readonly job: JobRow
  readonly undo: UndoRow
  readonly workflow: WorkflowRow
  readonly fund: FundRow
  readonly 'grant-line': GrantLineRow
  readonly project: ProjectRow
  readonly handover: HandoverRow
  readonly contract: ContractRow
  readonly 'bed-of': BedRow
  readonly 'paid-visit': PaidVisitRow
  readonly 'paid-month': PaidMonthRow
  readonly duty: DutyRow
  readonly round: RoundRow
  readonly clearance: ClearanceRow
  readonly voice: VoiceRow
  /** Volunteers who have been to a person's home: "volunteer/person". */
  readonly 'been-to': Readonly<Record<string, never>>
  /** Volunteers a person does not want again: "person/volunteer". */
  readonly 'not-again': Readonly<Record<string, never>>
  /** Leads from another system's number to the order: "12345/2026…". */
  readonly 'order-outside': { readonly order: string }
  /** Leads from an order to what was complained of it: "order/complaint". */
  readonly 'complaint-on': Readonly<Record<string, never>>
  readonly certificate: CertificateRow
  readonly 'certificate-at': CertificateLead
  readonly 'certificate-of': CertificateLead
  readonly training: TrainingRow
  readonly award: AwardRow
  readonly publicity: PublicityRow
  readonly 'objection-at': ObjectionLead
  readonly activity: ActivityRow
  readonly signup: SignUpRow
  readonly attendance: AttendanceRow
  /** Leads from a volunteer to what they have claimed, also once: "volunteer/order". */
  readonly 'claim-of': Readonly<Record<string, never>>
  readonly slip: SlipRow
  readonly template: TemplateRow
  readonly settlement: SettlementRow
  readonly month: MonthRow
  readonly scorecard: ScorecardRow
  readonly hook: HookRow
  readonly keyed: KeyedRow
  readonly claim: ClaimRow
}
