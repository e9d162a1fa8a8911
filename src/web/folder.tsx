/** The folder for an inspection: a station's month in one zip, from one button. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { folderOf } from '../bank/papers/folder.ts'
import { paperRules } from '../bank/papers/served.ts'
import { folderBytes } from '../paper/folder-files.ts'
import { Field, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { sendFile } from './print.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function folderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/folder', async (c) =>
    c.req.query('month') === undefined ? folderPage(web, c) : folderFile(web, c),
  )
}

function folderPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.papers.folder}</h1>
      <PaperLinks c={c} />
      <p class="hint">{t.papers.folderHint}</p>
      <Problem t={t} said={said} />
      <form method="get" action="/desk/folder" class="row">
        <StationField web={web} c={c} />
        <Field
          label={t.papers.folderMonth}
          name="month"
          type="month"
          value={c.req.query('month') ?? today(web.bank).slice(0, 7)}
        />
        <button>{t.papers.folderMake}</button>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.papers.folder, body, look: 'desk', status })
}

async function folderFile(web: Web, c: Ask): Promise<Response> {
  const [station, month] = [deskStation(c), c.req.query('month') ?? '']
  const found = await folderOf(web.bank, actorOf(c), { station, month })
  if (!found.ok) return folderPage(web, c, await told(web, c, found.refusal))
  const bytes = await folderBytes(web.bank, found.value, {
    language: languageOf(c),
    origin: web.options.base ?? new URL(c.req.url).origin,
    days: paperRules(web.bank).monthFinalDays,
    printer: web.options.printer,
  })
  return sendFile(c, bytes, `folder-${station}-${month}.zip`, 'application/zip')
}
