/**
 * The certificate of service (志愿服务记录证明): issued by the station that
 * recorded the services, numbered in its register, free of charge, and checked
 * by anyone who holds its code. What it said when it was issued can be reckoned
 * again for ever; whether that still stands is read from the books.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { type Withdrawal, WITHDRAWALS } from '../../rules/papers.ts'
import { memberRow, refusedAt, refusedOwn, stationOn } from '../actor.ts'
import {
  type Asked,
  answeredBefore,
  asked,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { AwardRow, CertificateRow, TrainingRow } from '../ports-papers.ts'
import type { Person } from '../ports-people.ts'
import { record } from '../record.ts'
import { everywhereOf } from './everywhere.ts'
import { publicisedAt } from './publicity.ts'
import { paperRules, type Served, servedAt, sumOf } from './served.ts'

/** Papers shown of a person, and trainings and awards on a certificate. */
const MOST = 200

export interface CertificateOrder {
  readonly id: EntryId
  readonly station: string
  readonly member: MemberId
  readonly from: string
  readonly to: string
  /** The code of the one it takes the place of. */
  readonly replaces?: string
}

/** Issues one. Refuses hours that have not hung out, where the city asks for that first. */
export async function issueCertificate(
  bank: Bank,
  actor: Actor,
  order: CertificateOrder,
): Promise<Outcome<Entry>> {
  const { station, member, from, to } = order
  const no =
    (await refusedAt(bank, actor, station, 'papers:write')) ??
    (await refusedOwn(bank, actor, member))
  if (no) return refuse(no)
  const ask = asked(actor, 'issue-certificate', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!isDay(from) || !isDay(to) || from > to || to > today(bank))
    return refuse({ code: 'paper-terms', what: 'days' })
  const known = await memberRow(bank, member)
  if (!known.ok) return known

  const upTo = await bank.journal.size()
  const served = await servedAt(bank, { station, from, to, upTo, member })
  if (served.length === 0) return refuse({ code: 'paper-terms', what: 'empty' })
  if (paperRules(bank).publicityFirst) {
    const hung = await publicisedAt(bank, station)
    const days = served.filter((one) => !hung(member, one.entry)).map(({ entry }) => entry.servedOn)
    const [first] = days
    if (first !== undefined)
      return refuse({ code: 'publicity-needed', member, day: first, count: days.length })
  }
  const everywhere = await everywhereOf(bank, { member, from, to, upTo })
  return lookingAgain(bank, () => issued(bank, actor, ask, order, { upTo, served, everywhere }))
}

async function issued(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: CertificateOrder,
  said: Pick<CertificateRow, 'upTo' | 'everywhere'> & { readonly served: readonly Served[] },
): Promise<Outcome<Entry>> {
  const { station, member, from, to, replaces } = order
  const { served, ...stood } = said
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  const old = replaces === undefined ? undefined : await standing(bank, replaces)
  if (replaces !== undefined && (old?.body.member !== member || old.body.station !== station))
    return refuse({ code: 'unknown-paper', paper: replaces })

  const code = bank.ids.opaque()
  const at = await nextInRegister(bank, station)
  const number = `${station}-${at}`
  const body: CertificateRow = {
    ...{ number, member, station, organisation, from, to, ...stood },
    ...{ minutes: sumOf(served), count: served.length, day: today(bank), by: actor.id },
  }
  return record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      ...{ servedOn: today(bank), station, organisation, service: '-' },
      relies: [place.value.station],
      along: [
        rowChange(bank, 'certificate', code, 1, body),
        rowChange(bank, 'certificate-at', `${station}/${at}`, 1, { code }),
        rowChange(bank, 'certificate-of', `${member}/${number}`, 1, { code }),
        ...(old
          ? [
              rowChange(bank, 'certificate', old.key, old.version + 1, {
                ...old.body,
                replacedBy: code,
              }),
            ]
          : []),
      ],
      refs: [
        ['for', member],
        ['certificate', code],
      ],
    }),
  )
}

/** The newest version of one that nothing has taken the place of. */
async function standing(bank: Bank, code: string): Promise<Row<CertificateRow> | undefined> {
  const row = await bank.directory.newest('certificate', code)
  return row?.body.withdrawn || row?.body.replacedBy ? undefined : row
}

/** "2026-0001": from 1 each year, without a gap. Two at once are told apart where they are sealed. */
async function nextInRegister(bank: Bank, station: string): Promise<string> {
  const year = today(bank).slice(0, 4)
  const [last] = await bank.directory.under('certificate-at', `${station}/${year}-`, { limit: 1 })
  const n = last === undefined ? 0 : Number(last.key.slice(last.key.lastIndexOf('-') + 1))
  return `${year}-${`${n + 1}`.padStart(4, '0')}`
}

/** Takes one back: it stays in the register, and says so to whoever checks it. */
export async function withdrawCertificate(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly code: string; readonly reason: Withdrawal },
): Promise<Outcome<Entry>> {
  const { code, reason } = order
  const row = await bank.directory.newest('certificate', code)
  if (!row) return refuse({ code: 'unknown-paper', paper: code })
  const { station, organisation, member } = row.body
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return refuse(no.code === 'unknown-station' ? { code: 'unknown-paper', paper: code } : no)
  const ask = asked(actor, 'withdraw-certificate', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!WITHDRAWALS.includes(reason)) return refuse({ code: 'reason-unknown', reason })
  if (row.body.withdrawn || row.body.replacedBy)
    return refuse({ code: 'paper-terms', what: 'ended' })
  const body = { ...row.body, withdrawn: { reason, day: today(bank) } }
  return record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      ...{ servedOn: today(bank), station, organisation, service: '-' },
      along: [rowChange(bank, 'certificate', code, row.version + 1, body)],
      refs: [
        ['for', member],
        ['reason', reason],
      ],
    }),
  )
}

export type Standing = 'issued' | 'corrected' | 'withdrawn'

export interface Checked {
  readonly code: string
  readonly body: CertificateRow
  readonly state: Standing
  /** What the same services come to now. */
  readonly now: number
}

/**
 * What anyone may know who holds the code. It was corrected where another took
 * its place, or where services it counts were reversed since.
 */
export async function checkCertificate(bank: Bank, code: string): Promise<Checked | undefined> {
  const row = await bank.directory.newest('certificate', code)
  if (!row) return undefined
  const { body } = row
  const { station, from, to, upTo } = body
  const member = body.member as MemberId
  const all = await servedAt(bank, { station, from, to, upTo: await bank.journal.size(), member })
  const now = sumOf(all.filter(({ entry }) => entry.seq <= upTo))
  const corrected = body.replacedBy !== undefined || now !== body.minutes
  const state = body.withdrawn ? 'withdrawn' : corrected ? 'corrected' : 'issued'
  return { code, body, state, now }
}

export interface Certificate extends Checked {
  readonly person: Person
  /** Services as they stood when it was issued, in the order they were recorded. */
  readonly served: readonly Served[]
  readonly trainings: readonly Row<TrainingRow>[]
  readonly awards: readonly Row<AwardRow>[]
}

/** All that stands on one, with the whole name: for its station, which is noted. */
export async function certificateOf(
  bank: Bank,
  actor: Actor,
  code: string,
): Promise<Outcome<Certificate>> {
  const unknown = refuse({ code: 'unknown-paper', paper: code })
  const checked = await checkCertificate(bank, code)
  if (!checked) return unknown
  const { station, from, to, upTo } = checked.body
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return no.code === 'unknown-station' ? unknown : refuse(no)
  const member = checked.body.member as MemberId
  const person = await bank.people.get(member)
  if (!person) return unknown
  await noteEvent(bank, actor, {
    act: 'exported',
    ok: true,
    about: member,
    refs: [['what', 'certificate']],
  })
  const served = await servedAt(bank, { station, from, to, upTo, member })
  return done({ ...checked, person, served, ...(await merits(bank, member)) })
}

/** Trainings and awards of a person, the newest first. */
export async function merits(bank: Bank, member: MemberId) {
  const page = { limit: MOST }
  const newest = <Of extends { readonly body: { readonly day: string } }>(rows: readonly Of[]) =>
    rows.toSorted((a, b) => (a.body.day < b.body.day ? 1 : -1))
  return {
    trainings: newest(await bank.directory.under('training', `${member}/`, page)),
    awards: newest(await bank.directory.under('award', `${member}/`, page)),
  }
}

/** Certificates of a person that a station has issued, the newest first. */
export async function certificatesFor(
  bank: Bank,
  actor: Actor,
  { member, station }: { readonly member: MemberId; readonly station: string },
): Promise<Outcome<readonly Checked[]>> {
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return refuse(no)
  return done(await issuedTo(bank, member, `${station}-`))
}

/** Certificates of a person, of all stations or of one, the newest first. */
export async function issuedTo(bank: Bank, member: MemberId, at = ''): Promise<readonly Checked[]> {
  const page = { limit: MOST }
  const leads = await bank.directory.under('certificate-of', `${member}/${at}`, page)
  const found = await Promise.all(leads.map(({ body }) => checkCertificate(bank, body.code)))
  return found.flatMap((one) => one ?? [])
}
