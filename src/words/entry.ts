/**
 * What a line of a statement says: the kind of the entry, seen from the side of
 * the person who reads it, with the service and the place it was about.
 */
import type { AccountKind } from '../ledger/account.ts'
import type { EntryKind, ProofClass } from '../ledger/entry.ts'
import type { Relation } from '../rules/city.ts'
import type { REASONS } from '../rules/services.ts'
import type { Language } from './language.ts'
import { dayText } from './reading.ts'

type Named = Readonly<Record<Language, string>>

const KINDS: Readonly<Record<EntryKind, Named>> = {
  credit: { zh: '记录时数', en: 'Hours recorded' },
  transfer: { zh: '转赠', en: 'Given' },
  donate: { zh: '捐赠', en: 'Donated' },
  grant: { zh: '发放关爱时数', en: 'Care hours granted' },
  hold: { zh: '预约占用', en: 'Held for a booking' },
  settle: { zh: '确认完成', en: 'Service completed' },
  release: { zh: '取消预约退回积分', en: 'Booking cancelled, hours returned' },
  redeem: { zh: '兑换', en: 'Redeemed' },
  reverse: { zh: '更正', en: 'Correction' },
  opening: { zh: '期初累计服务时数', en: 'Served hours brought forward' },
  carry: { zh: '期初已用积分', en: 'Hours used before, brought forward' },
  net: { zh: '站点清算', en: 'Settlement between stations' },
  row: { zh: '名册登记', en: 'Directory change' },
  key: { zh: '密钥登记', en: 'Key registered' },
  close: { zh: '日结', en: 'Daily close' },
  config: { zh: '规则登记', en: 'Rules registered' },
  erase: { zh: '个人信息删除', en: 'Personal data erased' },
}

export function kindName(kind: EntryKind, language: Language): string {
  return KINDS[kind][language]
}

export function isEntryKind(text: string): text is EntryKind {
  return Object.hasOwn(KINDS, text)
}

/** Names are as the reader may see them: masked where they must be. Left out where there is none. */
export interface LineFacts {
  /** The posting's minutes on this account, signed. */
  readonly minutes: number
  readonly service?: string | undefined
  readonly station?: string | undefined
  /** The other person, pool or team. */
  readonly counterpart?: string | undefined
  /** Why, for a correction: a code of the city's list. */
  readonly reason?: string | undefined
  /** What a grant is for, as a code, and its last day. */
  readonly purpose?: string | undefined
  readonly until?: string | undefined
  /** Code of the earlier system hours were brought from. */
  readonly source?: string | undefined
  /** Who reads: the one who gave the service or the one who received it. Only a settle needs it. */
  readonly side?: 'gave' | 'received' | undefined
}

/** "记录时数：理发 · 盐运西社区站", "转赠给 张*". */
export function lineText(kind: EntryKind, facts: LineFacts, language: Language): string {
  const said = headline(kind, facts, language)
  const about = [facts.service, detail(kind, facts, language), facts.station].filter(
    (part) => part !== undefined && part !== '',
  )
  if (about.length === 0) return said
  return `${said}${language === 'zh' ? '：' : ': '}${about.join(' · ')}`
}

/** Kinds that read otherwise for who receives the minutes and for who gives them. */
const SIDES: Readonly<Partial<Record<EntryKind, { readonly came: Named; readonly went: Named }>>> =
  {
    transfer: { came: { zh: '收到转赠', en: 'Received' }, went: KINDS.transfer },
    donate: { came: { zh: '收到捐赠', en: 'Donation received' }, went: KINDS.donate },
    grant: { came: KINDS.grant, went: { zh: '拨出关爱时数', en: 'Care hours given out' } },
    settle: { came: { zh: '服务已确认完成', en: 'Service completed' }, went: KINDS.settle },
    redeem: {
      came: { zh: '为他人服务（当场兑换）', en: 'Service given, redeemed on the spot' },
      went: KINDS.redeem,
    },
    reverse: {
      came: { zh: '更正补回', en: 'Correction, hours put back' },
      went: { zh: '更正扣回', en: 'Correction, hours taken back' },
    },
    opening: { came: KINDS.opening, went: KINDS.carry },
    carry: { came: { zh: '期初结转', en: 'Brought forward' }, went: KINDS.carry },
  }

/** Hours that went because something ended, by the reason the entry gives. */
const ENDED: Readonly<Record<string, Named>> = {
  'grant-ended': { zh: '关爱时数到期，退回公益时间池', en: 'Care hours ended, back to the pool' },
  'voucher-ended': { zh: '时间券到期，时间退回', en: 'Voucher ended, hours returned' },
  'booking-ended': {
    zh: '预约过期没有办理，时间退回',
    en: 'Booking not carried out, hours returned',
  },
  ending: { zh: '按本人嘱托办理', en: 'By the person’s own instruction' },
}

const GIVEN_BACK: Named = { zh: '确认完成，退回多占的积分', en: 'Completed, unused hours returned' }

function headline(kind: EntryKind, facts: LineFacts, language: Language): string {
  const ended = facts.reason === undefined ? undefined : ENDED[facts.reason]
  if (ended !== undefined && kind !== 'reverse') return ended[language]
  const sides = SIDES[kind]
  if (sides === undefined || facts.minutes === 0) return kindName(kind, language)
  const came = facts.minutes > 0
  if (kind === 'settle' && came && facts.side === 'received') return GIVEN_BACK[language]

  const said = (came ? sides.came : sides.went)[language]
  const other = kind === 'transfer' || kind === 'donate' ? facts.counterpart : undefined
  if (other === undefined || other === '') return said
  if (language === 'en') return `${said} ${came ? 'from' : 'to'} ${other}`
  return came ? `${said}（${other}）` : `${said}${kind === 'transfer' ? '给' : '到'} ${other}`
}

function detail(kind: EntryKind, facts: LineFacts, language: Language): string | undefined {
  if (kind === 'reverse') return facts.reason && reasonText(facts.reason, language)
  if (kind === 'opening' || kind === 'carry')
    return facts.source && sourceText(facts.source, language)
  if (kind !== 'grant') return undefined
  const last = facts.until && dayText(facts.until, language)
  const until = last && (language === 'zh' ? `${last}前使用` : `use by ${last}`)
  const purpose = facts.purpose && purposeText(facts.purpose, language)
  return [purpose, until].filter(Boolean).join(language === 'zh' ? '，' : ', ')
}

const PURPOSES: Readonly<Record<string, Named>> = {
  'elder-alone': { zh: '高龄独居', en: 'an elder living alone' },
  hardship: { zh: '生活困难', en: 'hardship' },
  disabled: { zh: '残障人士', en: 'disability' },
  other: { zh: '其他需要', en: 'another need' },
}

/** What care hours are granted for. */
export function purposeText(purpose: string, language: Language): string {
  return nameIn(PURPOSES, purpose, language)
}

const SOURCES: Readonly<Record<string, Named>> = {
  gongyishijian: { zh: '公益时间', en: 'Gongyi Shijian' },
  izhiyuan: { zh: 'i志愿', en: 'iZhiyuan' },
}

/** Where hours were brought from. */
export function sourceText(source: string, language: Language): string {
  return nameIn(SOURCES, source, language)
}

function nameIn(names: Readonly<Record<string, Named>>, code: string, language: Language): string {
  return (Object.hasOwn(names, code) ? names[code]?.[language] : undefined) ?? code
}

type Reason = (typeof REASONS)[number]

const REASON_TEXTS: Readonly<Record<Reason, Named>> = {
  'wrong-person': { zh: '记错了人', en: 'recorded for the wrong person' },
  'wrong-minutes': { zh: '时数有误', en: 'wrong number of hours' },
  'wrong-day': { zh: '日期有误', en: 'wrong day' },
  twice: { zh: '重复记录', en: 'recorded twice' },
  'not-served': { zh: '服务没有进行', en: 'the service did not take place' },
  withdrawn: { zh: '本人申请撤回', en: 'withdrawn at their own request' },
  other: { zh: '其他原因', en: 'another reason' },
}

/** A city may add reasons of its own: those are shown as they stand. */
export function reasonText(reason: string, language: Language): string {
  return nameIn(REASON_TEXTS, reason, language)
}

const PROOFS: Readonly<Record<ProofClass, Named>> = {
  scanned: { zh: '签到签退', en: 'signed in and out' },
  confirmed: { zh: '服务对象确认', en: 'confirmed by the person served' },
  witnessed: { zh: '第二名工作人员见证', en: 'witnessed by a second member of staff' },
  paper: { zh: '纸质凭据补录', en: 'late entry with paper evidence' },
}

export function proofText(proof: ProofClass, language: Language): string {
  return PROOFS[proof][language]
}

/** The readings of a person's hours; they are never mixed. */
export type Reading = 'served' | 'available' | 'held' | 'owned'

const READINGS: Readonly<Record<Reading, Named>> = {
  served: { zh: '累计服务时数', en: 'Hours served' },
  available: { zh: '可用积分', en: 'Available points' },
  held: { zh: '预约占用', en: 'Held for bookings' },
  owned: { zh: '现有时数', en: 'Hours in hand' },
}

export function readingName(reading: Reading, language: Language): string {
  return READINGS[reading][language]
}

interface AccountNames {
  /** As the person whose it is, or the desk, reads it. */
  readonly people: Named
  /** As an auditor does, who thinks in accounts. */
  readonly auditors: Named
}

const ACCOUNTS: Readonly<Record<AccountKind, AccountNames>> = {
  earned: {
    people: { zh: '可用积分', en: 'Available points' },
    auditors: { zh: '服务所得', en: 'Earned' },
  },
  paper: {
    people: { zh: '补录时数', en: 'Late entries' },
    auditors: { zh: '补录所得', en: 'Earned, late entries' },
  },
  granted: {
    people: { zh: '关爱时数', en: 'Care hours' },
    auditors: { zh: '关爱时数', en: 'Granted' },
  },
  shortfall: {
    people: { zh: '待追回', en: 'To be made up' },
    auditors: { zh: '待追回', en: 'Shortfall' },
  },
  team: {
    people: { zh: '志愿服务队', en: 'Team' },
    auditors: { zh: '志愿服务队账户', en: 'Team' },
  },
  pool: {
    people: { zh: '公益时间池', en: 'Time pool' },
    auditors: { zh: '公益时间池账户', en: 'Pool' },
  },
  issuance: {
    people: { zh: '站点记录', en: 'Recorded by the station' },
    auditors: { zh: '站点已记（应付）', en: 'Issuance' },
  },
  redeemed: {
    people: { zh: '已兑换', en: 'Redeemed' },
    auditors: { zh: '站点已兑换', en: 'Redeemed' },
  },
  holding: {
    people: { zh: '预约占用', en: 'Held for bookings' },
    auditors: { zh: '站点预扣', en: 'Holding' },
  },
  suspense: {
    people: { zh: '待核实', en: 'To be checked' },
    auditors: { zh: '待核实', en: 'Suspense' },
  },
  overdraft: {
    people: { zh: '应急垫付', en: 'Emergency advance' },
    auditors: { zh: '应急垫付', en: 'Overdraft' },
  },
  opening: {
    people: { zh: '期初', en: 'Brought forward' },
    auditors: { zh: '期初余额', en: 'Opening balances' },
  },
  clearing: {
    people: { zh: '外市往来', en: 'Other cities' },
    auditors: { zh: '外市清算', en: 'Clearing' },
  },
  expired: {
    people: { zh: '到期收回', en: 'Past their date' },
    auditors: { zh: '到期收回', en: 'Expired' },
  },
}

export function accountName(
  kind: AccountKind,
  language: Language,
  reader: 'people' | 'auditors' = 'people',
): string {
  return ACCOUNTS[kind][reader][language]
}

const RELATIONS: Readonly<Record<Relation, Named>> = {
  self: { zh: '本人', en: 'oneself' },
  spouse: { zh: '配偶', en: 'a spouse' },
  lineal: { zh: '直系亲属', en: 'direct family' },
  hardship: { zh: '社区困难群众', en: 'neighbours in hardship' },
}

export function relationName(relation: Relation, language: Language): string {
  return RELATIONS[relation][language]
}

export function isRelation(text: string): text is Relation {
  return Object.hasOwn(RELATIONS, text)
}
