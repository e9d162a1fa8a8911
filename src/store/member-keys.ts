/**
 * Members' own keys: one-time codes, versions of cards, cards of others they
 * carry. What is looked for is looked for by its blind index, so that whoever
 * has the file has no phone, card or number.
 */
import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type {
  BlindIndex,
  CardKind,
  CodeAsked,
  Count,
  MemberKeys,
} from '../bank/ports-member-keys.ts'
import type { MemberId } from '../ledger/account.ts'
import { folded, newCard, readCard } from './people-number.ts'
import { type PeopleRunner, type Statement, written } from './people-runner.ts'

const DAY_MS = 24 * 3_600_000

/** The longest period anything is counted over. */
const COUNTED_MS = DAY_MS

/** Locks of cards that nobody has are kept as long as anybody could look at them twice. */
const STRANGERS_MS = 2 * DAY_MS

interface CodeRow {
  readonly code: string
  readonly tries: number
}

interface CountRow {
  readonly began: number
  readonly count: number
}

interface LinkRow {
  readonly link: string
  readonly kind: CardKind
  readonly linked_at: number
}

/** What a person erased leaves behind of their keys: nothing. */
export const forgetMember = (member: string): readonly Statement[] =>
  ['card_versions', 'linked_cards', 'card_locks'].map((table) => ({
    sql: `delete from ${table} where member = ?`,
    params: [member],
  }))

export function memberKeysIn(runner: PeopleRunner, index: BlindIndex): MemberKeys {
  return {
    ...codesIn(runner, index),
    ...countsIn(runner, index),
    ...versionsIn(runner, index),
    ...linksIn(runner, index),
    ...locksIn(runner),
    attendMark: (what) => {
      const mark = index.blind('attend', what)
      return { mark, digits: digitsOf(mark, 4) }
    },
    visitCode: (booking) => digitsOf(index.blind('visit', booking), 4),
  }
}

/** So many digits of a blind index: it is as random as its key is secret. */
function digitsOf(blind: string, count: number): string {
  const number = Buffer.from(blind, 'base64url').readUIntBE(0, 6) % 10 ** count
  return String(number).padStart(count, '0')
}

type Part<Name extends keyof MemberKeys> = Pick<MemberKeys, Name>

function codesIn(
  runner: PeopleRunner,
  index: BlindIndex,
): Part<'keepCode' | 'tryCode' | 'takeProof'> {
  const phoneOf = ({ phone }: CodeAsked) => index.blind('phone', phone)
  const codeOf = ({ request, phone }: CodeAsked, code: string) =>
    index.blind('code', `${request}\n${phone}\n${code}`)
  return {
    async keepCode({ code, goodUntil, before = '', ...asked }) {
      await written(runner, [
        { sql: 'delete from one_time_codes where good_until < ?', params: [asked.now - DAY_MS] },
        { sql: 'delete from one_time_codes where request = ?', params: [before] },
        {
          sql: 'insert into one_time_codes (request, phone, code, good_until, tries, proved_at) values (?, ?, ?, ?, 0, 0)',
          params: [asked.request, phoneOf(asked), codeOf(asked, code), goodUntil],
        },
      ])
    },
    async tryCode({ code, most, ...asked }) {
      const [row] = await runner.all<CodeRow>(
        `update one_time_codes set tries = tries + 1
where request = ? and good_until > ? and tries < ? and proved_at = 0 returning code, tries`,
        [asked.request, asked.now, most],
      )
      if (!row) return undefined
      const left = most - row.tries
      if (!same(row.code, codeOf(asked, code))) return { right: false, left }
      const proved = await runner.all(
        'update one_time_codes set proved_at = ? where request = ? and proved_at = 0 returning request',
        [asked.now, asked.request],
      )
      return proved.length === 1 ? { right: true, left } : undefined
    },
    async takeProof({ since, ...asked }) {
      const taken = await runner.all(
        'delete from one_time_codes where request = ? and phone = ? and proved_at > 0 and proved_at >= ? returning request',
        [asked.request, phoneOf(asked), since],
      )
      return taken.length === 1
    },
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function countsIn(runner: PeopleRunner, index: BlindIndex): Part<'count' | 'counted'> {
  const countOf = (row: CountRow, period: number): Count => ({
    count: row.count,
    until: row.began + period,
  })
  return {
    async count(key, now, period) {
      await written(runner, [
        { sql: 'delete from counts where began < ?', params: [now - COUNTED_MS] },
      ])
      const isOver = `counts.began + ${period} <= excluded.began`
      const [row] = await runner.all<CountRow>(
        `insert into counts (key, began, count) values (?, ?, 1) on conflict (key) do update set
count = case when ${isOver} then 1 else counts.count + 1 end,
began = case when ${isOver} then excluded.began else counts.began end
returning began, count`,
        [index.blind('count', key), now],
      )
      if (!row) throw new Error(`nothing was counted under ${key.split(':')[0]}`)
      return countOf(row, period)
    },
    async counted(key, now, period) {
      const [row] = await runner.all<CountRow>(
        'select began, count from counts where key = ? and began > ?',
        [index.blind('count', key), now - period],
      )
      return row ? countOf(row, period) : { count: 0, until: now }
    },
  }
}

function versionsIn(
  runner: PeopleRunner,
  index: BlindIndex,
): Part<'issueCard' | 'cardVersion' | 'voidCard'> {
  const newest = async (member: string) => {
    const sql =
      'select version, issued_at from card_versions where member = ? order by version desc limit 1'
    type Found = { readonly version: number; readonly issued_at: number }
    const [row] = await runner.all<Found>(sql, [member])
    return { version: row?.version ?? 1, issuedAt: row?.issued_at ?? 0 }
  }
  return {
    async issueCard({ member, replaces, issue, reason, at, by }) {
      const { version } = await newest(member)
      const done = await runner.run([
        {
          sql: `insert into card_versions (member, version, issue, replaced, issued_at, issued_by, reason)
values (?, ?, ?, ?, ?, ?, ?)`,
          params: [member, version + 1, issue, index.blind('card', replaces), at, by, reason],
        },
      ])
      return done.ok ? newCard() : undefined
    },
    cardVersion: newest,
    async voidCard(typed) {
      const card = readCard(typed)
      if (card === undefined) return undefined
      const sql = 'select member, version from card_versions where replaced = ?'
      type Found = { readonly member: MemberId; readonly version: number }
      const [row] = await runner.all<Found>(sql, [index.blind('card', card)])
      return row && { member: row.member, version: row.version }
    },
  }
}

function linksIn(
  runner: PeopleRunner,
  index: BlindIndex,
): Part<'linkCard' | 'unlinkCard' | 'linkedCards' | 'linkedTo'> {
  const cardOf = (number: string) => index.blind('linked', folded(number))
  return {
    async linkCard({ link, member, kind, number, at, by }) {
      const { ok } = await runner.run([
        {
          sql: 'insert into linked_cards (card, link, member, kind, linked_at, linked_by) values (?, ?, ?, ?, ?, ?)',
          params: [cardOf(number), link, member, kind, at, by],
        },
      ])
      return ok
    },
    async unlinkCard(member, link) {
      const sql = 'delete from linked_cards where member = ? and link = ? returning link'
      return (await runner.all(sql, [member, link])).length === 1
    },
    async linkedCards(member) {
      const sql =
        'select link, kind, linked_at from linked_cards where member = ? order by linked_at'
      const rows = await runner.all<LinkRow>(sql, [member])
      return rows.map(({ link, kind, linked_at: linkedAt }) => ({ link, kind, linkedAt }))
    },
    async linkedTo(number) {
      const sql = 'select member from linked_cards where card = ?'
      const [row] = await runner.all<{ readonly member: MemberId }>(sql, [cardOf(number)])
      return row?.member
    },
  }
}

function locksIn(runner: PeopleRunner): Part<'lockCard' | 'unlockCard' | 'cardLock'> {
  return {
    async lockCard(key, member, now) {
      await written(runner, [
        {
          sql: "delete from card_locks where member = '' and locked_at < ?",
          params: [now - STRANGERS_MS],
        },
        {
          sql: 'insert into card_locks (key, member, locked_at) values (?, ?, ?) on conflict (key) do nothing',
          params: [key, member ?? '', now],
        },
      ])
    },
    async unlockCard(member) {
      await written(runner, [{ sql: 'delete from card_locks where member = ?', params: [member] }])
    },
    async cardLock(key) {
      const sql = 'select locked_at from card_locks where key = ?'
      const [row] = await runner.all<{ readonly locked_at: number }>(sql, [key])
      return row?.locked_at ?? 0
    },
  }
}
