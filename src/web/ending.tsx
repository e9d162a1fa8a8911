/** One's own instruction on the passbook; and at the desk the case after a death or incapacity, a step at a time. */
import type { Hono } from 'hono'
import {
  ENDING_MOVES,
  endingOf,
  moveEnding,
  recordForRelative,
  reportEnding,
} from '../bank/people/ending.ts'
import { saveWill, type WillOrder } from '../bank/people/will.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import type { Row } from '../bank/ports.ts'
import { ENDING_KINDS, type EndingRow, type WillRow, WILLS } from '../bank/ports-ending.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { redeemingOf } from '../rules/redeeming.ts'
import { endingName } from '../words/ending-words.ts'
import { dayText, maskName, timeText } from '../words/reading.ts'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  mayHere,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function endingPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/passbook/instruction', (c) => ownPage(web, c))
  app.post('/passbook/instruction', (c) => ownSent(web, c))
  app.get('/desk/members/:member/ending', (c) => casePage(web, c))
  app.post('/desk/members/:member/ending', (c) => caseSent(web, c))
  app.post('/desk/members/:member/instruction', (c) => deskWillSent(web, c))
  app.get('/desk/members/:member/ending/record.json', (c) => recordFile(web, c))
}

interface Again {
  readonly said: string
  readonly id: EntryId
}

async function ownPage(web: Web, c: Ask, sent?: Again): Promise<Response> {
  const { member } = actorOf(c)
  if (member === undefined || actorOf(c).through) return notFound(web, c)
  const t = words(c)
  const will = await web.bank.directory.newest('will', member)
  const body = (
    <>
      <h1>{t.ending.will}</h1>
      {c.req.query('done') === 'saved' ? (
        <p class="done" role="status">
          {t.ending.saved}
        </p>
      ) : (
        ''
      )}
      <p class="hint">{t.ending.willHint}</p>
      <Problem t={t} said={sent?.said} />
      <Said c={c} will={will?.body} />
      <WillForm web={web} c={c} action="/passbook/instruction" will={will?.body} id={sent?.id} />
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.ending.will, body, status })
}

function Said({ c, will }: { readonly c: Ask; readonly will: WillRow | undefined }) {
  const t = words(c).ending
  const language = languageOf(c)
  return (
    <p>
      {will
        ? `${endingName(will.what, language)}（${t.day(dayText(will.day, language))}）`
        : t.willNone}
    </p>
  )
}

async function WillForm({
  web,
  c,
  action,
  will,
  id,
}: {
  readonly web: Web
  readonly c: Ask
  readonly action: string
  readonly will: WillRow | undefined
  readonly id: EntryId | undefined
}) {
  const t = words(c).ending
  const language = languageOf(c)
  const { inherit } = redeemingOf(web.bank.rules)
  const pools = await web.bank.directory.all('pool')
  const staff = actorOf(c).kind === 'staff'
  return (
    <form method="post" action={action} class="row">
      <Hidden name="id" value={id ?? web.bank.ids.entry()} />
      <Choice
        label={t.what}
        name="what"
        value={will?.what}
        options={WILLS.filter((one) => inherit || one !== 'inherit').map((one) => [
          one,
          endingName(one, language),
        ])}
      />
      <Choice
        label={t.pool}
        name="pool"
        value={will?.pool}
        options={pools.map(({ key, body }) => [key, body.name])}
      />
      {inherit ? <Field label={t.heir} name="heir" autocomplete="off" /> : ''}
      {staff ? (
        <label>
          <input type="checkbox" name="checked" value="1" /> {t.checked}
        </label>
      ) : (
        ''
      )}
      <button>{t.save}</button>
    </form>
  )
}

async function numbered({ bank }: Web, number: string): Promise<MemberId | undefined> {
  const [person] = number === '' ? [] : await bank.people.find('city', { number }, 1)
  return person?.member
}

async function willIn(web: Web, fields: Fields, member: MemberId): Promise<WillOrder> {
  const heir = await numbered(web, fields.get('heir'))
  const pool = fields.get('pool')
  return {
    id: formId(web, fields),
    member,
    what: fields.get('what'),
    ...(pool === '' ? {} : { pool }),
    ...(heir === undefined ? {} : { heir }),
    ...(fields.get('checked') === '1' ? { checked: true } : {}),
  }
}

async function ownSent(web: Web, c: Ask): Promise<Response> {
  const { member } = actorOf(c)
  if (member === undefined) return notFound(web, c)
  const order = await willIn(web, await fieldsOf(c), member)
  const outcome = await saveWill(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect('/passbook/instruction?done=saved', 303)
  const said = await told(web, c, outcome.refusal)
  return ownPage(web, c, { said, id: nextId(web, order.id, outcome.refusal) })
}

async function personOf(web: Web, c: Ask): Promise<Person | undefined> {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  const readings = person && (await readingsOf(web.bank, actorOf(c), person.member))
  return readings?.ok ? person : undefined
}

async function casePage(web: Web, c: Ask, sent?: Again): Promise<Response> {
  const person = await personOf(web, c)
  const found = person && (await endingOf(web.bank, actorOf(c), person.member))
  if (!person || !found?.ok) return notFound(web, c)
  const t = words(c)
  const will = await web.bank.directory.newest('will', person.member)
  const row = found.value
  const ended = (await web.bank.directory.newest('member', person.member))?.body.ended
  const open = row !== undefined && row.body.list.state !== 'withdrawn'
  const at = `/desk/members/${person.member}`
  const writes = mayHere(c, 'members:write')
  const body = (
    <>
      <h1>
        {maskName(person.name)} · {t.ending.title}
      </h1>
      <p class="hint">{t.ending.hint}</p>
      <Problem t={t} said={sent?.said} />
      <h2>{t.ending.will}</h2>
      <Said c={c} will={will?.body} />
      {writes && !open ? (
        <WillForm web={web} c={c} action={`${at}/instruction`} will={will?.body} id={undefined} />
      ) : (
        ''
      )}
      {ended === undefined ? '' : <p>{t.ending.ended(dayText(ended, languageOf(c)))}</p>}
      {open ? <Case web={web} c={c} row={row} at={at} /> : ''}
      {writes && !open ? <ReportForm web={web} c={c} at={at} id={sent?.id} /> : ''}
      <p>
        <a class="button quiet" href={at}>
          {t.common.back}
        </a>
      </p>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.ending.title, body, look: 'desk', status })
}

function Case({
  web,
  c,
  row,
  at,
}: {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<EndingRow>
  readonly at: string
}) {
  const t = words(c).ending
  const language = languageOf(c)
  const { list, kind, evidence, did } = row.body
  const moves = ENDING_MOVES.filter((move) =>
    mayHere(c, move === 'approve' ? 'reviews:write' : 'members:write'),
  )
  return (
    <>
      <Facts
        rows={[
          [t.kind, endingName(kind, language)],
          [t.state, endingName(list.state, language)],
          [t.report, timeText(list.at, language)],
          [t.evidence, evidence.slice(0, 16)],
          did === undefined ? undefined : [t.did, endingName(did, language)],
        ]}
      />
      {list.state === 'carried'
        ? ''
        : moves.map((move) => (
            <form method="post" action={`${at}/ending`} class="noprint">
              <Hidden name="id" value={web.bank.ids.entry()} />
              <Hidden name="move" value={move} />
              <button class={move === 'withdraw' ? 'quiet' : ''}>
                {endingName(move, language)}
              </button>
            </form>
          ))}
      {kind === 'death' && mayHere(c, 'people:export') ? (
        <p>
          <a href={`${at}/ending/record.json`}>{t.record}</a>{' '}
          <span class="hint">{t.recordHint}</span>
        </p>
      ) : (
        ''
      )}
    </>
  )
}

function ReportForm({
  web,
  c,
  at,
  id,
}: {
  readonly web: Web
  readonly c: Ask
  readonly at: string
  readonly id: EntryId | undefined
}) {
  const t = words(c).ending
  const language = languageOf(c)
  return (
    <>
      <h2>{t.report}</h2>
      <form method="post" action={`${at}/ending`} enctype="multipart/form-data" class="row">
        <Hidden name="id" value={id ?? web.bank.ids.entry()} />
        <Hidden name="move" value="report" />
        <Choice
          label={t.kind}
          name="kind"
          options={ENDING_KINDS.map((one) => [one, endingName(one, language)])}
        />
        <Field label={t.evidence} hint={t.evidenceHint} name="paper" type="file" required />
        <Field label={t.relative} name="relative" autocomplete="off" />
        <button>{t.report}</button>
      </form>
    </>
  )
}

async function caseSent(web: Web, c: Ask): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const actor = actorOf(c)
  const move = fields.get('move')
  const again = async (refusal: Refusal) =>
    casePage(web, c, { said: await told(web, c, refusal), id: nextId(web, id, refusal) })
  if (move !== 'report') {
    const outcome = await moveEnding(web.bank, actor, { id, member: person.member, move })
    return outcome.ok
      ? c.redirect(`/desk/members/${person.member}/ending`, 303)
      : again(outcome.refusal)
  }
  const paper = await fields.file('paper')?.arrayBuffer()
  if (!paper || paper.byteLength === 0)
    return casePage(web, c, { said: words(c).ending.evidenceMissing, id })
  const relative = await numbered(web, fields.get('relative'))
  const outcome = await reportEnding(web.bank, actor, {
    id,
    member: person.member,
    kind: fields.get('kind'),
    evidence: toHex(sha256(new Uint8Array(paper))),
    ...(relative === undefined ? {} : { relative }),
  })
  return outcome.ok
    ? c.redirect(`/desk/members/${person.member}/ending`, 303)
    : again(outcome.refusal)
}

async function deskWillSent(web: Web, c: Ask): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const order = await willIn(web, await fieldsOf(c), person.member)
  const outcome = await saveWill(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/members/${person.member}/ending`, 303)
  const said = await told(web, c, outcome.refusal)
  return casePage(web, c, { said, id: nextId(web, order.id, outcome.refusal) })
}

/** To be handed to a near relative whom staff have before them. */
async function recordFile(web: Web, c: Ask): Promise<Response> {
  const person = await personOf(web, c)
  const found = person && (await recordForRelative(web.bank, actorOf(c), person.member))
  if (!found?.ok) return notFound(web, c)
  return c.body(JSON.stringify(found.value), 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': 'attachment; filename="record.json"',
    'Cache-Control': 'private, no-store',
  })
}
