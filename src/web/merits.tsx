/** Training and awards from a sheet: all rows of it, or, where one is wrong, none, and which. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { recordAwards, recordTrainings } from '../bank/papers/merits.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { type Merits, readMerits } from '../paper/merits.ts'
import { isSheetFault, readSheet } from '../paper/sheet.ts'
import type { Award, Course, Giver } from '../rules/papers.ts'
import { sheetSentence } from '../words/sheet.ts'
import { Hidden, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function meritPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/merits', (c) => meritPage(web, c))
  app.post('/desk/merits', (c) => meritSent(web, c))
}

/** Sentences shown at once; after those are put right, the others come. */
const SAID_MAX = 20

function meritPage(web: Web, c: Ask, said: readonly string[] = []): Promise<Response> {
  const t = words(c)
  const count = Number(c.req.query('done') ?? 0)
  const body = (
    <>
      <h1>{t.papers.sheetTitle}</h1>
      <PaperLinks c={c} />
      {Number.isSafeInteger(count) && count > 0 ? (
        <p class="done" role="status">
          {t.papers.uploaded(count)}
        </p>
      ) : (
        ''
      )}
      {said.length === 0 ? '' : <Problem t={t} said={said.slice(0, SAID_MAX).join(' ')} />}
      <p class="hint">{t.papers.sheetHint}</p>
      <form method="post" action="/desk/merits" enctype="multipart/form-data">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <StationField web={web} c={c} />
        <label for="f-sheet">{t.papers.file}</label>
        <input id="f-sheet" type="file" name="sheet" accept=".xlsx,.csv" />{' '}
        <button>{t.papers.upload}</button>
      </form>
    </>
  )
  const status = said.length === 0 ? 200 : 422
  return show(web, c, { title: t.papers.sheetTitle, body, look: 'desk', status })
}

async function meritSent(web: Web, c: Ask): Promise<Response> {
  const { papers } = words(c)
  const fields = await fieldsOf(c)
  const file = fields.file('sheet')
  const bytes = new Uint8Array((await file?.arrayBuffer()) ?? [])
  const sheet = await readSheet(bytes, file?.name ?? '')
  if (isSheetFault(sheet)) return meritPage(web, c, [sheetSentence(sheet, languageOf(c))])
  const merits = readMerits(sheet, today(web.bank))
  if (merits === undefined) return meritPage(web, c, [papers.sheetUnreadable])
  if (isSheetFault(merits)) return meritPage(web, c, [sheetSentence(merits, languageOf(c))])
  const members = await membersIn(web, c, merits)
  const wrong = [
    ...merits.faults.map((row) => papers.rowWrong(row, papers.rowUnreadable)),
    ...merits.rows
      .filter(({ number }) => !members.has(number))
      .map(({ row }) => papers.rowWrong(row, papers.rowUnknown)),
  ]
  if (wrong.length > 0) return meritPage(web, c, wrong)
  const id = formId(web, fields)
  const outcome = await recorded(web, c, { id, merits, members, bytes })
  if (!outcome.ok) return meritPage(web, c, [await told(web, c, outcome.refusal)])
  return c.redirect(`/desk/merits?done=${merits.rows.length}&station=${deskStation(c)}`, 303)
}

/** People by their numbers, as the sheet has them. */
async function membersIn(
  { bank }: Web,
  c: Ask,
  { rows }: Merits,
): Promise<ReadonlyMap<string, MemberId>> {
  const found = new Map<string, MemberId>()
  for (const number of new Set(rows.map((row) => row.number))) {
    const [person] = await bank.people.find(deskScope(c), { number }, 1)
    if (person) found.set(number, person.member)
  }
  return found
}

async function recorded(
  { bank }: Web,
  c: Ask,
  said: {
    readonly id: Entry['id']
    readonly merits: Merits
    readonly members: ReadonlyMap<string, MemberId>
    readonly bytes: Uint8Array
  },
): Promise<Outcome<Entry>> {
  const { id, merits, members, bytes } = said
  const file = await bank.evidence.put(bytes)
  const brought = { id, station: deskStation(c), file }
  const rows = merits.rows.map((row) => ({ ...row, member: members.get(row.number) as MemberId }))
  if (merits.kind === 'training')
    return recordTrainings(bank, actorOf(c), {
      ...brought,
      rows: rows.map(({ member, day, minutes, what }) => ({
        ...{ member, day, minutes, course: what as Course },
      })),
    })
  return recordAwards(bank, actorOf(c), {
    ...brought,
    rows: rows.map(({ member, day, giver, what }) => ({
      ...{ member, day, giver: giver as Giver, award: what as Award },
    })),
  })
}
