/** How people are found where they lie in the open: what the vault's answers are held against. */
import type { Person, PersonQuery, Scope } from '../../src/bank/ports-people.ts'
import { folded, readCard, readMemberNumber } from '../../src/store/people-number.ts'
import { pinyinOf } from '../../src/store/people-pinyin.ts'

type Rank = number | undefined

export function plainFind(
  people: readonly Person[],
  scope: Scope,
  query: PersonQuery,
  limit: number,
): readonly Person[] {
  const inScope = ({ station }: Person) =>
    scope === 'city' ||
    ('station' in scope ? station === scope.station : scope.stations.includes(station))
  const sorted = people.toSorted((a, b) => (a.member < b.member ? -1 : 1))
  const { text } = query
  if (Object.values(query).includes('') || text?.trim() === '') return []
  if (text === undefined) {
    const everywhere = query.phone !== undefined
    return sorted.filter((one) => (everywhere || inScope(one)) && fits(one, query)).slice(0, limit)
  }
  const ranked = (rank: (one: Person) => Rank, some: readonly Person[]) =>
    [0, 1, 2, 3].flatMap((wanted) => some.filter((one) => rank(one) === wanted))
  const exact = ranked((one) => exactRank(one, text), sorted)
  const near = ranked((one) => nearRank(one, text), sorted.filter(inScope))
  return [...new Set([...exact, ...near])].slice(0, limit)
}

function fits(one: Person, { name, idTail, phone, phoneTail }: PersonQuery): boolean {
  return (
    (name === undefined || one.name === name) &&
    (idTail === undefined || one.idTail === idTail) &&
    (phone === undefined || one.phone === phone) &&
    (phoneTail === undefined || one.phone.endsWith(phoneTail))
  )
}

function exactRank(one: Person, text: string): Rank {
  if (one.card === readCard(text) || one.number === readMemberNumber('GZ', text)) return 0
  if (one.phone === text && text.length === 11) return 0
  return text.length >= 6 && carries(one, text) ? 1 : undefined
}

const carries = ({ outside }: Person, text: string) =>
  Object.values(outside).some((number) => folded(number) === folded(text))

function nearRank(one: Person, text: string): Rank {
  const whole = partRank(one, text)
  const words = text.split(' ')
  const each = words.length > 1 && words.every((word) => partRank(one, word) !== undefined)
  return each ? Math.min(whole ?? 2, 2) : whole
}

function partRank({ name, phone, ...rest }: Person, text: string): Rank {
  const typed = text.toLowerCase()
  const lower = name.toLowerCase()
  if (lower === typed) return 0
  const { full, initials } = pinyinOf(name)
  const letters = typed.replaceAll(' ', '')
  const read = /^[a-z]+$/.test(letters)
  if (read && (initials === letters || full === letters)) return 1
  if (/^\d{4,}$/.test(text) && phone.endsWith(text)) return 1
  if (folded(text).length < 6 && carries({ name, phone, ...rest }, text)) return 1
  if (lower.startsWith(typed)) return 2
  if (read && (initials.startsWith(letters) || full.startsWith(letters))) return 2
  return lower.includes(typed) ? 3 : undefined
}
