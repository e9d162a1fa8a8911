/**
 * What an inspection asks of a station and a month, at one time: the day
 * sheets, the report, the lists that hung out, the records with their numbers,
 * and whether the evidence they name is there.
 */
import { type Entry, refOf } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt } from '../actor.ts'
import { dayOf, startOf, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import { type DaySheet, daySheet } from '../oversight/day-sheet.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import { EVIDENCE_REFS } from '../ports-evidence.ts'
import type { PublicityRow } from '../ports-papers.ts'
import { publicities } from './publicity.ts'
import { monthsIn, type Report, reportOf } from './report.ts'
import { reportPath, type Template, templateFile, templateIn, templatesFor } from './template.ts'

export interface NamedEvidence {
  readonly seq: number
  readonly type: string
  readonly hash: string
  readonly state: 'there' | 'missing' | 'changed'
}

export interface Folder {
  readonly station: string
  readonly month: string
  /** Entries of the books when it was made. */
  readonly upTo: number
  /** Of the days something was recorded on. */
  readonly days: readonly DaySheet[]
  readonly report: Report
  /** The template of its street, or of whoever is around it, where one is in force. */
  readonly template?: { readonly template: Template; readonly bytes: Uint8Array }
  /** Lists that hung out in the month. */
  readonly lists: readonly Row<PublicityRow>[]
  /** Movements recorded in the month, oldest first. */
  readonly entries: readonly Entry[]
  readonly evidence: readonly NamedEvidence[]
}

/** Refuses who may not make papers there, and a month that is none or has not begun. */
export async function folderOf(
  bank: Bank,
  actor: Actor,
  { station, month }: { readonly station: string; readonly month: string },
): Promise<Outcome<Folder>> {
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return refuse(no)
  const [only, ...more] = monthsIn(month) ?? []
  if (only === undefined || more.length > 0 || month > today(bank).slice(0, 7))
    return refuse({ code: 'month-unreadable', month })
  const report = await reportOf(bank, actor, { period: month, station })
  const lists = await publicities(bank, actor, station)
  if (!report.ok) return report
  if (!lists.ok) return lists
  const template = await templateOf(bank, actor, { station, month })
  const [from, to] = [startOf(`${month}-01`), startOf(`${monthAfter(month)}-01`)]
  const recorded = await bank.journal.stationEntries(station, from, to)
  const entries = recorded.filter(({ postings }) => postings.length > 0)
  const days: DaySheet[] = []
  for (const day of new Set(entries.map(({ recordedAt }) => dayOf(recordedAt)))) {
    const sheet = await daySheet(bank, actor, { station, day })
    if (!sheet.ok) return sheet
    days.push(sheet.value)
  }
  await noteEvent(bank, actor, { act: 'exported', ok: true, refs: [['what', 'folder']] })
  return done({
    ...{ station, month, upTo: await bank.journal.size(), days, entries },
    report: report.value,
    ...(template ? { template } : {}),
    lists: lists.value.filter(
      ({ body }) => body.posted.slice(0, 7) <= month && month <= body.until.slice(0, 7),
    ),
    evidence: await evidenceIn(bank, recorded),
  })
}

async function templateOf(
  bank: Bank,
  actor: Actor,
  { station, month }: { readonly station: string; readonly month: string },
): Promise<Folder['template']> {
  const path = await reportPath(bank, actor, station)
  const one = templateIn(await templatesFor(bank, path), month)
  const file = one && (await templateFile(bank, path, one))
  return file?.ok ? file.value : undefined
}

function monthAfter(month: string): string {
  const [year = 0, n = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, n, 1)).toISOString().slice(0, 7)
}

async function evidenceIn(
  bank: Bank,
  entries: readonly Entry[],
): Promise<readonly NamedEvidence[]> {
  const found: NamedEvidence[] = []
  for (const entry of entries)
    for (const type of EVIDENCE_REFS) {
      const hash = refOf(entry, type)
      if (hash === undefined) continue
      const kept = await bank.evidence.get(hash)
      const state = kept === undefined ? 'missing' : kept === 'changed' ? 'changed' : 'there'
      found.push({ seq: entry.seq, type, hash, state })
    }
  return found
}
