/** Sheets of training or awards: whom by their number, on which day, and one of the lists. */
import { codeOf, type PaperList } from '../words/papers.ts'
import { type Cell, textOf, wordsOf } from './cell.ts'
import { type Columns, findHeader, mapColumns } from './columns.ts'
import { readDate, senseOf } from './date.ts'
import { isMisread, isSheetFault, type SheetFault } from './fault.ts'
import { readHours } from './hours.ts'
import { linesUnder } from './line.ts'
import type { Sheet } from './sheet.ts'

const TITLES = {
  number: ['志愿者编号', '编号', '人员编号', 'number'],
  day: ['日期', '培训日期', '表彰日期', '授予日期', 'day', 'date'],
  course: ['培训内容', '培训名称', '课程', 'training', 'course'],
  hours: ['学时', '培训学时', '学时(小时)', 'hours'],
  award: ['表彰名称', '奖励名称', '荣誉', 'award'],
  giver: ['授予单位', '表彰单位', '颁发单位', 'givenby', 'giver'],
} as const

type Field = keyof typeof TITLES

export interface MeritRow {
  readonly row: number
  readonly number: string
  readonly day: string
  /** A code of the list of courses, or of awards. */
  readonly what: string
  /** Of training. */
  readonly minutes: number
  /** Of an award. */
  readonly giver: string
}

export interface Merits {
  readonly kind: 'training' | 'award'
  readonly rows: readonly MeritRow[]
  /** Rows in which something could not be read. */
  readonly faults: readonly number[]
}

/** The longest course, in minutes; the same as the bank's. */
const COURSE_MAX = 200 * 60

/** Undefined where the columns are neither those of training nor those of awards, or are both. */
export function readMerits(sheet: Sheet, today: string): Merits | SheetFault | undefined {
  const header = findHeader<Field>(sheet, TITLES, ['number'])
  if (!header) return undefined
  const mapped = mapColumns<Field>(header.cells, TITLES)
  if (isSheetFault(mapped)) return mapped
  const kind = kindOf(mapped.columns)
  if (!kind) return undefined
  const sense = senseOf([], [], today)
  const rows: MeritRow[] = []
  const faults: number[] = []
  for (const line of linesUnder<Field>(sheet, header, mapped.columns)) {
    const read = readLine(kind, (field) => line.cell(field), sense)
    if (read) rows.push({ row: line.row, ...read })
    else faults.push(line.row)
  }
  return { kind, rows, faults }
}

function kindOf(columns: Columns<Field>): Merits['kind'] | undefined {
  if (!columns.day) return undefined
  const training = columns.course !== undefined && columns.hours !== undefined
  const award = columns.award !== undefined && columns.giver !== undefined
  if (training === award) return undefined
  return training ? 'training' : 'award'
}

function readLine(
  kind: Merits['kind'],
  cell: (field: Field) => Cell | undefined,
  sense: Parameters<typeof readDate>[1],
): Omit<MeritRow, 'row'> | undefined {
  const said = (field: Field, list: PaperList) => {
    const found = cell(field)
    return found && codeOf(list, wordsOf(found))
  }
  const dated = cell('day')
  const day = dated && readDate(dated, sense)
  const number = textOf(cell('number')).replaceAll(' ', '')
  if (number === '' || day === undefined || isMisread(day)) return undefined
  if (kind === 'award') {
    const [what, giver] = [said('award', 'award'), said('giver', 'giver')]
    return what && giver ? { number, day, what, giver, minutes: 0 } : undefined
  }
  const what = said('course', 'course')
  const lasted = cell('hours')
  const minutes = lasted && readHours(lasted, { most: COURSE_MAX })
  if (!what || minutes === undefined || isMisread(minutes)) return undefined
  return { number, day, what, giver: '', minutes }
}
