/** The pieces of a day sheet: who signed it, the two positions, the counts, the lines. */
import type { Child } from 'hono/jsx'
import type { Counted, DayLine, DaySheet } from '../bank/oversight/day-sheet.ts'
import { kindName, reasonText } from '../words/entry.ts'
import { clockText, dayText, hoursText, timeText } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Facts } from './page.tsx'
import { type Ask, languageOf, serviceName, type Web, words } from './view.ts'

export function SignedOff({
  c,
  sheet,
  name,
}: {
  readonly c: Ask
  readonly sheet: DaySheet
  readonly name: (by: string) => string
}) {
  const t = words(c)
  const language = languageOf(c)
  const { closed } = sheet
  if (!closed) {
    const cut = `${t.day.open} · ${t.day.cut} ${sheet.closing.at}`
    return <p>{cut}</p>
  }
  return (
    <section class={closed.agrees ? 'done' : 'problem'} role="status">
      <p>
        <b>{t.day.done(dayText(sheet.day, language), closed.seq)}</b>
      </p>
      <Facts
        rows={[
          [t.day.doneBy, name(closed.by)],
          [t.day.doneAt, timeText(closed.recordedAt, language)],
          [t.day.cut, `${sheet.closing.at}`],
          [t.day.receipt, <span class="code">{closed.id}</span>],
          [t.day.figures, <span class="code">{sheet.figures.slice(0, 16)}</span>],
        ]}
      />
      <p>{closed.agrees ? t.day.agrees : t.day.differs}</p>
    </section>
  )
}

export function Standings({ c, sheet }: { readonly c: Ask; readonly sheet: DaySheet }) {
  const t = words(c)
  const language = languageOf(c)
  const rows = [
    [t.position.issued, 'issued'],
    [t.position.redeemed, 'redeemed'],
    [t.position.held, 'held'],
    [t.position.position, 'position'],
  ] as const
  return (
    <table>
      <caption>
        <a href="/desk/position">{t.day.position}</a>
      </caption>
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col" class="num">
            {t.day.opening}
          </th>
          <th scope="col" class="num">
            {t.day.change}
          </th>
          <th scope="col" class="num">
            {t.day.closing}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, of]) => (
          <tr>
            <th scope="row">{label}</th>
            <td class="num">{hoursText(sheet.opening[of], language)}</td>
            <td class="num">{hoursText(sheet.closing[of] - sheet.opening[of], language)}</td>
            <td class="num">{hoursText(sheet.closing[of], language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** By kind, by service and by who entered them. */
export function AllCounts({
  web,
  c,
  sheet,
  name,
}: {
  readonly web: Web
  readonly c: Ask
  readonly sheet: DaySheet
  readonly name: (by: string) => string
}) {
  const t = words(c)
  const language = languageOf(c)
  const { kinds, services, actors, reversals } = sheet
  return (
    <>
      <Counts
        c={c}
        title={t.day.byKind}
        rows={kinds.map((one) => [kindName(one.kind, language), one])}
        sum={sheet}
      />
      <Counts
        c={c}
        title={t.day.byService}
        rows={services.map((one) => [serviceName(web, one.service, language) ?? '', one])}
      />
      <Counts c={c} title={t.day.byStaff} rows={actors.map((one) => [name(one.by), one])} />
      {reversals.count > 0 ? (
        <p>{t.day.reversals(reversals.count, hoursText(reversals.minutes, language))}</p>
      ) : (
        ''
      )}
    </>
  )
}

function Counts({
  c,
  title,
  rows,
  sum,
}: {
  readonly c: Ask
  readonly title: string
  readonly rows: readonly (readonly [name: string, counted: Counted])[]
  readonly sum?: Counted
}) {
  const t = words(c)
  const language = languageOf(c)
  if (rows.length === 0) return <></>
  const cells = ({ count, minutes }: Counted): Child => (
    <>
      <td class="num">{count}</td>
      <td class="num">{hoursText(minutes, language)}</td>
    </>
  )
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col" class="num">
            {t.day.count}
          </th>
          <th scope="col" class="num">
            {t.day.minutes}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, counted]) => (
          <tr>
            <th scope="row">{name}</th>
            {cells(counted)}
          </tr>
        ))}
      </tbody>
      {sum ? (
        <tfoot>
          <tr>
            <th scope="row">{t.common.total}</th>
            {cells(sum)}
          </tr>
        </tfoot>
      ) : (
        ''
      )}
    </table>
  )
}

export function Lines({
  web,
  c,
  lines,
  speaker,
  name,
}: {
  readonly web: Web
  readonly c: Ask
  readonly lines: readonly DayLine[]
  readonly speaker: Speaker
  readonly name: (by: string) => string
}) {
  const language = languageOf(c)
  if (lines.length === 0) return <></>
  const said = ({ kind, service, reason, closes }: DayLine) =>
    [
      kindName(kind, language),
      serviceName(web, service, language),
      closes === undefined ? undefined : `→ ${closes}`,
      reason === undefined ? undefined : reasonText(reason, language),
    ]
      .filter((part) => part !== undefined)
      .join(' · ')
  return (
    <div class="wide">
      <table>
        <LinesHead c={c} />
        <tbody>
          {lines.map((line) => (
            <tr>
              <td class="num">
                <a href={`/receipts/${line.id}`}>{line.seq}</a>
              </td>
              <td>{clockText(line.recordedAt)}</td>
              <td>{line.member === undefined ? '' : (speaker.name?.(line.member) ?? '—')}</td>
              <td>{said(line)}</td>
              <td>{line.servedOn}</td>
              <td class="num">{hoursText(line.minutes, language)}</td>
              <td>{name(line.by)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LinesHead({ c }: { readonly c: Ask }) {
  const t = words(c)
  return (
    <thead>
      <tr>
        <th scope="col" class="num">
          {t.common.seq}
        </th>
        <th scope="col">{t.common.time}</th>
        <th scope="col">{t.common.name}</th>
        <th scope="col">{t.passbook.lineWhat}</th>
        <th scope="col">{t.desk.servedOn}</th>
        <th scope="col" class="num">
          {t.day.minutes}
        </th>
        <th scope="col">{t.common.staff}</th>
      </tr>
    </thead>
  )
}
