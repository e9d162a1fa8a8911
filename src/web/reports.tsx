/** Reports (工作报表) of a month, a quarter or a year: on the screen, on paper, and as a file in the template of the street. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type Report, reportOf } from '../bank/papers/report.ts'
import { paperRules } from '../bank/papers/served.ts'
import { isSheetFault } from '../paper/fault.ts'
import {
  reportPrint,
  type ReportSaid,
  reportSaid,
  reportSheet,
  reportValues,
} from '../paper/report.ts'
import { FILE_MAX } from '../paper/sheet.ts'
import { fillTemplate } from '../paper/template.ts'
import { sheetSentence } from '../words/sheet.ts'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { sendFile, showPrint } from './print.tsx'
import { StationField } from './station-field.tsx'
import { filledIn, isTemplate, keyOf, nameOf, reportTemplates, XLSX } from './templates.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function reportPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/report', (c) => reportPage(web, c))
  app.post('/desk/report', (c) => templateSent(web, c))
}

/** The month before this one is what is reported most. */
function periodOf(web: Web, asked: string | undefined): string {
  if (asked !== undefined && asked !== '') return asked.trim()
  const [year = 0, month = 0] = today(web.bank).split('-').map(Number)
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
}

async function found(web: Web, c: Ask, period: string, all: boolean) {
  const station = deskStation(c)
  const actor = actorOf(c)
  const one = all && actor.station === '' ? '' : station
  return reportOf(web.bank, actor, { period, ...(one === '' ? {} : { station: one }) })
}

/** The report with names for codes, as it is printed. */
export function saidOf(web: Web, c: Ask, report: Report): Promise<ReportSaid> {
  return reportSaid(web.bank, report, {
    language: languageOf(c),
    area: actorOf(c).path?.split('/').at(-2),
    days: paperRules(web.bank).monthFinalDays,
  })
}

async function reportPage(web: Web, c: Ask, wrong?: string): Promise<Response> {
  const period = periodOf(web, c.req.query('period'))
  const report = await found(web, c, period, isAll(c))
  const t = words(c)
  if (!report.ok) {
    const said = await told(web, c, report.refusal)
    const body = (
      <>
        <h1>{t.papers.report}</h1>
        <PaperLinks c={c} />
        <Problem t={t} said={said} />
        <Forms web={web} c={c} period={period} />
      </>
    )
    return show(web, c, { title: t.papers.report, body, look: 'desk', status: 422 })
  }
  const said = await saidOf(web, c, report.value)
  const language = languageOf(c)
  const file = `report-${report.value.period}`
  if (c.req.query('as') === 'xlsx') return reportFile(web, c, said)
  const beside = (
    <>
      <Problem t={t} said={wrong} />
      <FileForm web={web} c={c} period={period} />
      <Forms web={web} c={c} period={period} />
      <PaperLinks c={c} />
    </>
  )
  return showPrint(web, c, reportPrint(said, language), { file, beside })
}

const isAll = (c: Ask) => c.req.query('all') === '1'

/** The report in the template that was chosen, else in that of its day, else as the plain sheet of the house. */
async function reportFile(web: Web, c: Ask, said: ReportSaid): Promise<Response> {
  const language = languageOf(c)
  const { path, asSet } = await reportTemplates(web, c, said.period, isAll(c))
  const chosen = c.req.query('template') ?? ''
  if (chosen === 'house' || (chosen === '' && asSet === undefined))
    return sendFile(c, await reportSheet(said, language), `report-${said.period}.xlsx`, XLSX)
  const of = chosen === '' ? asSet : isTemplate(chosen)
  const filled = of && (await filledIn(web, c, { path, of, said }))
  return filled ? sendFile(c, filled.bytes, filled.name, XLSX) : notFound(web, c)
}

/** One button; which template it takes is said, and another may be chosen. */
async function FileForm({
  web,
  c,
  period,
}: {
  readonly web: Web
  readonly c: Ask
  readonly period: string
}) {
  const { papers } = words(c)
  const { templates, asSet } = await reportTemplates(web, c, period, isAll(c))
  const named = await Promise.all(
    templates.map(async (one) => [keyOf(one), await nameOf(web, c, one)] as const),
  )
  const set = asSet === undefined ? papers.templateHouse : await nameOf(web, c, asSet)
  return (
    <form method="get" action="/desk/report" class="row">
      <Hidden name="period" value={period} />
      {actorOf(c).station === '' ? <Hidden name="station" value={deskStation(c)} /> : ''}
      {isAll(c) ? <Hidden name="all" value="1" /> : ''}
      <Hidden name="as" value="xlsx" />
      {named.length === 0 ? (
        <p>{papers.templateChosen(set)}</p>
      ) : (
        <Choice
          label={papers.templateChoose}
          name="template"
          options={[
            ['', `${papers.templateAsSet}：${set}`],
            ...named,
            ['house', papers.templateHouse],
          ]}
        />
      )}
      <button>{papers.reportXlsx}</button>
    </form>
  )
}

function Forms({
  web,
  c,
  period,
}: {
  readonly web: Web
  readonly c: Ask
  readonly period: string
}) {
  const { papers } = words(c)
  const isOffice = actorOf(c).station === ''
  const everywhere = isOffice ? (
    <label class="tick">
      <input type="checkbox" name="all" value="1" checked={isAll(c)} />
      {papers.everyStation}
    </label>
  ) : (
    ''
  )
  return (
    <>
      <form method="get" action="/desk/report" class="row">
        {isOffice ? <StationField web={web} c={c} /> : ''}
        <Field
          label={papers.periodField}
          name="period"
          value={period}
          hint={papers.periodHint}
          form="show"
        />
        {everywhere}
        <button>{papers.show}</button>
      </form>
      <form method="post" action="/desk/report" enctype="multipart/form-data">
        <h2>{papers.template}</h2>
        <p class="hint">{papers.templateHint}</p>
        <StationField web={web} c={c} />
        <Field label={papers.periodField} name="period" value={period} form="fill" />
        {everywhere}
        <label for="f-template">{papers.file}</label>
        <input id="f-template" type="file" name="template" accept=".xlsx" />{' '}
        <button>{papers.fill}</button>
      </form>
    </>
  )
}

async function templateSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const period = periodOf(web, fields.get('period'))
  const report = await found(web, c, period, fields.get('all') === '1')
  if (!report.ok) return reportPage(web, c, await told(web, c, report.refusal))
  const bytes = new Uint8Array((await fields.file('template')?.arrayBuffer()) ?? [])
  const filled =
    bytes.length > FILE_MAX
      ? ({
          code: 'sheet-too-large',
          bytes: bytes.length,
          limit: FILE_MAX,
          unpacked: false,
        } as const)
      : fillTemplate(bytes, reportValues(await saidOf(web, c, report.value)))
  if (isSheetFault(filled) || filled.names.length === 0) {
    const { papers } = words(c)
    const said = isSheetFault(filled)
      ? sheetSentence(filled, languageOf(c))
      : papers.templateNameless
    return wrongTemplate(web, c, said, period)
  }
  return sendFile(c, filled.bytes, `report-${period}.xlsx`, XLSX)
}

function wrongTemplate(web: Web, c: Ask, said: string, period: string) {
  const t = words(c)
  const body = (
    <>
      <h1>{t.papers.report}</h1>
      <Problem t={t} said={said} />
      <Forms web={web} c={c} period={period} />
    </>
  )
  return show(web, c, { title: t.papers.report, body, look: 'desk', status: 422 })
}
