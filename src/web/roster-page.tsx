/** The roster as a page: the list and its exceptions, somebody more, and the one line looked at before it is recorded. */
import type { Person } from '../bank/ports-people.ts'
import type { EntryId } from '../ledger/entry.ts'
import { dayText, hoursText, maskName, maskPhone } from '../words/reading.ts'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import { ProofChoice } from './proof.tsx'
import { type Ask, languageOf, type Web, words } from './view.ts'

export interface RosterRow {
  readonly person: Person
  readonly id: EntryId
  readonly present: boolean
  /** Own hours, where they differ from the others'. */
  readonly hours: string
}

export interface Roster {
  readonly id: EntryId
  readonly station: string
  readonly service: string
  readonly servedOn: string
  /** Which list it began as: "station", "last-week", "last-time". */
  readonly list: string
  readonly hours: string
  /** Sign-in and sign-out of the session, HH:MM or ''. */
  readonly from: string
  readonly to: string
  readonly proof: string
  readonly witness: string
  readonly rows: readonly RosterRow[]
}

export interface Shown {
  readonly said?: string
  readonly review?: {
    readonly count: number
    readonly absent: number
    readonly minutes: number
    /** Says what was looked at; what is sent with another is looked at again. */
    readonly seen: string
    /** Whom somebody else has to look at first, with why. */
    readonly waits: readonly string[]
  }
  /** Who could be meant by what was typed. */
  readonly fits?: readonly Person[]
  readonly typed?: string
}

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly roster: Roster
  readonly shown: Shown
}

export function rosterPage(web: Web, c: Ask, roster: Roster, shown: Shown = {}): Promise<Response> {
  const t = words(c)
  const props = { web, c, roster, shown }
  const { review, said } = shown
  const body = (
    <>
      <h1>{t.roster.title}</h1>
      <p class="hint">{t.roster.hint}</p>
      <ListChoice {...props} />
      <Problem t={t} said={said} />
      {roster.list === 'last-week' && roster.rows.length === 0 ? <p>{t.roster.lastNone}</p> : ''}
      <form method="post" action="/desk/roster">
        <Kept roster={roster} />
        {/* The first button is the one that Enter presses, in whichever field. */}
        <button class="skip" tabindex={-1} aria-hidden="true">
          {t.roster.look}
        </button>
        {review ? <Review {...props} review={review} /> : ''}
        <h2>
          {serviceIn(props)} · {dayText(roster.servedOn, languageOf(c))}
        </h2>
        <Session {...props} />
        <People c={c} rows={roster.rows} />
        <OneMore {...props} />
        {review ? (
          ''
        ) : (
          <p>
            <button>{t.roster.look}</button>
          </p>
        )}
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.roster.title, body, look: 'desk', status })
}

function serviceIn({ web, c, roster }: Props): string {
  const found = web.bank.rules.services.find(({ code }) => code === roster.service)
  return found?.name[languageOf(c)] ?? roster.service
}

/** Which list to begin with; it is asked for anew, so nothing typed below is sent along. */
function ListChoice({ web, c, roster }: Props) {
  const t = words(c)
  const language = languageOf(c)
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  const query = new URLSearchParams({
    service: roster.service,
    servedOn: roster.servedOn,
    from: roster.list,
  }).toString()
  return (
    <div class="row">
      <form method="get" action="/desk/roster" class="row">
        <Choice label={t.common.service} name="service" value={roster.service} options={services} />
        <Field
          label={t.desk.servedOn}
          name="servedOn"
          form="list"
          type="date"
          value={roster.servedOn}
        />
        <Choice
          label={t.roster.people}
          name="from"
          value={roster.list}
          options={[
            ['station', t.roster.station],
            ['last-week', t.roster.lastWeek],
            ['last-time', t.roster.lastTime],
          ]}
        />
        <button class="quiet">{t.roster.show}</button>
      </form>
      <p>
        <a href={`/desk/roster/sheet?${query}`}>{t.roster.sheet}</a> ·{' '}
        <a href={`/desk/blank-sheet?${query}`}>{t.roster.sheetFile}</a> ·{' '}
        <a href="/desk/late">{t.claim.lateTitle}</a>
      </p>
    </div>
  )
}

function Kept({ roster }: { readonly roster: Roster }) {
  return (
    <>
      <Hidden name="id" value={roster.id} />
      <Hidden name="station" value={roster.station} />
      <Hidden name="service" value={roster.service} />
      <Hidden name="servedOn" value={roster.servedOn} />
      <Hidden name="list" value={roster.list} />
    </>
  )
}

function Review({
  c,
  roster,
  review,
  ...rest
}: Props & { readonly review: NonNullable<Shown['review']> }) {
  const t = words(c)
  const language = languageOf(c)
  const { count, absent, minutes, seen, waits } = review
  return (
    <section class="done" role="status">
      <p>
        <strong>
          {serviceIn({ c, roster, ...rest })} · {dayText(roster.servedOn, language)} ·{' '}
          {t.roster.review(count, absent)} · {t.roster.reviewAll(hoursText(minutes, language))}
        </strong>
      </p>
      {waits.length > 0 ? <p>{t.review.rosterWaits(waits.length)}</p> : ''}
      {waits.length > 0 ? (
        <ul>
          {waits.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      ) : (
        ''
      )}
      <p class="hint">{t.roster.reviewHint}</p>
      <Hidden name="reviewed" value={seen} />
      <p>
        <button>{t.roster.record(count)}</button>
      </p>
    </section>
  )
}

/** What is the same for everyone. */
function Session({ web, c, roster }: Props) {
  const t = words(c)
  return (
    <div class="row">
      <Field label={t.roster.each} hint={t.roster.eachHint} name="hours" value={roster.hours} />
      <Field label={t.desk.from} name="from" type="time" value={roster.from} />
      <Field label={t.desk.to} name="to" type="time" value={roster.to} />
      <ProofChoice web={web} c={c} station={roster.station} given={roster} />
    </div>
  )
}

function People({ c, rows }: { readonly c: Ask; readonly rows: readonly RosterRow[] }) {
  const t = words(c)
  if (rows.length === 0) return <p>{t.roster.empty}</p>
  return (
    <table class="roster">
      <thead>
        <tr>
          <th scope="col">{t.desk.rosterPresent}</th>
          <th scope="col">{t.common.phone}</th>
          <th scope="col">{t.common.number}</th>
          <th scope="col">{t.roster.own}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ person, id, present, hours }) => (
          <tr>
            <td>
              <Hidden name="member" value={person.member} />
              <Hidden name={`id-${person.member}`} value={id} />
              <Hidden name={`number-${person.member}`} value={person.number} />
              <label class="tick">
                <input
                  type="checkbox"
                  name={`present-${person.member}`}
                  value="1"
                  checked={present}
                />{' '}
                {maskName(person.name)}
              </label>
            </td>
            <td>{person.phone === '' ? t.intake.noPhone : maskPhone(person.phone)}</td>
            <td>{person.number}</td>
            <td>
              <input
                name={`hours-${person.member}`}
                value={hours}
                size={6}
                autocomplete="off"
                aria-label={`${t.roster.own} ${maskName(person.name)} ${person.number}`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OneMore({ c, shown }: Props) {
  const t = words(c)
  const { fits = [], typed = '' } = shown
  return (
    <div class="row">
      {fits.length > 0 ? (
        <Choice
          label={t.roster.add}
          name="pick"
          options={[
            ['', t.intake.choose],
            ...fits.map(
              (person) =>
                [
                  person.number,
                  `${maskName(person.name)} ${person.number} ${maskPhone(person.phone)}`,
                ] as const,
            ),
          ]}
        />
      ) : (
        <Field
          label={t.roster.add}
          hint={t.roster.addHint}
          name="add"
          value={typed}
          autocomplete="off"
        />
      )}
      <button class="quiet">{t.roster.addButton}</button>
    </div>
  )
}
