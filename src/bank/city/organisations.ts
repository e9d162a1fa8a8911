/**
 * Organisations (组织) and their teams (志愿服务队): who organises, records and
 * certifies. A load is whole or nothing; a row that is as it stands adds nothing.
 */
import type { EntryId } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { isCreditCode } from '../../rules/credit-code.ts'
import type { Actor, Bank, OrganisationRow, TeamRow } from '../ports.ts'
import { load, type Loaded, type RowRefusal, type Wanted } from './directory.ts'

export interface TeamGiven extends TeamRow {
  /** The team's own code, as "T001"; its account is named by it. */
  readonly code: string
}

interface Order {
  readonly id: EntryId
  readonly dryRun?: boolean
}

const TEAM_CODE = /^[A-Za-z0-9][A-Za-z0-9-]{1,31}$/

/**
 * Loads organisations. Refuses a row whose 统一社会信用代码 fails its check
 * character, stands twice, or that has no name, type, 负责人 or 经办人.
 */
export async function loadOrganisations(
  bank: Bank,
  actor: Actor,
  order: Order & { readonly organisations: readonly OrganisationRow[] },
): Promise<Loaded> {
  const seen = new Set<string>()
  const refused: RowRefusal[] = []
  const wanted: Wanted<'organisation'>[] = []
  order.organisations.forEach((body, row) => {
    const no = refusedOrganisation(body, seen)
    seen.add(body.creditCode)
    if (no) refused.push({ row, refusal: no })
    else wanted.push({ table: 'organisation', key: body.creditCode, body })
  })
  return load(bank, actor, order, wanted, refused)
}

function refusedOrganisation(
  body: OrganisationRow,
  seen: ReadonlySet<string>,
): Refusal | undefined {
  if (!isCreditCode(body.creditCode) || seen.has(body.creditCode))
    return { code: 'code-unreadable', what: 'creditCode', given: body.creditCode }
  const empty = (['name', 'type', 'head', 'handler'] as const).find(
    (field) => body[field].trim() === '',
  )
  return empty && { code: 'code-unreadable', what: empty, given: '' }
}

/** Loads teams. Refuses a code that is none or stands twice, a team without a name, and an organisation nobody knows. */
export async function loadTeams(
  bank: Bank,
  actor: Actor,
  order: Order & { readonly teams: readonly TeamGiven[] },
): Promise<Loaded> {
  const codes = order.teams.map(({ organisation }) => organisation)
  const known = new Set(
    (await bank.directory.many('organisation', [...new Set(codes)])).map(({ key }) => key),
  )
  const seen = new Set<string>()
  const refused: RowRefusal[] = []
  const wanted: Wanted<'team'>[] = []
  order.teams.forEach(({ code, name, organisation }, row) => {
    const no = refusedTeam({ code, name, organisation }, seen, known)
    seen.add(code)
    if (no) refused.push({ row, refusal: no })
    else wanted.push({ table: 'team', key: code, body: { name, organisation } })
  })
  return load(bank, actor, order, wanted, refused)
}

function refusedTeam(
  { code, name, organisation }: TeamGiven,
  seen: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Refusal | undefined {
  if (!TEAM_CODE.test(code) || seen.has(code))
    return { code: 'code-unreadable', what: 'team', given: code }
  if (name.trim() === '') return { code: 'code-unreadable', what: 'name', given: name }
  return known.has(organisation) ? undefined : { code: 'unknown-organisation', organisation }
}
