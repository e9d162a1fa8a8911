/** Papers for programs: certificates, lists that hang out, reports, folders, and what has to be keyed in elsewhere. */
import type * as z from 'zod'
import { writtenView } from './answers.ts'
import { may, refusedAt } from '../bank/actor.ts'
import {
  type Certificate,
  certificateOf,
  type CertificateOrder,
  issueCertificate,
} from '../bank/papers/certificate.ts'
import { folderOf } from '../bank/papers/folder.ts'
import { publicities, publicityOf } from '../bank/papers/publicity.ts'
import { type Report, reportOf } from '../bank/papers/report.ts'
import { paperRules } from '../bank/papers/served.ts'
import {
  reportPath,
  type Template,
  templateFile,
  templateIn,
  templatesFor,
} from '../bank/papers/template.ts'
import {
  takenOut,
  tickKeyed,
  type TickOrder,
  type ToKeyRow,
  toKeyList,
} from '../bank/people/to-key.ts'
import { refOf } from '../ledger/entry.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { certificatePrint, certificateSaid } from '../paper/certificate.ts'
import { isSheetFault } from '../paper/fault.ts'
import { folderBytes } from '../paper/folder-files.ts'
import type { Print } from '../paper/print.ts'
import { publicityPrint, publicitySaid } from '../paper/publicity.ts'
import {
  reportPrint,
  reportSaid,
  reportSheet,
  reportValues,
  templateName,
} from '../paper/report.ts'
import { fillTemplate } from '../paper/template.ts'
import { keyLines, toKeyCsv, toKeyXlsx } from '../paper/to-key.ts'
import type * as shape from './paper-shapes.ts'
import { plainProblem, problem } from './problems.ts'
import { entryId } from './schemas.ts'
import { FILE_TYPES, type FileType } from './table.ts'
import { type Ask, type Handlers, json } from './writes.ts'

export const PAPERS: Handlers = {
  'get /certificates/:code': certificate,
  'get /certificates/:code/file': certificateFile,
  'post /certificates': issued,
  'get /publicity': lists,
  'get /publicity/:id/file': listFile,
  'get /reports/:period': report,
  'get /reports/:period/file': reportFile,
  'get /folders/:month': folder,
  'get /to-key/:month': toKey,
  'get /to-key/:month/file': toKeyFile,
  'post /to-key/ticks': ticks,
}

const queryOf = <Query extends z.ZodType>(ask: Ask) => ask.query as z.infer<Query>

function file(bytes: Uint8Array, type: FileType, name: string): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': FILE_TYPES[type],
      'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '')}.${type}"`,
      'Cache-Control': 'private, no-store',
    },
  })
}

/** A paper as a PDF; where this door makes none, that is said. */
async function printed(ask: Ask, print: Print, name: string): Promise<Response> {
  if (!ask.printer) return plainProblem(ask.language, 'no-printer')
  return file((await ask.printer(print)).bytes, 'pdf', name)
}

/** What of a station is asked for that is not there; whoever reaches all of the city is told so, too. */
async function notThere({ bank, actor }: Ask, station: string, act: string) {
  const no = await refusedAt(bank, actor, station, act)
  if (no) return no
  const row = await bank.directory.get('station', station)
  return row ? undefined : ({ code: 'unknown-station', station } as const)
}

async function issued(ask: Ask): Promise<Response> {
  const order = ask.body as CertificateOrder
  const no = await notThere(ask, order.station, 'papers:write')
  if (no) return problem(ask, no, order)
  const outcome = await issueCertificate(ask.bank, ask.actor, order)
  if (!outcome.ok) return problem(ask, outcome.refusal, order)
  const written = await writtenView(ask.bank, ask.actor, outcome.value)
  return json(201, { ...written, certificate: refOf(outcome.value, 'certificate') ?? '' })
}

/** Whoever makes no papers is told so, whatever they name. */
function found(ask: Ask): Promise<Outcome<Certificate>> {
  const act = 'papers:write'
  if (!may(ask.actor, act)) return Promise.resolve(refuse({ code: 'not-allowed', act }))
  return certificateOf(ask.bank, ask.actor, ask.params['code'] ?? '')
}

async function certificate(ask: Ask): Promise<Response> {
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const { code, state, now } = outcome.value
  const { by: _by, upTo: _upTo, replacedBy: _next, withdrawn: _back, ...body } = outcome.value.body
  return json(200, { code, state, now, ...body })
}

async function certificateFile(ask: Ask): Promise<Response> {
  const { bank, language, origin } = ask
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const address = `${origin}/c/${outcome.value.code}`
  const said = await certificateSaid(bank, outcome.value, { language, address })
  return printed(ask, certificatePrint(said, language), `certificate-${said.body.number}`)
}

async function lists(ask: Ask): Promise<Response> {
  const { station } = queryOf<typeof shape.stationQuery>(ask)
  const no = await notThere(ask, station, 'stations:read')
  if (no) return problem(ask, no)
  const found = await publicities(ask.bank, ask.actor, station)
  if (!found.ok) return problem(ask, found.refusal)
  return json(200, {
    lists: found.value.map(({ key, body }) => {
      const { upTo: _upTo, photo, objections, ...said } = body
      return {
        ...{ id: key.slice(key.indexOf('/') + 1), ...said, photo: photo !== undefined },
        objections: objections.map(
          ({ text: _text, answer: _answer, handler: _handler, ...one }) => one,
        ),
      }
    }),
  })
}

async function listFile(ask: Ask): Promise<Response> {
  const { bank, language, origin } = ask
  const { station } = queryOf<typeof shape.publicityFileQuery>(ask)
  const list = ask.params['id'] ?? ''
  if (!entryId.safeParse(list).success) return problem(ask, { code: 'unknown-paper', paper: list })
  const found = await publicityOf(bank, ask.actor, { station, list })
  if (!found.ok) return problem(ask, found.refusal)
  const said = await publicitySaid(bank, found.value, { language, origin })
  return printed(ask, publicityPrint(said, language), `publicity-${station}-${said.body.posted}`)
}

interface Reported {
  readonly report: Report
  readonly path: string
  readonly template: Template | undefined
}

/** A report and the template it takes. */
async function reported(
  { bank, actor, params }: Ask,
  station?: string,
): Promise<Outcome<Reported>> {
  const period = params['period'] ?? ''
  const found = await reportOf(bank, actor, {
    ...{ period, ...(station === undefined ? {} : { station }) },
  })
  if (!found.ok) return found
  const path = await reportPath(bank, actor, station)
  const template = templateIn(await templatesFor(bank, path), period)
  return done({ report: found.value, path, template })
}

async function report(ask: Ask): Promise<Response> {
  const { station } = queryOf<typeof shape.reportQuery>(ask)
  const found = await reported(ask, station)
  if (!found.ok) return problem(ask, found.refusal)
  const { report: said, template } = found.value
  if (!template) return json(200, said)
  const { area, kind, version, from } = template
  return json(200, { ...said, template: { area, kind, version, from } })
}

async function reportFile(ask: Ask): Promise<Response> {
  const { bank, actor, language } = ask
  const { station, as } = queryOf<typeof shape.reportFileQuery>(ask)
  const found = await reported(ask, station)
  if (!found.ok) return problem(ask, found.refusal)
  const { report: of, path, template } = found.value
  const said = await reportSaid(bank, of, {
    ...{ language, days: paperRules(bank).monthFinalDays },
    area: actor.path?.split('/').at(-2),
  })
  const name = `report-${of.period}`
  if (as === 'pdf') return printed(ask, reportPrint(said, language), name)
  if (!template) return file(await reportSheet(said, language), 'xlsx', name)
  const kept = await templateFile(bank, path, template)
  if (!kept.ok) return problem(ask, kept.refusal)
  const values = reportValues(said, await templateName(bank, template, language))
  const filled = fillTemplate(kept.value.bytes, values)
  if (isSheetFault(filled)) throw new Error(`template ${template.file} is no workbook any more`)
  const { area, kind, version } = template
  return file(filled.bytes, 'xlsx', `${name}-${area}-${kind}-v${version}`)
}

async function folder(ask: Ask): Promise<Response> {
  const { bank, language, origin, printer } = ask
  const { station } = queryOf<typeof shape.stationQuery>(ask)
  const no = await notThere(ask, station, 'papers:write')
  if (no) return problem(ask, no)
  const month = ask.params['month'] ?? ''
  const found = await folderOf(bank, ask.actor, { station, month })
  if (!found.ok) return problem(ask, found.refusal)
  const days = paperRules(bank).monthFinalDays
  const bytes = await folderBytes(bank, found.value, { language, origin, days, printer })
  return file(bytes, 'zip', `folder-${station}-${month}`)
}

const system = 'ivolunteer'

const rowsOf = (
  { bank, actor, params }: Ask,
  station: string,
): Promise<Outcome<readonly ToKeyRow[]>> =>
  toKeyList(bank, actor, { station, month: params['month'] ?? '', system })

/** Without names: those are in the file, and that it was taken is kept. */
async function toKey(ask: Ask): Promise<Response> {
  const { station } = queryOf<typeof shape.stationQuery>(ask)
  const found = await rowsOf(ask, station)
  if (!found.ok) return problem(ask, found.refusal)
  return json(200, {
    rows: found.value.map(({ person, ...row }) => {
      const number = person?.outside[system]
      return number === undefined ? row : { ...row, number }
    }),
  })
}

async function toKeyFile(ask: Ask): Promise<Response> {
  const { bank, actor, language } = ask
  const { station, as } = queryOf<typeof shape.toKeyFileQuery>(ask)
  const found = await rowsOf(ask, station)
  if (!found.ok) return problem(ask, found.refusal)
  await takenOut(bank, actor, station, found.value)
  const lines = await keyLines(bank, found.value, system, language)
  const bytes = as === 'csv' ? toKeyCsv(lines) : await toKeyXlsx(lines)
  return file(bytes, as, `to-key-${station}-${ask.params['month']}`)
}

async function ticks(ask: Ask): Promise<Response> {
  const order = ask.body as TickOrder
  const outcome = await tickKeyed(ask.bank, ask.actor, order)
  if (!outcome.ok) return problem(ask, outcome.refusal, order)
  return json(201, { entry: outcome.value?.id ?? null })
}
