/** Everybody's hours out of one house and into another: kapok export --format balances, and whoever import balances --enrol finds nobody for. */
import { SYSTEM } from './bank/actor.ts'
import { noteEvent } from './bank/oversight/audit.ts'
import { readingsOf } from './bank/oversight/readings.ts'
import { enrol } from './bank/people/enrol.ts'
import { findPerson } from './bank/people/match.ts'
import { progressBar } from './cli-shared.ts'
import type { MemberId } from './ledger/account.ts'
import { type Outcome, refuse } from './ledger/refusal.ts'
import type { OpenBank } from './open.ts'
import type { BalanceRow } from './paper/balances.ts'
import { type BalanceLine, balancesCsv } from './paper/balances-out.ts'

/**
 * Everybody the house knows, with what they served and own; what is held for a
 * booking is theirs. Whoever owes hours owns so many less, and never below none:
 * those are told on the terminal.
 */
export async function exportBalances(bank: OpenBank): Promise<void> {
  const members = (await bank.directory.all('member')).filter(({ body }) => !body.erased)
  const refs = [['what', 'balances'] as const, ['count', `${members.length}`] as const]
  await noteEvent(bank, SYSTEM, { act: 'exported', ok: true, refs })
  const bar = progressBar('export')
  const lines: BalanceLine[] = []
  for (const [at, { key, body }] of members.entries()) {
    const member = key as MemberId
    const read = await readingsOf(bank, SYSTEM, member)
    const person = await bank.people.get(member)
    if (!read.ok || !person) continue
    const { served, available, held, shortfall } = read.value
    if (shortfall > 0) console.error(`${person.number}: 待追回 ${shortfall} 分钟，没有随档转出`)
    const { number, name, phone, idTail } = person
    const who = { number, name, phone, idTail, station: body.home }
    lines.push({ ...who, served, owned: available + held })
    bar.at(at + 1, members.length)
  }
  bar.end()
  process.stdout.write(balancesCsv(lines))
}

/** People who may carry one number, of one house or another. */
const SAME_MOST = 10

/** Who a row is of: by their number of the other house, or by name and phone. Never by a name alone. */
export async function personOf(
  bank: OpenBank,
  source: string,
  row: BalanceRow,
): Promise<Outcome<MemberId | undefined>> {
  const { number } = row
  const found = number === undefined ? [] : await bank.people.find('city', { number }, SAME_MOST)
  // Somebody of ours may have that very number from us.
  const numbered = found.find(({ outside }) => outside[source] === number)
  if (numbered) return { ok: true, value: numbered.member }
  if (row.phone === undefined) return { ok: true, value: undefined }
  const { name, phone } = row
  const known = await findPerson(bank, 'city', { name, phone })
  return known.ok ? { ok: true, value: known.value?.member } : known
}

/** Enrols the person of a row at the station it names; the number of the other house stays with them. */
export async function enrolRow(
  bank: OpenBank,
  source: string,
  row: BalanceRow,
): Promise<Outcome<MemberId>> {
  const { number, name = '', phone = '', idTail = '', station = '' } = row
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const outside = number === undefined ? {} : { [source]: number }
  const order = { id: bank.ids.entry(), station, name, phone, idTail, outside }
  const outcome = await enrol(bank, SYSTEM, order)
  return outcome.ok ? { ok: true, value: outcome.value.person.member } : outcome
}
