/** Cards as they are printed: of the size that fits a purse, ten on a sheet of A4; the QR says the card's own letters and nothing of the person. */
import type { Hono } from 'hono'
import { raw } from 'hono/html'
import { noteEvent } from '../bank/oversight/audit.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { qrSvg } from '../paper/qr.ts'
import { maskName } from '../words/reading.ts'
import { Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  isMemberId,
  languageOf,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

/** Five sheets of A4. */
const SHEET_MAX = 50

export function cardSheetPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/cards', (c) => choosePage(web, c))
  app.post('/desk/cards', (c) => sheetPage(web, c))
}

interface Printed {
  readonly person: Person
  readonly version: number
}

export async function CardSheet({
  web,
  c,
  people,
}: {
  readonly web: Web
  readonly c: Ask
  readonly people: readonly Printed[]
}) {
  const { card } = words(c)
  const language = languageOf(c)
  const product = web.bank.rules.words.product[language]
  const stations = new Map(
    (await web.bank.directory.all('station')).map((row) => [row.key, row.body]),
  )
  return (
    <div class="idcards">
      {people.map(({ person, version }) => {
        const station = stations.get(person.station)
        return (
          <div class="idcard">
            <div>
              <p>
                <strong>{product}</strong>
              </p>
              <p>
                <b>{maskName(person.name)}</b>
              </p>
              <p>{person.number}</p>
              <p class="hint">{station?.name ?? person.station}</p>
              <p class="hint">
                {station?.hotline ?? ''} · {card.versionOf(version)}
              </p>
            </div>
            {raw(qrSvg(person.card, { title: card.scan }).svg)}
            <p class="code">{(person.card.match(/.{4}/g) ?? []).join(' ')}</p>
            <p class="found">
              {card.onCard}。{card.found}
            </p>
          </div>
        )
      })}
    </div>
  )
}

/** Who is at home at this desk's station, to be ticked. */
async function peopleHere(web: Web, c: Ask): Promise<readonly Person[]> {
  const station = deskStation(c)
  return station === '' ? [] : web.bank.people.find({ station }, {}, 1_000)
}

async function choosePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const people = await peopleHere(web, c)
  const body = (
    <>
      <h1>{t.card.sheetTitle}</h1>
      <p class="hint">{t.card.sheetHint}</p>
      <Problem t={t} said={said} />
      {people.length === 0 ? <p>{t.desk.foundNone}</p> : ''}
      <form method="post" action="/desk/cards">
        {people.map(({ member, name, number }) => (
          <label class="tick">
            <input type="checkbox" name="member" value={member} /> {maskName(name)} · {number}
          </label>
        ))}
        <button>{t.card.sheetSubmit}</button>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.card.sheetTitle, body, look: 'desk', status })
}

async function sheetPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const wanted = new Set((await fieldsOf(c)).all('member').filter(isMemberId))
  const people = (await peopleHere(web, c)).filter(({ member }) => wanted.has(member))
  if (people.length === 0) return choosePage(web, c, t.card.sheetNone)
  const printed: Printed[] = []
  for (const person of people.slice(0, SHEET_MAX)) {
    const { version } = await web.bank.people.members.cardVersion(person.member)
    await noteEvent(web.bank, actorOf(c), {
      act: 'card-issued',
      ok: true,
      about: person.member as MemberId,
      refs: [
        ['version', `${version}`],
        ['print', `${people.length}`],
      ],
    })
    printed.push({ person, version })
  }
  const body = (
    <>
      <h1 class="noprint">{t.card.sheetTitle}</h1>
      <p class="noprint hint">{t.card.printHint}</p>
      <CardSheet web={web} c={c} people={printed} />
    </>
  )
  return show(web, c, { title: t.card.sheetTitle, body, look: 'desk' })
}
