/** The desk: find a person, or register somebody. */
import type { Hono } from 'hono'
import { enrol, tidyName } from '../bank/people/enrol.ts'
import type { Guardian, Person } from '../bank/ports-people.ts'
import { type Refusal } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { GUARDIAN_RELATIONS } from '../rules/privacy.ts'
import { guardianRelation } from '../words/privacy.ts'
import { maskName, maskPhone } from '../words/reading.ts'
import { CardFound } from './desk-card.tsx'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import { stationChoices } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isGoodPin,
  languageOf,
  mayHere,
  memberLink,
  told,
  type Web,
  type WebEnv,
  words,
  nextId,
  type Sent,
} from './view.ts'

const FOUND_MAX = 20

export function deskPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk', (c) => findPage(web, c))
  // Whoever is looked for never stands in an address: those are kept by browsers and on the way.
  app.post('/desk', async (c) => findPage(web, c, { text: (await fieldsOf(c)).get('q') }))
  app.post('/desk/members', (c) => enrolSent(web, c))
}

interface Looking {
  readonly text?: string
  readonly sent?: Sent
}

async function findPage(web: Web, c: Ask, looking: Looking = {}): Promise<Response> {
  const t = words(c)
  const { sent } = looking
  const text = (looking.text ?? '').slice(0, 100)
  const found = text === '' ? [] : await web.bank.people.find(deskScope(c), { text }, FOUND_MAX)
  const body = (
    <>
      <h1>{t.desk.findPerson}</h1>
      <StationChoice web={web} c={c} />
      <form method="post" action="/desk" role="search" class="row">
        <Field
          label={t.common.search}
          hint={t.desk.findHint}
          name="q"
          value={text}
          type="search"
          autofocus={sent === undefined}
        />
        <button>{t.common.search}</button>
      </form>
      <CardFound web={web} c={c} text={text} />
      {text === '' ? '' : <FoundTable c={c} found={found} />}
      {mayHere(c, 'cards:write') ? (
        <p class="noprint">
          <a href="/desk/cards">{t.card.sheetTitle}</a>
        </p>
      ) : (
        ''
      )}
      {mayHere(c, 'members:write') ? (
        <>
          <h2>{t.desk.enrol}</h2>
          <Problem t={t} said={sent?.said} />
          <EnrolForm web={web} c={c} sent={sent} />
        </>
      ) : (
        ''
      )}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.desk.findPerson, body, look: 'desk', status })
}

/** Staff of an office say which station's desk they stand at. */
async function StationChoice({ web, c }: { readonly web: Web; readonly c: Ask }) {
  if (actorOf(c).station !== '') return <></>
  const t = words(c)
  const options = await stationChoices(web, c)
  return (
    <form method="get" action="/desk" class="row">
      <Choice
        label={t.common.station}
        name="station"
        value={deskStation(c)}
        options={[['', '—'], ...options]}
      />
      <button class="quiet">{t.common.change}</button>
    </form>
  )
}

function FoundTable({ c, found }: { readonly c: Ask; readonly found: readonly Person[] }) {
  const t = words(c)
  if (found.length === 0) return <p role="status">{t.desk.foundNone}</p>
  return (
    <table>
      <caption>{t.desk.foundMany(found.length)}</caption>
      <thead>
        <tr>
          <th scope="col">{t.common.name}</th>
          <th scope="col">{t.common.phone}</th>
          <th scope="col">{t.common.number}</th>
          <th scope="col">{t.common.station}</th>
        </tr>
      </thead>
      <tbody>
        {found.map((person) => (
          <tr>
            <td>
              <a href={memberLink(c, person)}>{maskName(person.name)}</a>
            </td>
            <td>{person.phone === '' ? t.intake.noPhone : maskPhone(person.phone)}</td>
            <td>{person.number}</td>
            <td>{person.station}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EnrolForm({
  web,
  c,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly sent: Sent | undefined
}) {
  const t = words(c)
  const typed = (name: string) => sent?.fields.get(name)
  return (
    <form method="post" action="/desk/members" enctype="multipart/form-data">
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Hidden name="station" value={typed('station') ?? deskStation(c)} />
      <PersonFields c={c} typed={typed} />
      <GuardianFields c={c} typed={typed} />
      <p>
        <label>
          <input type="checkbox" name="consent" value="1" required /> {t.desk.consent}
        </label>
      </p>
      <button>{t.desk.enrol}</button>
    </form>
  )
}

function PersonFields({
  c,
  typed,
}: {
  readonly c: Ask
  readonly typed: (name: string) => string | undefined
}) {
  const t = words(c)
  return (
    <div class="row">
      <Field label={t.common.name} name="name" value={typed('name')} autocomplete="off" required />
      <Field
        label={`${t.common.phone}（${t.common.optional}）`}
        name="phone"
        value={typed('phone')}
        inputmode="numeric"
        autocomplete="off"
      />
      <Field
        label={t.desk.idTail}
        name="idTail"
        value={typed('idTail')}
        maxlength={4}
        autocomplete="off"
      />
      <Field
        label={`${t.signin.pin}（${t.common.optional}）`}
        name="pin"
        type="password"
        inputmode="numeric"
        maxlength={6}
        autocomplete="new-password"
      />
      <Field
        label={`${t.privacy.bornLabel}（${t.common.optional}）`}
        hint={t.privacy.bornHint}
        name="born"
        value={typed('born')}
        maxlength={10}
        autocomplete="off"
      />
    </div>
  )
}

function GuardianFields({
  c,
  typed,
}: {
  readonly c: Ask
  readonly typed: (name: string) => string | undefined
}) {
  const { privacy } = words(c)
  const language = languageOf(c)
  return (
    <details open={(typed('guardianName') ?? '') !== ''}>
      <summary>{privacy.guardianTitle}</summary>
      <p class="hint">{privacy.guardianHint}</p>
      <div class="row">
        <Field
          label={privacy.guardianName}
          name="guardianName"
          value={typed('guardianName')}
          autocomplete="off"
        />
        <Choice
          label={privacy.guardianRelation}
          name="guardianRelation"
          value={typed('guardianRelation')}
          options={GUARDIAN_RELATIONS.map((one) => [one, guardianRelation(one, language)])}
        />
        <Field
          label={privacy.guardianDay}
          name="guardianDay"
          type="date"
          value={typed('guardianDay')}
        />
        <Field
          label={privacy.guardianPaper}
          name="guardianPaper"
          type="file"
          accept="image/*,.pdf"
        />
      </div>
    </details>
  )
}

/** Undefined where nothing was said of one. Of the photo only its hash is kept. */
async function guardianIn(fields: Fields): Promise<Guardian | undefined> {
  const name = fields.get('guardianName')
  const paper = fields.file('guardianPaper')
  const bytes = paper ? new Uint8Array(await paper.arrayBuffer()) : new Uint8Array()
  if (name === '' && bytes.length === 0) return undefined
  return {
    name: tidyName(name),
    relation: fields.get('guardianRelation'),
    day: fields.get('guardianDay'),
    evidence: bytes.length === 0 ? '' : toHex(sha256(bytes)),
  }
}

async function enrolSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const again = async (refusal: Refusal) =>
    findPage(web, c, {
      sent: {
        form: 'enrol',
        said: await told(web, c, refusal),
        id: nextId(web, id, refusal),
        fields,
      },
    })
  const pin = fields.get('pin')
  if (pin !== '' && !isGoodPin(pin)) return again({ code: 'pin-unreadable' })
  const hashed = pin === '' ? undefined : await web.bank.passwords.hash(pin)
  if (hashed && !hashed.ok) return again(hashed.refusal)
  const guardian = await guardianIn(fields)
  const outcome = await enrol(web.bank, actorOf(c), {
    id,
    station: fields.get('station') || deskStation(c),
    name: fields.get('name'),
    phone: fields.get('phone').replace(/[\s-]/g, ''),
    idTail: fields.get('idTail').toUpperCase(),
    ...(hashed ? { pinHash: hashed.value } : {}),
    ...(fields.get('born') === '' ? {} : { born: fields.get('born') }),
    ...(guardian ? { guardian } : {}),
  })
  if (!outcome.ok) return again(outcome.refusal)
  return c.redirect(`/desk/members/${outcome.value.person.member}?done=enrol`, 303)
}
