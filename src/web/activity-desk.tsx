/** Signing in and out at the desk: a tick by the name, four digits somebody says, a card; and what has been put down so far. */
import { isOn } from '../bank/activities/activity.ts'
import type { ActivitySeen } from '../bank/activities/list.ts'
import { attendanceOn, sessionOf } from '../bank/activities/session.ts'
import { today } from '../bank/draft.ts'
import type { AttendancePair } from '../bank/ports-activity.ts'
import { ownCode } from '../gate/attendance.ts'
import type { MemberId } from '../ledger/account.ts'
import { clock } from '../ledger/counter.ts'
import { attended } from './attend.tsx'
import { Field, Hidden } from './page.tsx'
import { actorOf, type Ask, type Fields, isMemberId, told, type Web, words } from './view.ts'

export type PairsOf = ReadonlyMap<string, readonly AttendancePair[]>

/** What was put down today; undefined where it does not take place today. */
export async function pairsToday(web: Web, seen: ActivitySeen): Promise<PairsOf | undefined> {
  const day = today(web.bank)
  if (!isOn(seen.body, day)) return undefined
  const rows = await attendanceOn(web.bank, seen.id, day)
  return new Map(rows.map((row) => [row.body.list.who, row.body.pairs]))
}

/** "09:05—11:00 13:00—在场". */
export function pairsText(c: Ask, pairs: readonly AttendancePair[]): string {
  const { activity: t } = words(c)
  return pairs
    .map(({ from, to }) => `${clock(from)}—${to === undefined ? t.still : clock(to)}`)
    .join(' ')
}

/** Whether people may still come today: neither called off nor recorded. */
export function mayCome({ bank }: Web, { body }: Pick<ActivitySeen, 'body'>): boolean {
  const day = today(bank)
  return isOn(body, day) && body.list.state === 'open' && body.posted[day] === undefined
}

/** The button by a name: in, or out where they are in. */
export function TickButton({
  web,
  c,
  activity,
  member,
  pairs,
  open,
}: {
  readonly web: Web
  readonly c: Ask
  readonly activity: string
  readonly member: string
  readonly pairs: readonly AttendancePair[]
  /** Whether they may come; whoever is in may leave in any case. */
  readonly open: boolean
}) {
  const { activity: t } = words(c)
  const here = pairs.length > 0 && pairs.at(-1)?.to === undefined
  if (!here && !open) return <></>
  return (
    <form method="post" action={`/desk/activities/${activity}`} class="inline">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="member" value={member} />
      <button name="act" value={here ? 'out' : 'in'}>
        {here ? t.signOut : t.signIn}
      </button>
    </form>
  )
}

/** Above the roster on its day. */
export function DeskAttendance({
  web,
  c,
  seen,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: ActivitySeen
}) {
  const { activity: t } = words(c)
  const action = `/desk/activities/${seen.id}`
  return (
    <section class="noprint">
      <h2>{t.attendance}</h2>
      <p>
        <a class="button quiet" href={`${action}/code`}>
          {t.screen}
        </a>{' '}
        <a class="button quiet" href={`${action}/code?paper=day`}>
          {t.printed}
        </a>
      </p>
      <div class="row">
        <form method="post" action={action} class="row">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="act" value="card" />
          <Field label={t.card} hint={t.cardHint} name="card" autocomplete="off" />
          <button>
            {t.signIn} / {t.signOut}
          </button>
        </form>
        <form method="post" action={action} class="row">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="act" value="own-code" />
          <Field label={t.typeTheirs} hint={t.typeTheirsHint} name="code" autocomplete="off" />
          <button>
            {t.signIn} / {t.signOut}
          </button>
        </form>
      </div>
      <p class="hint">{t.inOrOut}</p>
    </section>
  )
}

/** What the desk sent: who, and in which way; in or out as it stands. An error to be shown, or undefined where it is done. */
export async function deskAttended(
  web: Web,
  c: Ask,
  activity: string,
  fields: Fields,
): Promise<string | undefined> {
  const act = fields.get('act')
  const found = await meant(web, c, activity, fields)
  if (typeof found === 'string') return found
  const way = act === 'card' ? 'card' : act === 'own-code' ? 'code' : 'clerk'
  const pairs = (await attendanceOn(web.bank, activity, today(web.bank))).find(
    ({ body }) => body.list.who === found.member,
  )?.body.pairs
  const here = pairs !== undefined && pairs.at(-1)?.to === undefined
  const wanted = act === 'in' || act === 'out' ? act : here ? 'out' : 'in'
  const said = { ...fields, get: (name: string) => (name === 'act' ? wanted : fields.get(name)) }
  const outcome = await attended(web, c, { fields: said, activity, member: found.member, way })
  return outcome.ok ? undefined : told(web, c, outcome.refusal)
}

async function meant(
  web: Web,
  c: Ask,
  activity: string,
  fields: Fields,
): Promise<{ readonly member: MemberId } | string> {
  const { activity: t } = words(c)
  const { people } = web.bank
  switch (fields.get('act')) {
    case 'card': {
      const typed = fields.get('card')
      const found = await people.byCard(typed)
      const linked = found ? undefined : await people.members.linkedTo(typed)
      const member = found?.person.member ?? linked
      return member === undefined ? t.addNone(typed) : { member }
    }
    case 'own-code': {
      const day = today(web.bank)
      const session = await sessionOf(web.bank, actorOf(c), activity, day)
      if (!session.ok) return told(web, c, session.refusal)
      const said = fields.get('code').normalize('NFKC').replaceAll(/\s/gu, '')
      const fits = session.value.people.filter(
        ({ member }) => ownCode(web.bank, { activity, day }, member) === said,
      )
      // Two with the same digits are told apart by their names, on the roster.
      return fits.length === 1 && fits[0] ? fits[0] : t.codeNone
    }
    default: {
      const member = fields.get('member')
      return isMemberId(member) ? { member } : t.addNone(member)
    }
  }
}
