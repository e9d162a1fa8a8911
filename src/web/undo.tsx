/** Hours already spent that are to be undone: the notice at the desk, the objection of whose they are, the street's answer. */
import type { Hono } from 'hono'
import { answerAppeal, appealUndo, dropUndo } from '../bank/hours/undo-appeal.ts'
import { noticeUndo } from '../bank/hours/undo-notice.ts'
import { undoFor, undosOf } from '../bank/hours/undo-row.ts'
import { undoable } from '../bank/hours/reverse.ts'
import { may } from '../bank/actor.ts'
import { placesOf } from '../bank/loop/order.ts'
import type { Row } from '../bank/ports.ts'
import type { UndoRow } from '../bank/ports-undo.ts'
import type { MemberId } from '../ledger/account.ts'
import { heldBy } from '../ledger/counter.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { reasonText } from '../words/entry.ts'
import { undoStateText } from '../words/loop-refusal.ts'
import { rejectionText } from '../words/review.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { Choice, Facts, Hidden, notFound, plain, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

/** A photo from a phone, or a scan. */
const EVIDENCE_MAX = 10 * 1024 * 1024

export function undoPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/undos', (c) => listPage(web, c))
  app.get('/desk/undos/new/:entry', (c) => noticePage(web, c, c.req.param('entry')))
  app.post('/desk/undos', (c) => noticeSent(web, c))
  app.get('/undos/:undo', (c) => undoPage(web, c, c.req.param('undo')))
  app.get('/undos/:undo/evidence/:n', (c) =>
    evidence(web, c, c.req.param('undo'), c.req.param('n')),
  )
  app.post('/undos/:undo/objection', (c) => objected(web, c, c.req.param('undo')))
  app.post('/desk/undos/:undo/answer', (c) => answered(web, c, c.req.param('undo')))
  app.post('/desk/undos/:undo/drop', (c) => dropped(web, c, c.req.param('undo')))
}

const OPEN = ['told', 'agreed', 'appealed', 'upheld']

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { undo } = words(c)
  const places = await placesOf(web.bank, actorOf(c))
  const rows = await web.bank.directory.listed('undo', { places, states: OPEN })
  const body = (
    <>
      <h1>{undo.title}</h1>
      <p class="hint">{undo.hint}</p>
      {rows.length === 0 ? <p>{undo.none}</p> : <Undos web={web} c={c} rows={rows} />}
    </>
  )
  return show(web, c, { title: undo.title, body, look: 'desk' })
}

/** Notices as lines, each leading to its page: at the desk with whose they are, in a passbook without. */
export async function Undos({
  web,
  c,
  rows,
}: {
  readonly web: Web
  readonly c: Ask
  readonly rows: readonly Row<UndoRow>[]
}) {
  const language = languageOf(c)
  const { undo } = words(c)
  const people = await web.bank.people.names(rows.map(({ body }) => body.member as MemberId))
  const isDesk = actorOf(c).kind !== 'member'
  return (
    <ul>
      {rows.map(({ key, body }) => (
        <li>
          <a href={`/undos/${key}`}>
            {isDesk ? `${maskName(people.get(body.member as MemberId)?.name ?? '')} · ` : ''}
            {`${reasonText(body.reason, language)} · ${undoStateText(body.list.state, language)} · ${undo.until} ${dayText(body.until, language)}`}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** In a passbook: what is being looked into, first of all. */
export async function OwnUndos({ web, c, member }: { web: Web; c: Ask; member: MemberId }) {
  const { undo } = words(c)
  const rows = (await undosOf(web.bank, actorOf(c), member)).filter(({ body }) =>
    OPEN.includes(body.list.state),
  )
  if (rows.length === 0) return <></>
  return (
    <section class="done">
      <h2>{undo.title}</h2>
      <Undos web={web} c={c} rows={rows} />
    </section>
  )
}

interface Sent {
  readonly said: string
  readonly id: string
}

async function noticePage(web: Web, c: Ask, entry: string, sent?: Sent): Promise<Response> {
  const { undo } = words(c)
  const language = languageOf(c)
  const found = isEntryId(entry) ? await undoable(web.bank, actorOf(c), entry) : undefined
  if (!found?.ok) return notFound(web, c)
  const { seq, servedOn } = found.value
  const body = (
    <>
      <h1>{undo.start}</h1>
      <Problem t={words(c)} said={sent?.said} />
      <p>{undo.startHint}</p>
      <Facts rows={[[undo.entry, `${seq} · ${dayText(servedOn, language)}`]]} />
      <form method="post" action="/desk/undos" enctype="multipart/form-data">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="entry" value={entry} />
        <Choice
          label={undo.reason}
          name="reason"
          options={web.bank.rules.reversalReasons.map((one) => [one, reasonText(one, language)])}
        />
        <div class="field">
          <label for="evidence">{undo.photo}</label>
          <input id="evidence" type="file" name="evidence" required />
        </div>
        <p>
          <label>
            <input type="checkbox" name="fraud" value="yes" /> {undo.fraud}
          </label>
        </p>
        <button>{undo.send}</button>
      </form>
    </>
  )
  return show(web, c, { title: undo.start, body, look: 'desk', status: sent ? 422 : 200 })
}

async function noticeSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const entry = fields.get('entry')
  const file = fields.file('evidence')
  const bytes =
    file && file.size <= EVIDENCE_MAX ? new Uint8Array(await file.arrayBuffer()) : undefined
  const found = isEntryId(entry) ? await undoable(web.bank, actorOf(c), entry) : undefined
  if (!found?.ok) return notFound(web, c)
  const kept = bytes && bytes.length > 0 ? [await web.bank.evidence.put(bytes)] : []
  const id = formId(web, fields)
  const outcome = await noticeUndo(web.bank, actorOf(c), {
    id,
    entry: entry as EntryId,
    reason: fields.get('reason'),
    evidence: kept,
    ...(fields.get('fraud') === 'yes' ? { fraud: true } : {}),
  })
  if (outcome.ok) return c.redirect(`/undos/${id}?done=sent`, 303)
  const said = await told(web, c, outcome.refusal)
  return noticePage(web, c, entry, { said, id: nextId(web, id, outcome.refusal) })
}

async function undoPage(web: Web, c: Ask, key: string, said?: string): Promise<Response> {
  const { undo } = words(c)
  const found = await undoFor(web.bank, actorOf(c), key)
  if (!found.ok) return notFound(web, c)
  const row = found.value
  const doneText = { sent: undo.sent, objected: undo.objected, yes: undo.done }[
    c.req.query('done') ?? ''
  ]
  const body = (
    <>
      <h1>{undo.title}</h1>
      {doneText ? (
        <p class="done" role="status">
          {doneText}
        </p>
      ) : (
        ''
      )}
      <Problem t={words(c)} said={said} />
      <UndoFacts web={web} c={c} row={row} />
      <Steps web={web} c={c} row={row} />
    </>
  )
  return show(web, c, {
    title: undo.title,
    body,
    look: 'desk',
    status: said === undefined ? 200 : 422,
  })
}

async function UndoFacts({ web, c, row }: { web: Web; c: Ask; row: Row<UndoRow> }) {
  const { undo } = words(c)
  const language = languageOf(c)
  const { body } = row
  const entry = await web.bank.journal.entry(body.entry as EntryId)
  const hold = body.frozen ? await web.bank.journal.entry(body.frozen as EntryId) : undefined
  const keys = (await web.bank.people.notes.of(body.member)).filter((one) =>
    one.startsWith(`undo/${row.key}/`),
  )
  const notes = [...(await web.bank.people.notes.get(keys)).values()] as { words: string }[]
  const appealed = body.list.state === 'appealed'
  return (
    <>
      <Facts
        rows={[
          [undo.entry, entry ? `${entry.seq} · ${dayText(entry.servedOn, language)}` : ''],
          [undo.reason, reasonText(body.reason, language)],
          [undo.state, undoStateText(body.list.state, language)],
          appealed
            ? [undo.object, undo.answerBy(dayText(dayIn(body.list.due), language))]
            : [undo.until, dayText(body.until, language)],
          hold ? [undo.frozen, hoursText(heldBy(hold).all, language)] : undefined,
          ...notes.map((note) => [undo.words, note.words] as const),
        ]}
      />
      <p>
        {body.evidence.map((_, at) => (
          <a href={`/undos/${row.key}/evidence/${at + 1}`}>{undo.evidenceOpen(at + 1)} </a>
        ))}
      </p>
    </>
  )
}

/** The city's day of an instant at a day's end. */
const dayIn = (due: number) => new Date(due + 8 * 3_600_000 - 1).toISOString().slice(0, 10)

function Steps({ web, c, row }: { web: Web; c: Ask; row: Row<UndoRow> }) {
  const { undo } = words(c)
  const actor = actorOf(c)
  const { state } = row.body.list
  const isOffice = ['street', 'district', 'city'].includes(actor.role)
  const language = languageOf(c)
  const mayDrop = actor.kind !== 'member' && may(actor, 'reversals:write')
  const answer = (does: string, label: string) => (
    <form method="post" action={`/desk/undos/${row.key}/answer`}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="does" value={does} />
      <button>{label}</button>
    </form>
  )
  return (
    <>
      {state === 'told' || state === 'agreed' ? (
        <form method="post" action={`/undos/${row.key}/objection`}>
          <h2>{undo.object}</h2>
          <p class="hint">{undo.objectHint}</p>
          <Hidden name="id" value={web.bank.ids.entry()} />
          <div class="field">
            <label for="words">{undo.objectWords}</label>
            <textarea id="words" name="words" rows={4} maxlength={2000} required />
          </div>
          <button>{undo.objectSend}</button>
        </form>
      ) : (
        ''
      )}
      {state === 'appealed' && isOffice ? (
        <div class="row">
          {answer('holds', undo.answerHolds)}
          {answer('not', undo.answerNot)}
        </div>
      ) : (
        ''
      )}
      {mayDrop && (state === 'told' || state === 'agreed') ? (
        <form method="post" action={`/desk/undos/${row.key}/drop`} class="row">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Choice
            label={undo.reason}
            name="reason"
            options={web.bank.rules.review.rejections.map((one) => [
              one,
              rejectionText(one, language),
            ])}
          />
          <button class="quiet">{undo.drop}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
}

async function objected(web: Web, c: Ask, key: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), undo: key, words: fields.get('words') }
  const outcome = await appealUndo(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/undos/${key}?done=objected`, 303)
  if (['unknown-undo', 'not-allowed'].includes(outcome.refusal.code)) return notFound(web, c)
  return undoPage(web, c, key, await told(web, c, outcome.refusal))
}

async function answered(web: Web, c: Ask, key: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), undo: key, holds: fields.get('does') === 'holds' }
  return turned(web, c, key, await answerAppeal(web.bank, actorOf(c), order))
}

async function dropped(web: Web, c: Ask, key: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), undo: key, reason: fields.get('reason') }
  return turned(web, c, key, await dropUndo(web.bank, actorOf(c), order))
}

async function turned(web: Web, c: Ask, key: string, outcome: Outcome<unknown>): Promise<Response> {
  if (outcome.ok) return c.redirect(`/undos/${key}?done=yes`, 303)
  const { code } = outcome.refusal
  if (code === 'unknown-undo') return notFound(web, c)
  const said = await told(web, c, outcome.refusal)
  if (code === 'not-allowed') return plain(web, c, 403, words(c).common.forbiddenTitle, said)
  return undoPage(web, c, key, said)
}

/** What shows it, to whoever may see the notice: never opened as a page of ours. */
async function evidence(web: Web, c: Ask, key: string, n: string): Promise<Response> {
  const found = await undoFor(web.bank, actorOf(c), key)
  const hash = found.ok ? found.value.body.evidence[Number(n) - 1] : undefined
  const bytes = hash === undefined ? undefined : await web.bank.evidence.get(hash)
  if (!(bytes instanceof Uint8Array)) return notFound(web, c)
  const type = imageType(bytes)
  const name = `evidence-${n}${type === undefined ? '' : `.${type.slice(6)}`}`
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': type ?? 'application/octet-stream',
    'Content-Disposition': `${type === undefined ? 'attachment' : 'inline'}; filename="${name}"`,
    'Cache-Control': 'private, no-store',
  })
}

/** By its first bytes; undefined where it is no picture browsers only draw. */
function imageType(bytes: Uint8Array): string | undefined {
  const starts = (...first: readonly number[]) => first.every((byte, at) => bytes[at] === byte)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  return starts(0x89, 0x50, 0x4e, 0x47) ? 'image/png' : undefined
}
