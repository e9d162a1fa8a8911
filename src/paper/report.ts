/** A report on paper and as a sheet: the figures, what came later, and what each figure means. */
import type { Language } from '../words/language.ts'
import { papers } from '../words/papers.ts'
import { hoursText } from '../words/reading.ts'
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
