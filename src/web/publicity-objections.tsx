/** Objections on a list's own page at the desk: what was written, who sees to it, until when, and the answer. */
import type { Child } from 'hono/jsx'
import { dayOf } from '../bank/draft.ts'
import { type ObjectionRead, objectionsOf } from '../bank/papers/objections.ts'
import type { Row } from '../bank/ports.ts'
import type { PublicityRow } from '../bank/ports-papers.ts'
import type { MemberId } from '../ledger/account.ts'
import { spaced } from '../paper/certificate.ts'
import { OBJECTION_OUTCOMES } from '../rules/papers.ts'
import { listed } from '../words/papers.ts'
import { dayText, maskName } from '../words/reading.ts'
import { CODE } from './certificate-check.tsx'
import { Choice, Facts, Field, Hidden } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  languageOf,
  mayHere,
  staffNames,
  type Web,
  words,
} from './view.ts'

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<PublicityRow>
  readonly sent?: ActSent | undefined
}

/** An act that was not done: why, and what was typed. */
export interface ActSent {
  readonly act: string
  readonly said: string
  readonly fields: Fields
}

interface ListActProps {
  readonly web: Web
  readonly row: Row<PublicityRow>
  readonly act: string
  readonly file?: boolean
  readonly children?: Child
}

/** A form for one act on a list. */
export function ListAct({ web, row, act, file, children }: ListActProps) {
  const [station = '', list = ''] = row.key.split('/')
  return (
    <form
      method="post"
      action={`/desk/lists/${list}/${act}`}
      enctype={file ? 'multipart/form-data' : undefined}
      class="row"
    >
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={station} />
      {children}
    </form>
  )
}

export async function Objections({ web, c, row, sent }: Props) {
  const { papers, objection: t } = words(c)
  const found = await objectionsOf(web.bank, actorOf(c), row.body)
  const staff = await staffNames(
    web,
    c,
    found.flatMap(({ handler }) => handler ?? []),
  )
  const given = c.req.query('number') ?? ''
  return (
    <>
      <h2>{papers.objections}</h2>
      {CODE.test(given) ? (
        <p class="done" role="status">
          {t.give} <b>{spaced(given)}</b>
        </p>
      ) : (
        ''
      )}
      {found.length === 0 ? <p>{papers.none}</p> : ''}
      {found.map((one) => (
        <One web={web} c={c} row={row} sent={sent} objection={one} staff={staff} />
      ))}
    </>
  )
}

interface OneProps extends Props {
  readonly objection: ObjectionRead
  readonly staff: ReadonlyMap<string, string>
}

async function One({ web, c, row, sent, objection, staff }: OneProps) {
  const t = words(c).objection
  const language = languageOf(c)
  const { n, day, due, handler, outcome, answered, answerWords, isOverdue } = objection
  const mayAct = mayHere(c, 'papers:write') && row.body.ended === undefined
  return (
    <section>
      <h3>{t.nth(n)}</h3>
      {isOverdue ? <p class="problem">{t.overdue}</p> : ''}
      <Facts
        rows={[
          [t.on, dayText(day, language)],
          [t.concerns, await concerns(web, c, objection.about)],
          mayHere(c, 'papers:write') ? [t.words, objection.words ?? t.gone] : undefined,
          due === undefined ? undefined : [t.due, dayText(dayOf(due), language)],
          handler === undefined ? undefined : [t.handler, staff.get(handler) ?? handler],
          outcome === undefined ? undefined : [t.outcome, listed('outcome', outcome, language)],
          answered === undefined ? undefined : [t.answered, dayText(answered, language)],
          outcome === undefined ? undefined : [t.answer, answerWords ?? t.gone],
        ]}
      />
      {mayAct && outcome === undefined ? (
        <AnswerForm web={web} c={c} row={row} sent={sent} n={n} mine={handler === actorOf(c).id} />
      ) : (
        ''
      )}
    </section>
  )
}

/** Whom it is about, by masked name and number. */
async function concerns({ bank }: Web, c: Ask, about: string | undefined): Promise<string> {
  const { objection, common } = words(c)
  if (about === undefined) return objection.whole
  const person = (await bank.people.names([about as MemberId])).get(about as MemberId)
  return person ? `${maskName(person.name)} ${person.number}` : common.erased
}

function AnswerForm({
  web,
  c,
  row,
  sent,
  n,
  mine,
}: Props & { readonly n: number; readonly mine: boolean }) {
  const { papers, objection: t } = words(c)
  const isThis = sent?.act === 'answer' && sent.fields.get('n') === `${n}`
  const typed = isThis ? sent.fields : undefined
  return (
    <>
      {mine ? (
        ''
      ) : (
        <ListAct web={web} row={row} act="handle">
          <Hidden name="n" value={`${n}`} />
          <button class="quiet">{t.handle}</button>
        </ListAct>
      )}
      <ListAct web={web} row={row} act="answer">
        <Hidden name="n" value={`${n}`} />
        <Choice
          label={papers.outcome}
          name="outcome"
          value={typed?.get('outcome')}
          options={OBJECTION_OUTCOMES.map((one) => [one, listed('outcome', one, languageOf(c))])}
        />
        <div>
          <label for={`f-answer-${n}`}>{t.answerWords}</label>
          <textarea id={`f-answer-${n}`} name="words" rows={2} cols={44}>
            {typed?.get('words') ?? ''}
          </textarea>
        </div>
        <button>{papers.answer}</button>
      </ListAct>
    </>
  )
}

/** For whoever says it at the counter or on the phone. */
export function DeskObjection({ web, c, row, sent }: Props) {
  const t = words(c).objection
  const typed = sent?.act === 'objection' ? sent.fields : undefined
  return (
    <ListAct web={web} row={row} act="objection">
      <Hidden name="number" value={web.bank.ids.opaque()} />
      <div>
        <label for="f-objection">{t.words}</label>
        <textarea id="f-objection" name="words" rows={2} cols={44}>
          {typed?.get('words') ?? ''}
        </textarea>
      </div>
      <Field label={t.about} name="about" value={typed?.get('about')} />
      <button class="quiet">{t.desk}</button>
    </ListAct>
  )
}
