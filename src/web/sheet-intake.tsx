/** What a sheet on its way in carries from one answer to the next: the file, what was said of its columns, and whose rows are. */
import { Buffer } from 'node:buffer'
import type { RowChoice } from '../bank/people/attendance.ts'
import type { AttendanceField } from '../paper/attendance.ts'
import { ATTENDANCE_TITLES } from '../paper/columns.ts'
import type { Layout as PaperLayout } from '../paper/layout.ts'
import { COLUMNS_MAX, ROWS_MAX } from '../paper/sheet.ts'
import { Choice, Hidden } from './page.tsx'
import { type Ask, deskStation, type Fields, isMemberId, words } from './view.ts'

export type Layout = PaperLayout<AttendanceField>

const STEPS = ['check', 'columns', 'record', 'faults', 'faults-csv'] as const

export interface Intake {
  readonly step: (typeof STEPS)[number]
  readonly station: string
  readonly name: string
  readonly bytes: Uint8Array
  /** '' where the columns are to tell it. */
  readonly source: string
  /** As said on the page of columns; undefined where nothing was said. */
  readonly layout?: Layout | undefined
  readonly remember: boolean
  readonly date: string
  readonly service: string
  readonly choices: ReadonlyMap<number, RowChoice>
  /** Rows that need a change are left out. */
  readonly leave: boolean
}

export async function intakeIn(fields: Fields, desk: string): Promise<Intake> {
  const carried = fields.all('bytes')[0]
  const file = fields.file('sheet')
  const bytes =
    carried === undefined
      ? new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
      : new Uint8Array(Buffer.from(carried, 'base64'))
  const said = fields.get('step')
  return {
    step: STEPS.find((step) => step === said) ?? (carried === undefined ? 'check' : 'record'),
    station: fields.get('station') || desk,
    name: (carried === undefined ? file?.name : fields.get('name')) ?? '',
    bytes,
    source: ['desk', 'ivolunteer'].find((one) => one === fields.get('source')) ?? '',
    layout: layoutIn(fields),
    remember: fields.get('remember') === '1',
    date: fields.get('date'),
    service: fields.get('service').slice(0, 100),
    choices: choicesIn(fields),
    leave: fields.get('leave') === '1',
  }
}

function layoutIn(fields: Fields): Layout | undefined {
  const [header] = fields.all('header')
  const width = Number(fields.get('width'))
  if (header === undefined || !/^\d{1,2}$/.test(header)) return undefined
  if (!Number.isInteger(width) || width < 1 || width > COLUMNS_MAX) return undefined
  const chosen = Array.from({ length: width }, (_, at) => {
    const field = fields.get(`col-${at}`)
    const known = field === 'ignore' || Object.hasOwn(ATTENDANCE_TITLES, field)
    return known ? (field as AttendanceField | 'ignore') : undefined
  })
  return { headerRow: Number(header), fields: chosen }
}

function choicesIn(fields: Fields): ReadonlyMap<number, RowChoice> {
  const choices = new Map<number, RowChoice>()
  for (const pair of fields.all('row')) {
    const [, row = '', who = ''] = /^(\d{1,4}) (\S+)$/.exec(pair) ?? []
    if (row === '' || Number(row) > ROWS_MAX) continue
    if (who === 'enrol' || who === 'leave' || isMemberId(who)) choices.set(Number(row), who)
  }
  return choices
}

/** All of it but the choices, which the page of rows shows itself. */
export function Carried({
  intake,
  columns = true,
}: {
  readonly intake: Intake
  /** False on the page where columns are chosen. */
  readonly columns?: boolean
}) {
  const { layout } = intake
  return (
    <>
      <Hidden name="station" value={intake.station} />
      <Hidden name="name" value={intake.name} />
      <Hidden name="source" value={intake.source} />
      <Hidden name="bytes" value={Buffer.from(intake.bytes).toString('base64')} />
      {columns ? (
        <>
          <Hidden name="date" value={intake.date} />
          <Hidden name="service" value={intake.service} />
        </>
      ) : (
        ''
      )}
      {columns && layout ? (
        <>
          <Hidden name="header" value={`${layout.headerRow}`} />
          <Hidden name="width" value={`${layout.fields.length}`} />
          {layout.fields.map((field, at) =>
            field === undefined ? '' : <Hidden name={`col-${at}`} value={field} />,
          )}
        </>
      ) : (
        ''
      )}
    </>
  )
}

export function FileForm({ c }: { readonly c: Ask }) {
  const { desk, intake } = words(c)
  return (
    <form method="post" action="/desk/import" enctype="multipart/form-data">
      <Hidden name="station" value={deskStation(c)} />
      <div class="row">
        <div>
          <label for="f-sheet">{desk.sheetChoose}</label>
          <input id="f-sheet" type="file" name="sheet" accept=".xlsx,.csv" required />
        </div>
        <Choice
          label={intake.source}
          name="source"
          options={[
            ['', intake.sourceAuto],
            ['desk', intake.sourceDesk],
            ['ivolunteer', intake.sourceIvolunteer],
          ]}
        />
        <button>{desk.sheetCheck}</button>
      </div>
      <p>
        <a href="/desk/blank-sheet">{intake.blank}</a>
      </p>
    </form>
  )
}
