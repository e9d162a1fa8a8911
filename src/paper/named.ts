/** Names for the codes that papers speak of: stations, services, staff, and people by masked names. */
import type { MemberId } from '../ledger/account.ts'
import type { Bank } from '../bank/ports.ts'
import { common } from '../words/common.ts'
import { day } from '../words/day.ts'
import type { Language } from '../words/language.ts'
import { maskName } from '../words/reading.ts'

/** What names are found in. */
export type NamingBank = Pick<Bank, 'directory' | 'people' | 'rules' | 'clock'>

export async function stationNamed({ directory }: NamingBank, code: string): Promise<string> {
  return (await directory.get('station', code))?.body.name ?? code
}

export async function organisationNamed({ directory }: NamingBank, code: string): Promise<string> {
  return (await directory.get('organisation', code))?.body.name ?? code
}

/** '' where a record is of no service. */
export function serviceNamed({ rules }: NamingBank, code: string, language: Language): string {
  if (code === '-') return ''
  return rules.services.find((service) => service.code === code)?.name[language] ?? code
}

/** People by masked names; those who were erased are called so. */
export async function maskedNames(
  { people }: NamingBank,
  members: readonly string[],
  language: Language,
): Promise<(member: string) => string> {
  const found = await people.names([...new Set(members)] as MemberId[])
  return (member) => {
    const person = found.get(member as MemberId)
    return person ? maskName(person.name) : common[language].erased
  }
}

/** Who entered something, as colleagues call them: staff by name, programs by the name of their token. */
export async function staffNamed(
  { directory, people }: Pick<NamingBank, 'directory' | 'people'>,
  ids: readonly string[],
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(ids)) {
    const [kind, key = ''] = id.split(':')
    const staff = kind === 'staff' ? await directory.get('staff', key) : undefined
    const person = staff && (await people.byLogin(staff.body.login))
    const token = kind === 'token' ? await directory.get('token', key) : undefined
    const name = person?.name ?? staff?.body.login ?? token?.body.name
    if (name !== undefined) names.set(id, name)
    else if (id === 'kapok') names.set(id, day[language].house)
  }
  return names
}
