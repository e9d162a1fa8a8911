/** A person's open bookings at the desk, each with what can be done about it. */
import { covers } from '../bank/actor.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import { dayText } from '../words/reading.ts'
import { wantedName } from './choices.tsx'
import { Field, Hidden } from './page.tsx'
import { actorOf, type Ask, languageOf, mayHere, type Web, words } from './view.ts'

/** Bookings of a person that nothing has closed, at the stations within reach. */
export async function holdsHere(
  { bank }: Web,
  c: Ask,
  member: MemberId,
): Promise<readonly Entry[]> {
  const holds = []
  for (const hold of await bank.journal.openHolds({ member }))
    if (refOf(hold, 'undo') === undefined && (await covers(bank, actorOf(c), hold.station)))
      holds.push(hold)
  return holds
}

export function Bookings({
  web,
  c,
  holds,
}: {
  readonly web: Web
  readonly c: Ask
  readonly holds: readonly Entry[]
}) {
  const language = languageOf(c)
  return (
    <>
      {holds.map(async (hold) => (
        <div class="card">
          <p>
            <a href={`/receipts/${hold.id}`}>{await wantedName(web, hold, language)}</a> ·{' '}
            {dayText(hold.servedOn, language)}
          </p>
          {mayHere(c, 'bookings:write') ? <BookingForms web={web} c={c} hold={hold} /> : ''}
        </div>
      ))}
    </>
  )
}

function BookingForms({
  web,
  c,
  hold,
}: {
  readonly web: Web
  readonly c: Ask
  readonly hold: Entry
}) {
  const t = words(c)
  return (
    <>
      <form method="post" action={`/desk/bookings/${hold.id}/settle`} class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Field
          label={`${t.desk.settleBy}（${t.common.optional}）`}
          hint={t.common.number}
          name="provider"
          form={hold.id}
          autocomplete="off"
        />
        <button>{t.desk.settle}</button>
      </form>
      <form method="post" action={`/desk/bookings/${hold.id}/release`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button class="quiet">{t.desk.release}</button>
      </form>
    </>
  )
}
