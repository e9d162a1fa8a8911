/** A report on paper and as a sheet: the figures, what came later, and what each figure means. */
import type { TemplateRow } from '../bank/ports-papers.ts'
import type { Language } from '../words/language.ts'
import { listed, papers } from '../words/papers.ts'
import { dayText, hoursText } from '../words/reading.ts'
import type { NamingBank } from './named.ts'
import type { Print, PrintBlock } from './print.ts'
import { writeXlsx } from './write.ts'

export interface ReportFigures {
  readonly people: number
  readonly attendances: number
  readonly minutes: number
  readonly redeemed: number
  readonly donated: number
}

export interface ReportSaid {
  readonly period: string
  /** Whose report it is: a station, or an office's area. */
  readonly whose: string
  readonly lines: readonly (ReportFigures & { readonly code: string; readonly name: string })[]
  readonly all: ReportFigures
  readonly later: readonly {
    readonly name: string
    readonly month: string
    readonly seq: number
    readonly what: 'served' | 'redeemed' | 'donated'
    readonly minutes: number
  }[]
  readonly final: boolean
  /** Days after which a month is final. */
  readonly days: number
  readonly product: string
  readonly at: number
}

/** A report as the bank has it, with codes for names. */
interface ReportFound extends Pick<ReportSaid, 'period' | 'all' | 'final'> {
  readonly lines: readonly (ReportFigures & { readonly station: string })[]
  readonly later: readonly (Omit<ReportSaid['later'][number], 'name'> & {
    readonly station: string
  })[]
}

/** With names for codes. `area` is whose it is where it is of several stations; `days` as in ReportSaid. */
export async function reportSaid(
  bank: NamingBank,
  report: ReportFound,
  {
    language,
    area,
    days,
  }: Pick<ReportSaid, 'days'> & {
    readonly language: Language
    readonly area: string | undefined
  },
): Promise<ReportSaid> {
  const { directory, rules, clock } = bank
  const names = new Map((await directory.all('station')).map(({ key, body }) => [key, body.name]))
  const nameOf = (code: string) => names.get(code) ?? code
  const office = area === undefined ? undefined : (await directory.get('area', area))?.body.name
  const [line] = report.lines
  return {
    period: report.period,
    whose:
      report.lines.length === 1 && line
        ? nameOf(line.station)
        : (office ?? rules.city.name[language]),
    lines: report.lines.map((one) => ({ ...one, code: one.station, name: nameOf(one.station) })),
    all: report.all,
    later: report.later.map((one) => ({ ...one, name: nameOf(one.station) })),
    ...{ final: report.final, days, product: rules.words.product[language], at: clock.now() },
  }
}

/** A template as people name it, with the office whose it is. */
export async function templateName(
  { directory }: Pick<NamingBank, 'directory'>,
  template: TemplateRow & { readonly area: string; readonly version: number },
  language: Language,
): Promise<string> {
  const { area, kind, version, from } = template
  const t = papers[language]
  const name = (await directory.get('area', area))?.body.name ?? area
  const said = `${name} ${listed('report', kind, language)}`
  return `${t.templateVersion(said, version)}${t.templateSince(dayText(from, language))}`
}

export function reportPrint(said: ReportSaid, language: Language): Print {
  const t = papers[language]
  const cells = (figures: ReportFigures) => [
    `${figures.people}`,
    `${figures.attendances}`,
    ...[figures.minutes, figures.redeemed, figures.donated].map((one) => hoursText(one, language)),
  ]
  return {
    title: t.reportTitle(said.whose, said.period),
    size: 'a4',
    language,
    at: said.at,
    foot: `${said.product} ${said.period}`,
    blocks: [
      { kind: 'text', text: said.final ? t.reportFinal : t.reportOpen, centre: true, small: true },
      {
        kind: 'table',
        head: [
          t.station,
          ...[t.figurePeople, t.figureAttendances, t.figureHours, t.figureRedeemed],
          t.figureDonated,
        ],
        widths: [4, 1.6, 1.6, 2.6, 2.6, 2.6],
        rows: [
          ...said.lines.map((line) => [line.name, ...cells(line)]),
          [t.all, ...cells(said.all)],
        ],
        figures: [1, 2, 3, 4, 5],
      },
      ...laterBlocks(said, language),
      { kind: 'heading', text: t.definitions },
      ...definitions(said, language).map(
        (text): PrintBlock => ({ kind: 'text', text, small: true }),
      ),
      { kind: 'signatures', places: [t.signHead, t.signHandler, t.seal] },
    ],
  }
}

function laterBlocks({ later }: ReportSaid, language: Language): readonly PrintBlock[] {
  const t = papers[language]
  const named = {
    served: t.figureHours,
    redeemed: t.figureRedeemed,
    donated: t.figureDonated,
  } as const
  return [
    { kind: 'heading', text: t.laterTitle },
    later.length === 0
      ? { kind: 'text', text: t.none }
      : {
          kind: 'table',
          head: [t.station, t.concerns, t.figure, t.hours, t.seq],
          widths: [4, 2, 2, 3, 2],
          rows: later.map(({ name, month, what, minutes, seq }) => [
            ...[name, month, `${named[what]}（${minutes < 0 ? t.reversed : t.added}）`],
            ...[hoursText(minutes, language), `${seq}`],
          ]),
          figures: [3, 4],
        },
  ]
}

function definitions({ days }: ReportSaid, language: Language): readonly string[] {
  const t = papers[language]
  return [
    ...[t.defPeople, t.defAttendances, t.defHours, t.defRedeemed, t.defDonated],
    t.defClosed(days),
  ]
}

/** The same figures as a sheet, hours as numbers. */
export function reportSheet(said: ReportSaid, language: Language): Promise<Uint8Array> {
  const t = papers[language]
  type Line = ReportSaid['lines'][number]
  const rows: readonly Line[] = [...said.lines, { code: '', name: t.all, ...said.all }]
  const hours = (minutes: number) => Math.round((minutes / 60) * 100) / 100
  return writeXlsx<Line>(
    rows,
    [
      { title: t.periodField, width: 16, value: () => said.period },
      { title: t.station, width: 24, value: ({ name }) => name },
      { title: t.figurePeople, value: ({ people }) => people },
      { title: t.figureAttendances, value: ({ attendances }) => attendances },
      { title: t.figureHours, value: ({ minutes }) => hours(minutes) },
      { title: t.figureRedeemed, value: ({ redeemed }) => hours(redeemed) },
      { title: t.figureDonated, value: ({ donated }) => hours(donated) },
    ],
    t.report,
  )
}

/** What a template may name: "hours", or "hours.S001" of one station; hours as numbers. `template` says which it is. */
export function reportValues(
  said: ReportSaid,
  template?: string,
): ReadonlyMap<string, string | number> {
  const values = new Map<string, string | number>([
    ['period', said.period],
    ['station', said.whose],
  ])
  if (template !== undefined) values.set('template', template)
  const put = (end: string, figures: ReportFigures) => {
    const hours = (minutes: number) => Math.round((minutes / 60) * 100) / 100
    values.set(`people${end}`, figures.people)
    values.set(`attendances${end}`, figures.attendances)
    values.set(`hours${end}`, hours(figures.minutes))
    values.set(`redeemed${end}`, hours(figures.redeemed))
    values.set(`donated${end}`, hours(figures.donated))
  }
  put('', said.all)
  for (const line of said.lines) put(`.${line.code}`, line)
  return values
}
