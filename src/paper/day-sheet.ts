/** A day sheet (日结单) on paper: the position before and after, the counts, and every line. */
import type { EntryKind } from '../ledger/entry.ts'
import { day as dayWords } from '../words/day.ts'
import { kindName } from '../words/entry.ts'
import type { Language } from '../words/language.ts'
import { papers } from '../words/papers.ts'
import { position as positionWords } from '../words/position.ts'
import { clockText, dayText, hoursText, timeText } from '../words/reading.ts'
import { maskedNames, type NamingBank, serviceNamed, staffNamed, stationNamed } from './named.ts'
import type { Print, PrintBlock } from './print.ts'

interface Position {
  readonly issued: number
  readonly redeemed: number
  readonly held: number
  readonly position: number
}

export interface DaySheetSaid {
  readonly day: string
  readonly station: string
  readonly opening: Position
  readonly closing: Position
  readonly lines: readonly {
    readonly seq: number
    readonly kind: EntryKind
    readonly service: string
    readonly recordedAt: number
    readonly minutes: number
    /** Masked. */
    readonly name: string
    readonly by: string
  }[]
  readonly balanced: boolean
  /** First figures of the hash that was signed. */
  readonly figures: string
  readonly closed:
    | { readonly by: string; readonly at: number; readonly agrees: boolean }
    | undefined
  readonly product: string
  readonly at: number
}

/** A day sheet as the bank has it. */
interface DaySheetFound extends Pick<DaySheetSaid, 'day' | 'opening' | 'closing' | 'balanced'> {
  readonly station: string
  readonly figures: string
  readonly lines: readonly (Omit<DaySheetSaid['lines'][number], 'name'> & {
    readonly member?: string
  })[]
  readonly closed?: {
    readonly by: string
    readonly recordedAt: number
    readonly agrees: boolean
  }
}

/** With names for codes. */
export async function daySheetSaid(
  bank: NamingBank,
  sheet: DaySheetFound,
  language: Language,
): Promise<DaySheetSaid> {
  const { lines, closed } = sheet
  const members = lines.flatMap(({ member }) => member ?? [])
  const nameOf = await maskedNames(bank, members, language)
  const by = [...lines.map((line) => line.by), ...(closed ? [closed.by] : [])]
  const staff = await staffNamed(bank, by, language)
  return {
    ...{ day: sheet.day, opening: sheet.opening, closing: sheet.closing },
    ...{ balanced: sheet.balanced, figures: sheet.figures.slice(0, 16) },
    station: await stationNamed(bank, sheet.station),
    lines: lines.map((line) => ({
      ...line,
      service: serviceNamed(bank, line.service, language),
      name: line.member === undefined ? '' : nameOf(line.member),
      by: staff.get(line.by) ?? line.by,
    })),
    closed: closed && {
      ...{ by: staff.get(closed.by) ?? closed.by, at: closed.recordedAt },
      agrees: closed.agrees,
    },
    ...{ product: bank.rules.words.product[language], at: bank.clock.now() },
  }
}

export function daySheetPrint(said: DaySheetSaid, language: Language): Print {
  const t = dayWords[language]
  const p = papers[language]
  const hours = (minutes: number) => hoursText(minutes, language)
  return {
    title: t.sheetTitle(said.station, dayText(said.day, language)),
    size: 'a4',
    language,
    at: said.at,
    foot: `${said.product} ${said.station} ${said.day}`,
    blocks: [
      ...standings(said, language),
      { kind: 'text', text: said.balanced ? t.balanced : t.unbalanced },
      {
        kind: 'table',
        head: [p.seq, p.time, p.kind, p.content, p.name, p.handler, p.hours],
        widths: [1.5, 1.5, 2.5, 2.5, 2, 2.5, 2.5],
        rows: said.lines.map((line) => [
          ...[`${line.seq}`, clockText(line.recordedAt), kindName(line.kind, language)],
          ...[line.service, line.name, line.by, hours(line.minutes)],
        ]),
        figures: [0, 6],
      },
      signedBlock(said, language),
      { kind: 'text', text: `${t.figures} ${said.figures}`, small: true },
      { kind: 'signatures', places: [p.signHead, p.signHandler] },
    ],
  }
}

function standings({ opening, closing }: DaySheetSaid, language: Language): readonly PrintBlock[] {
  const t = dayWords[language]
  const position = positionWords[language]
  const row = (label: string, of: keyof Position) => [
    label,
    ...[opening[of], closing[of], closing[of] - opening[of]].map((one) => hoursText(one, language)),
  ]
  return [
    {
      kind: 'table',
      head: [t.position, t.opening, t.closing, t.change],
      widths: [3, 2, 2, 2],
      rows: [
        row(position.issued, 'issued'),
        row(position.redeemed, 'redeemed'),
        row(position.held, 'held'),
        row(position.position, 'position'),
      ],
      figures: [1, 2, 3],
    },
  ]
}

function signedBlock({ closed }: DaySheetSaid, language: Language): PrintBlock {
  const t = dayWords[language]
  if (!closed) return { kind: 'text', text: t.open }
  return {
    kind: 'facts',
    rows: [
      [t.doneBy, closed.by],
      [t.doneAt, timeText(closed.at, language)],
      [t.receipt, closed.agrees ? t.agrees : t.differs],
    ],
  }
}
