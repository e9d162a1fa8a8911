/** Both are told when somebody is let act for a person, and when that ends: whoever did not agree hears of it. */
import type { Bank } from '../bank/ports.ts'
import type { MemberId } from '../ledger/account.ts'
import { dayText, maskName } from '../words/reading.ts'

/** A notice that comes a day late is still worth sending. */
const NOTICE_MS = 24 * 3_600_000

export async function tellBoth(
  { people, messages, ids, clock }: Pick<Bank, 'people' | 'messages' | 'ids' | 'clock'>,
  template: 'proxy-granted' | 'proxy-ended',
  {
    member,
    relative,
    until = '',
  }: { readonly member: MemberId; readonly relative: MemberId; readonly until?: string },
): Promise<void> {
  const found = await people.names([member, relative])
  const [elder, other] = [found.get(member), found.get(relative)]
  const facts = {
    elder: maskName(elder?.name ?? ''),
    relative: maskName(other?.name ?? ''),
    ...(until === '' ? {} : { until: dayText(until, 'zh') }),
  }
  const phones = new Set([elder?.phone ?? '', other?.phone ?? ''].filter((phone) => phone !== ''))
  for (const phone of phones)
    messages.send({ id: ids.entry(), phone, template, facts, until: clock.now() + NOTICE_MS })
}
