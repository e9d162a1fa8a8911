/** A person's whole record, for one answer: asked for with a reason, and never by a link. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { unmask } from '../bank/people/unmask.ts'
import type { Person } from '../bank/ports-people.ts'
import {
  ageOn,
  GUARDED_UNDER,
  MINOR_UNDER,
  UNMASK_REASONS,
  type UnmaskReason,
} from '../rules/privacy.ts'
import { maskName } from '../words/reading.ts'
import { unmaskReason } from '../words/privacy.ts'
import { Choice, Facts, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  isMemberId,
  languageOf,
  mayHere,
  memberLink,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function unmaskPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/desk/members/:member/unmask', (c) => unmaskSent(web, c, c.req.param('member')))
}

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
}

/** Under age or not, where a birth is known. */
export function AgeMark({ web, c, person }: Props) {
  const { privacy } = words(c)
  const age = person.born === undefined ? undefined : ageOn(person.born, today(web.bank))
  if (age === undefined || age >= MINOR_UNDER) return <></>
  return <p class="hint">{age < GUARDED_UNDER ? privacy.child : privacy.minor}</p>
}

/** The form at the person's page; it shows nothing by itself. */
export function UnmaskForm({ c, person }: Props) {
  if (!mayHere(c, 'people:unmask')) return <></>
  const { privacy } = words(c)
  const language = languageOf(c)
  return (
    <form method="post" action={`/desk/members/${person.member}/unmask`} class="row">
      <Choice
        label={privacy.wholeReason}
        name="reason"
        options={UNMASK_REASONS.map((one) => [one, unmaskReason(one, language)])}
      />
      <button class="quiet">{privacy.whole}</button>
      <p class="hint">{privacy.wholeHint}</p>
    </form>
  )
}

async function unmaskSent(web: Web, c: Ask, member: string): Promise<Response> {
  if (!isMemberId(member)) return notFound(web, c)
  const t = words(c)
  const fields = await fieldsOf(c)
  const reason = fields.get('reason') as UnmaskReason
  const approval = fields.get('approval')
  const outcome = await unmask(web.bank, actorOf(c), {
    member,
    reason,
    ...(/^[\x21-\x7e]{1,64}$/.test(approval) ? { approval } : {}),
  })
  if (!outcome.ok) {
    if (outcome.refusal.code === 'unknown-member') return notFound(web, c)
    const said = await told(web, c, outcome.refusal)
    const body = (
      <>
        <Problem t={t} said={said} />
        <p>
          <a href={`/desk/members/${member}`}>{t.privacy.wholeBack}</a>
        </p>
      </>
    )
    return show(web, c, { title: t.privacy.whole, body, look: 'desk', status: 422 })
  }
  const person = outcome.value
  const body = (
    <>
      <h1>{person.name}</h1>
      <p role="status">{t.privacy.wholeOnce}</p>
      <AgeMark web={web} c={c} person={person} />
      <WholeFacts c={c} person={person} />
      <p class="noprint">
        <a class="button quiet" href={memberLink(c, person)}>
          {t.privacy.wholeBack}
        </a>
      </p>
    </>
  )
  // Titles stand in the browser's history and on its tabs: masked.
  return show(web, c, { title: maskName(person.name), body, look: 'desk' })
}

/** All that is kept of a person but what they sign in with. */
export function WholeFacts({ c, person }: Pick<Props, 'c' | 'person'>) {
  const { common, intake, privacy } = words(c)
  const outside = Object.entries(person.outside).map(([kind, number]) => `${kind} ${number}`)
  const row = (label: string, value: string | undefined) =>
    value === undefined || value === '' ? undefined : ([label, value] as const)
  return (
    <Facts
      rows={[
        [common.name, person.name],
        [common.phone, person.phone === '' ? intake.noPhone : person.phone],
        [common.number, person.number],
        row(privacy.idTail, person.idTail),
        row(privacy.born, person.born),
        row(
          privacy.guardianBy,
          person.guardian && `${person.guardian.name} ${person.guardian.day}`,
        ),
        row(privacy.outside, outside.join(', ')),
        [common.station, person.station],
      ]}
    />
  )
}
