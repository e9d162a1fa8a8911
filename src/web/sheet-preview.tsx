/** What a sheet would do, row by row, before anything is recorded: whom it asks about, what needs a change, what is known. */
import { type RowPlan, serviceNamed } from '../bank/people/attendance.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Attendance, type AttendanceRow } from '../paper/attendance.ts'
import type { Leftover } from '../paper/leftover.ts'
import type { Sheet } from '../paper/sheet.ts'
import { fieldName } from '../words/column.ts'
import { hoursText, maskName, monthDayText } from '../words/reading.ts'
import { sentence } from '../words/refusal.ts'
import { whysText } from '../words/review.ts'
import { refusedRow, rowSentence } from '../words/sheet.ts'
import { Problem, show } from './page.tsx'
import { Carried, FileForm, type Intake } from './sheet-intake.tsx'
import { type Ask, languageOf, serviceName, speakerFor, type Web, words } from './view.ts'

export interface Read {
  readonly sheet: Sheet
  readonly attendance: Attendance
  /** By whose word the columns were read. */
  readonly how: 'auto' | 'saved' | 'chosen'
}

interface Look {
  readonly intake: Intake
  readonly read: Read
  readonly plans: readonly RowPlan[]
  readonly bad: readonly Leftover[]
  readonly said?: string
}

interface Rows {
  readonly web: Web
  readonly c: Ask
  readonly look: Look
  readonly people: ReadonlyMap<string, Person>
}

/** Every row that cannot be recorded as it stands, with the reasons in words, by row. */
export async function badRows(
  web: Web,
  c: Ask,
  { attendance }: Read,
  plans: readonly RowPlan[],
): Promise<readonly Leftover[]> {
  const language = languageOf(c)
  const refused = plans.flatMap((plan) => (plan.state === 'refused' ? [plan] : []))
  const about = refused.flatMap(({ refusal }) => ('member' in refusal ? [refusal.member] : []))
  const speaker = await speakerFor(web, c, about)
  const said = new Map<number, string[]>()
  const add = (row: number, text: string) => said.set(row, [...(said.get(row) ?? []), text])
  for (const fault of attendance.faults) {
    const title = attendance.columns[fault.field as keyof Attendance['columns']]?.title
    add(fault.row, rowSentence(fault, language, title?.replace(/\s+/g, '')))
  }
  for (const { row, refusal } of refused)
    add(row, refusedRow(row, sentence(refusal, speaker), language))
  return [...said]
    .map(([row, texts]) => ({ row, said: texts.join(language === 'zh' ? '' : ' ') }))
    .sort((a, b) => a.row - b.row)
}

export async function previewPage(web: Web, c: Ask, look: Look): Promise<Response> {
  const t = words(c)
  const { intake, plans, bad, said } = look
  const count = (...states: RowPlan['state'][]) =>
    plans.filter(({ state }) => states.includes(state)).length
  const asks = count('ask')
  const ready = count('credit', 'enrol') + asks
  const known = count('already')
  const waits = plans.filter((plan) => 'waits' in plan && plan.waits !== undefined).length
  const members = plans.flatMap((plan) =>
    plan.state === 'ask' ? plan.fits : 'member' in plan ? [plan.member] : [],
  )
  const people = await web.bank.people.names(members as readonly MemberId[])
  const rows = { web, c, look, people }
  const body = (
    <>
      <h1>{t.intake.checked}</h1>
      <p class="hint">{t.intake.file(intake.name)}</p>
      <Problem t={t} said={said} />
      <p class={bad.length > 0 || asks > 0 ? 'problem' : 'done'} role="status">
        {t.desk.sheetRows(plans.length + rowsUnread(look))} ·{' '}
        {t.desk.sheetGood(count('credit', 'enrol'))} · {t.desk.sheetKnown(known)}
        {waits > 0 ? ` · ${t.review.sheetWaits(waits)}` : ''}
        {asks > 0 ? ` · ${t.intake.askCount(asks)}` : ''}
        {bad.length > 0 ? ` · ${t.desk.sheetBad(bad.length)}` : ''}
      </p>
      {plans.length > 0 && known === plans.length && bad.length === 0 ? (
        <p>
          <strong>{t.intake.allKnown}</strong>
        </p>
      ) : (
        ''
      )}
      <form method="post" action="/desk/import" enctype="multipart/form-data">
        <Carried intake={intake} />
        <UsedColumns c={c} read={look.read} />
        <Asked {...rows} />
        <Bad {...rows} />
        {ready + count('left') > 0 ? <Confirm {...rows} ready={ready} /> : ''}
        <Good {...rows} />
      </form>
      <h2>{t.intake.another}</h2>
      <FileForm c={c} />
    </>
  )
  const status = said !== undefined || bad.length > 0 ? 422 : 200
  return show(web, c, { title: t.intake.checked, body, look: 'desk', status })
}

function rowsUnread({ read }: Look): number {
  return new Set(read.attendance.faults.map(({ row }) => row)).size
}

function UsedColumns({ c, read }: { readonly c: Ask; readonly read: Read }) {
  const { intake } = words(c)
  const language = languageOf(c)
  const how = { auto: intake.columnsAuto, saved: intake.columnsSaved, chosen: intake.columnsChosen }
  const pairs = Object.entries(read.attendance.columns).map(([field, column]) => {
    const [name, title] = [fieldName(field, language), column.title.replace(/\s+/g, '')]
    return name === title ? name : `${name} ← ${title}`
  })
  return (
    <p class="hint">
      {how[read.how]}：{pairs.join('，')}{' '}
      <button class="quiet" name="step" value="columns">
        {intake.columnsChange}
      </button>
    </p>
  )
}

/** What stands in the row: who, by everything the sheet gives. */
function whoText(row: AttendanceRow): string {
  const { name, number, phone, phoneTail } = row
  return [name, number, phone ?? (phoneTail && `…${phoneTail}`)]
    .filter((one) => one !== undefined)
    .join(' ')
}

/** What the sheet calls it, and what it will be recorded as where that is another name. */
function serviceText(web: Web, c: Ask, row: AttendanceRow): string {
  const code = serviceNamed(web.bank.rules, row.service)
  const name = serviceName(web, code, languageOf(c)) ?? code
  const said = row.service ?? row.activity
  if (said === undefined || said === name) return name
  return `${said}（${words(c).intake.recordedAs(name)}）`
}

function rowIn({ read }: Look, row: number): AttendanceRow {
  return read.attendance.rows.find((one) => one.row === row) as AttendanceRow
}

function Asked({ web, c, look, people }: Rows) {
  const { intake } = words(c)
  const asks = look.plans.filter(
    (plan) => plan.state === 'ask' || look.intake.choices.has(plan.row),
  )
  if (asks.length === 0) return <></>
  return (
    <section>
      <h2>{intake.ask}</h2>
      <p class="hint">{intake.askHint}</p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{intake.row}</th>
              <th scope="col">{intake.inSheet}</th>
              <th scope="col">{intake.ask}</th>
            </tr>
          </thead>
          <tbody>
            {asks.map((plan) => (
              <tr>
                <td class="num">{plan.row}</td>
                <td>{whoText(rowIn(look, plan.row))}</td>
                <td>
                  <WhoChoice web={web} c={c} look={look} people={people} plan={plan} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function WhoChoice({ c, look, people, plan }: Rows & { readonly plan: RowPlan }) {
  const { intake } = words(c)
  const { row } = plan
  const chosen = look.intake.choices.get(row)
  const fits = plan.state === 'ask' ? plan.fits : 'member' in plan ? [plan.member] : []
  return (
    <>
      <select name="row" aria-label={`${intake.row} ${row}`}>
        <option value="">{intake.choose}</option>
        {fits.flatMap((member) => {
          const person = people.get(member)
          if (!person) return []
          const tail = person.phone.slice(-4)
          const phone = tail === '' ? intake.noPhone : intake.phoneTail(tail)
          const text = intake.choosePerson(`${maskName(person.name)} ${person.number}`, phone)
          return [
            <option value={`${row} ${member}`} selected={chosen === member}>
              {text}
            </option>,
          ]
        })}
        <option value={`${row} enrol`} selected={chosen === 'enrol'}>
          {intake.chooseNew}
        </option>
        <option value={`${row} leave`} selected={chosen === 'leave'}>
          {intake.chooseLeave}
        </option>
      </select>
      {plan.state === 'ask' && fits.length === 0 ? <p class="hint">{intake.askNone}</p> : ''}
    </>
  )
}

function Bad({ c, look }: Rows) {
  const { intake } = words(c)
  const { bad } = look
  if (bad.length === 0) return <></>
  return (
    <section>
      <h2>{intake.bad}</h2>
      <ul>
        {bad.map(({ said }) => (
          <li>{said}</li>
        ))}
      </ul>
      <p class="hint">{intake.badHint}</p>
      <p>
        <button class="quiet" name="step" value="faults">
          {intake.badDownload}
        </button>{' '}
        <button class="quiet" name="step" value="faults-csv">
          {intake.badDownloadCsv}
        </button>
      </p>
      <p>
        <label>
          <input type="checkbox" name="leave" value="1" checked={look.intake.leave} />{' '}
          {intake.leave(bad.length)}
        </label>
      </p>
    </section>
  )
}

function Confirm({ c, ready }: Rows & { readonly ready: number }) {
  const { intake } = words(c)
  return (
    <>
      <p>{intake.nothingYet}</p>
      <p>
        <button name="step" value="record">
          {intake.record(ready)}
        </button>{' '}
        <button class="quiet" name="step" value="check">
          {intake.checkAgain}
        </button>
      </p>
    </>
  )
}

function Good({ web, c, look, people }: Rows) {
  const { intake } = words(c)
  const section = (title: string, plans: readonly RowPlan[], open: boolean) =>
    plans.length === 0 ? (
      ''
    ) : (
      <details open={open}>
        <summary>{title}</summary>
        <GoodTable web={web} c={c} look={look} people={people} plans={plans} />
      </details>
    )
  const good = look.plans.filter(({ state }) => state === 'credit' || state === 'enrol')
  const known = look.plans.filter(({ state }) => state === 'already')
  return (
    <>
      {section(intake.good(good.length), good, true)}
      {section(intake.known(known.length), known, good.length === 0)}
    </>
  )
}

function GoodTable({ web, c, look, people, plans }: Rows & { readonly plans: readonly RowPlan[] }) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.intake.row}</th>
            <th scope="col">{t.intake.inSheet}</th>
            <th scope="col">{t.desk.servedOn}</th>
            <th scope="col">{t.common.time}</th>
            <th scope="col">{t.desk.duration}</th>
            <th scope="col">{t.common.service}</th>
            <th scope="col">{t.intake.result}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => {
            const row = rowIn(look, plan.row)
            return (
              <tr>
                <td class="num">{plan.row}</td>
                <td class="keep">{whoText(row)}</td>
                <td class="keep">{monthDayText(row.date, language)}</td>
                <td class="num">{row.from && row.to ? `${row.from}–${row.to}` : ''}</td>
                <td class="num">{hoursText(row.minutes, language)}</td>
                <td>{serviceText(web, c, row)}</td>
                <td>
                  <Outcome c={c} plan={plan} people={people} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Outcome({
  c,
  plan,
  people,
}: {
  readonly c: Ask
  readonly plan: RowPlan
  readonly people: ReadonlyMap<string, Person>
}) {
  const { intake, review } = words(c)
  const waits = 'waits' in plan ? plan.waits : undefined
  const looked = waits ? ` · ${review.rowWaits(whysText(waits.why, languageOf(c)))}` : ''
  if (plan.state === 'enrol') return <>{`${intake.willEnrol}${looked}`}</>
  if (plan.state === 'already') return <a href={`/receipts/${plan.entry}`}>{intake.already}</a>
  const person = plan.state === 'credit' ? people.get(plan.member) : undefined
  const who = person ? intake.willCredit(`${maskName(person.name)} ${person.number}`) : ''
  return <>{`${who}${looked}`}</>
}
