/** Templates of reports (报表模板): an office keeps a version, its names are checked, stations see and download it. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { officeArea } from '../bank/loop/scorecard-posted.ts'
import {
  fillable,
  keepTemplate,
  reportKind,
  reportPath,
  type Template,
  templateFile,
  templateIn,
  templatesFor,
} from '../bank/papers/template.ts'
import { isSheetFault } from '../paper/fault.ts'
import { type ReportSaid, reportValues, templateName } from '../paper/report.ts'
import { FILE_MAX } from '../paper/sheet.ts'
import { fillTemplate, namesIn } from '../paper/template.ts'
import { REPORT_FIGURES, REPORT_KINDS, REPORT_NAMES, type ReportKind } from '../rules/papers.ts'
import { listed } from '../words/papers.ts'
import type { Pages } from '../words/pages.ts'
import { dayText } from '../words/reading.ts'
import { sheetSentence } from '../words/sheet.ts'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { Titles } from './table.tsx'
import { PaperLinks } from './paper-links.tsx'
import { sendFile } from './print.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const PATH = '/desk/templates'

export function templatePages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => templatesPage(web, c))
  app.post(PATH, (c) => templateSent(web, c))
  app.get(`${PATH}/:area/:kind/:version`, (c) => fileSent(web, c))
}

type Of = Pick<Template, 'area' | 'kind' | 'version'>

export const keyOf = ({ area, kind, version }: Of) => `${area}/${kind}/${version}`

/** Which template an address or a field names; undefined where it names none. */
export function isTemplate(text: string): Of | undefined {
  const [, area, kind = '', version] = /^(\d{2,16})\/([a-z]+)\/(\d{1,4})$/.exec(text) ?? []
  if (area === undefined || !REPORT_KINDS.includes(kind as ReportKind)) return undefined
  return { area, kind: kind as ReportKind, version: Number(version) }
}

export const nameOf = (web: Web, c: Ask, template: Template): Promise<string> =>
  templateName(web.bank, template, languageOf(c))

/** Templates a report may take, and the one it takes where none is chosen. */
export async function reportTemplates(web: Web, c: Ask, period: string, all: boolean) {
  const station = all ? '' : deskStation(c)
  const path = await reportPath(web.bank, actorOf(c), station === '' ? undefined : station)
  const every = await templatesFor(web.bank, path)
  const kind = reportKind(period)
  return {
    path,
    templates: every.filter((one) => one.kind === kind),
    asSet: templateIn(every, period),
  }
}

/** A report in a template: its bytes hang on the figures and the template alone. Undefined where there is no such template. */
export async function filledIn(
  web: Web,
  c: Ask,
  { path, of, said }: { readonly path: string; readonly of: Of; readonly said: ReportSaid },
): Promise<{ readonly bytes: Uint8Array; readonly name: string } | undefined> {
  const found = await templateFile(web.bank, path, of)
  if (!found.ok) return undefined
  const { template, bytes } = found.value
  const values = reportValues(said, await nameOf(web, c, template))
  const filled = fillTemplate(bytes, values)
  if (isSheetFault(filled)) return undefined
  const { area, kind, version } = template
  return { bytes: filled.bytes, name: `report-${said.period}-${area}-${kind}-v${version}.xlsx` }
}

interface Told {
  readonly said?: string
  readonly fields?: Fields
}

async function templatesPage(web: Web, c: Ask, sent: Told = {}): Promise<Response> {
  const t = words(c)
  const path = await ownPath(web, c)
  const templates = await templatesFor(web.bank, path)
  const body = (
    <>
      <h1>{t.papers.templates}</h1>
      <PaperLinks c={c} />
      <p class="hint">{t.papers.templatesHint}</p>
      <Problem t={t} said={sent.said} />
      <Kept web={web} c={c} path={path} />
      {templates.length === 0 ? (
        <p>{t.papers.templatesNone}</p>
      ) : (
        <Versions web={web} c={c} templates={templates} />
      )}
      {isOffice(web, c) ? <KeepForm web={web} c={c} fields={sent.fields} /> : ''}
      <h2>{t.papers.templateNames}</h2>
      <Facts rows={nameRows(t.papers)} />
      <p class="hint">{t.papers.templateHint}</p>
    </>
  )
  const status = sent.said === undefined ? 200 : 422
  return show(web, c, { title: t.papers.templates, body, look: 'desk', status })
}

/** Each name with what it stands for. */
function nameRows(t: Pages['papers']): readonly (readonly [string, string])[] {
  const means = {
    ...{ period: t.periodField, station: t.station, template: t.templateChosenName },
    ...{ people: t.figurePeople, attendances: t.figureAttendances, hours: t.figureHours },
    ...{ redeemed: t.figureRedeemed, donated: t.figureDonated },
  }
  return [...REPORT_NAMES, ...REPORT_FIGURES].map((name) => [name, means[name]])
}

const isOffice = (web: Web, c: Ask) =>
  mayHere(c, 'months:write') && officeArea(web.bank, actorOf(c)) !== undefined

/** Whose templates are shown: an office's own, or those the desk's station may use. */
function ownPath(web: Web, c: Ask): Promise<string> {
  const actor = actorOf(c)
  return reportPath(web.bank, actor, actor.station === '' ? undefined : actor.station)
}

/** What became of a workbook that was just kept: which of its names are filled in, and which nobody knows. */
async function Kept({
  web,
  c,
  path,
}: {
  readonly web: Web
  readonly c: Ask
  readonly path: string
}) {
  const of = isTemplate(c.req.query('kept') ?? '')
  const found = of && (await templateFile(web.bank, path, of))
  if (!found?.ok) return <></>
  const { papers } = words(c)
  const { template, bytes } = found.value
  const names = namesIn(bytes)
  const known = new Set(template.names)
  const unknown = isSheetFault(names) ? [] : names.filter((name) => !known.has(name))
  return (
    <div class="done" role="status">
      <p>{papers.templateKept(template.version)}</p>
      <p>{papers.templateKnown(template.names.join('、'))}</p>
      {unknown.length === 0 ? '' : <p>{papers.templateUnknown(unknown.join('、'))}</p>}
    </div>
  )
}

async function Versions({
  web,
  c,
  templates,
}: {
  readonly web: Web
  readonly c: Ask
  readonly templates: readonly Template[]
}) {
  const { papers } = words(c)
  const language = languageOf(c)
  const people = await staffNames(
    web,
    c,
    templates.map(({ by }) => by),
  )
  const titles = [papers.templates, papers.namesFilled, papers.keptOn, papers.keptBy, papers.file]
  const rows = await Promise.all(
    templates.map(async (one) => ({ one, name: await nameOf(web, c, one) })),
  )
  return (
    <table>
      <Titles titles={titles} />
      <tbody>
        {rows.map(({ one, name }) => (
          <tr>
            <th scope="row">{name}</th>
            <td>{one.names.join('、')}</td>
            <td>{dayText(one.day, language)}</td>
            <td>{people.get(one.by) ?? one.by}</td>
            <td>
              <a href={`${PATH}/${keyOf(one)}`} download="">
                {papers.templateDownload}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function KeepForm({
  web,
  c,
  fields,
}: {
  readonly web: Web
  readonly c: Ask
  readonly fields: Fields | undefined
}) {
  const { papers } = words(c)
  return (
    <form method="post" action={PATH} enctype="multipart/form-data">
      <h2>{papers.templateKeep}</h2>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <div class="row">
        <Choice
          label={papers.templateKind}
          name="kind"
          value={fields?.get('kind')}
          options={REPORT_KINDS.map((kind) => [kind, listed('report', kind, languageOf(c))])}
        />
        <Field
          label={papers.templateFrom}
          name="from"
          type="date"
          value={fields?.get('from') || `${today(web.bank).slice(0, 7)}-01`}
          hint={papers.templateFromHint}
        />
      </div>
      <label for="f-template">{papers.file}</label>
      <input id="f-template" type="file" name="template" accept=".xlsx" />{' '}
      <button>{papers.templateKeep}</button>
    </form>
  )
}

async function templateSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const bytes = new Uint8Array((await fields.file('template')?.arrayBuffer()) ?? [])
  const names =
    bytes.length > FILE_MAX
      ? ({
          code: 'sheet-too-large',
          bytes: bytes.length,
          limit: FILE_MAX,
          unpacked: false,
        } as const)
      : namesIn(bytes)
  if (isSheetFault(names))
    return templatesPage(web, c, { said: sheetSentence(names, languageOf(c)), fields })
  // What has nothing to fill in is refused below, and need not be kept before.
  const keeps = (await fillable(web.bank, names)).length > 0
  const order = {
    id: formId(web, fields),
    kind: fields.get('kind') as ReportKind,
    ...{ from: fields.get('from'), names },
    file: keeps ? await web.bank.evidence.put(bytes) : '0'.repeat(64),
  }
  const outcome = await keepTemplate(web.bank, actorOf(c), order)
  if (!outcome.ok)
    return templatesPage(web, c, { said: await told(web, c, outcome.refusal), fields })
  const path = await ownPath(web, c)
  const kept = (await templatesFor(web.bank, path)).find(
    ({ kind, file }) => kind === order.kind && file === order.file,
  )
  return c.redirect(kept ? `${PATH}?kept=${keyOf(kept)}` : PATH, 303)
}

async function fileSent(web: Web, c: Ask): Promise<Response> {
  const { area, kind, version } = c.req.param() as Readonly<Record<string, string>>
  const of = isTemplate(`${area}/${kind}/${version}`)
  const found = of && (await templateFile(web.bank, await ownPath(web, c), of))
  if (!of || !found?.ok) return notFound(web, c)
  return sendFile(c, found.value.bytes, `template-${area}-${kind}-v${of.version}.xlsx`, XLSX)
}
