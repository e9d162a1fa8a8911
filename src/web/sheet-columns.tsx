/** Which column is which, where the titles do not say it: the first rows of the sheet, and a choice above each column. */
import { type AttendanceField } from '../paper/attendance.ts'
import { shown } from '../paper/cell.ts'
import { ATTENDANCE_TITLES } from '../paper/columns.ts'
import { likelyLayout } from '../paper/layout.ts'
import type { Sheet } from '../paper/sheet.ts'
import { fieldName } from '../words/column.ts'
import { Field, Problem, show } from './page.tsx'
import { Carried, type Intake, type Layout } from './sheet-intake.tsx'
import { type Ask, languageOf, type Web, words } from './view.ts'

const ROWS_SHOWN = 8
const FIELDS = Object.keys(ATTENDANCE_TITLES) as readonly AttendanceField[]

interface Look {
  readonly intake: Intake
  readonly sheet: Sheet
  readonly layout?: Layout | undefined
  readonly said?: string
}

export function columnsPage(web: Web, c: Ask, look: Look): Promise<Response> {
  const t = words(c)
  const { intake, sheet, said } = look
  const layout = look.layout ?? likelyLayout(sheet, ATTENDANCE_TITLES)
  const body = (
    <>
      <h1>{t.intake.columnsWhat}</h1>
      <p class="hint">{t.intake.file(intake.name)}</p>
      <Problem t={t} said={said} />
      <p>{t.intake.columnsHint}</p>
      <form method="post" action="/desk/import" enctype="multipart/form-data">
        <Carried intake={intake} columns={false} />
        <FirstRows c={c} sheet={sheet} layout={layout} />
        <div class="row">
          <Field label={t.intake.defaultDate} name="date" type="date" value={intake.date} />
          <Field label={t.intake.defaultService} name="service" value={intake.service} />
        </div>
        <p>
          <label>
            <input type="checkbox" name="remember" value="1" checked /> {t.intake.columnsRemember}
          </label>
        </p>
        <p>
          <button name="step" value="check">
            {t.intake.columnsCheck}
          </button>{' '}
          <a class="button quiet" href="/desk/import">
            {t.intake.another}
          </a>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.intake.columnsWhat, body, look: 'desk', status })
}

function FirstRows({
  c,
  sheet,
  layout,
}: {
  readonly c: Ask
  readonly sheet: Sheet
  readonly layout: Layout
}) {
  const { intake } = words(c)
  const rows = sheet.rows.slice(0, Math.max(ROWS_SHOWN, layout.headerRow + 3))
  const width = Math.max(...rows.map((cells) => cells.length))
  return (
    <div class="wide">
      <input type="hidden" name="width" value={`${width}`} />
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">{intake.columnsHeader}</th>
            {Array.from({ length: width }, (_, at) => (
              <th scope="col">
                <FieldChoice c={c} at={at} field={layout.fields[at]} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <td colspan={width + 1}>
              <label>
                <input type="radio" name="header" value="0" checked={layout.headerRow === 0} />{' '}
                {intake.columnsNoHeader}
              </label>
            </td>
          </tr>
          {rows.map((cells, row) => (
            <tr>
              <th scope="row">
                <label>
                  <input
                    type="radio"
                    name="header"
                    value={`${row + 1}`}
                    checked={layout.headerRow === row + 1}
                  />{' '}
                  {intake.columnsRow(row + 1)}
                </label>
              </th>
              {Array.from({ length: width }, (_, at) => (
                <td>{shown(cells[at]).slice(0, 40)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FieldChoice({
  c,
  at,
  field,
}: {
  readonly c: Ask
  readonly at: number
  readonly field: AttendanceField | 'ignore' | undefined
}) {
  const { intake, desk } = words(c)
  const language = languageOf(c)
  const letters = String.fromCharCode(65 + (at % 26))
  return (
    <select name={`col-${at}`} aria-label={`${at < 26 ? letters : at + 1}`}>
      <option value="" selected={field === undefined}>
        {intake.columnUnknown}
      </option>
      {FIELDS.map((one) => (
        <option value={one} selected={one === field}>
          {fieldName(one, language)}
        </option>
      ))}
      <option value="ignore" selected={field === 'ignore'}>
        {desk.columnIgnore}
      </option>
    </select>
  )
}
