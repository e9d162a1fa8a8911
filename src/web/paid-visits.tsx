/** Visits that are paid for, each with what it counts for; whoever leads the station corrects one here. */
import { clockAt } from '../bank/loop/paid.ts'
import type { Row } from '../bank/ports.ts'
import type { PaidVisitRow } from '../bank/ports-paid.ts'
import { VISIT_FAULTS } from '../rules/contracts.ts'
import { hoursText } from '../words/reading.ts'
import { codeName, codeOptions } from './order-view.tsx'
import { Choice, Field, Hidden } from './page.tsx'
import { type Ask, languageOf, mayHere, speakerFor, staffNames, type Web, words } from './view.ts'

interface Part {
  readonly web: Web
  readonly c: Ask
}

/** Each visit with what it counts for; whoever leads the station corrects it here. */
export async function VisitTable({
  web,
  c,
  rows,
}: Part & { readonly rows: readonly Row<PaidVisitRow>[] }) {
  const { paid, complete } = words(c)
  const language = languageOf(c)
  const makers = rows.map(({ body }) => body.by)
  const names = await staffNames(web, c, makers)
  const members = rows.flatMap(({ body }) => (body.list.who === '' ? [] : [body.list.who]))
  const speaker = await speakerFor(web, c, members)
  const titles = [
    paid.day,
    paid.bedOf,
    paid.hours,
    paid.confirmed,
    paid.by,
    paid.order,
    paid.correct,
  ]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, body }) => (
            <tr>
              <td class="keep">
                {body.day} {body.starts === undefined ? '' : clockAt(body.starts)}
              </td>
              <td>{speaker.name?.(body.list.who) ?? ''}</td>
              <td class="num">
                {hoursText(body.minutes, language)}{' '}
                {body.over === undefined ? '' : paid.beyond(hoursText(body.over, language))}
              </td>
              <td>{complete[body.confirmed]}</td>
              <td>{names.get(body.by) ?? ''}</td>
              <td>
                <a href={`/desk/orders/${body.order}`}>{paid.order}</a>
              </td>
              <td>
                {body.void === undefined ? (
                  <Correct web={web} c={c} visit={key} body={body} />
                ) : (
                  paid.void(codeName(VISIT_FAULTS, body.void, c))
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Correct({
  web,
  c,
  visit,
  body,
}: Part & { readonly visit: string; readonly body: PaidVisitRow }) {
  if (!mayHere(c, 'orders:supervise')) return <></>
  const { paid } = words(c)
  return (
    <details class="noprint">
      <summary>{paid.correct}</summary>
      <form method="post" action={`/desk/contracts/${body.contract}/visits/${visit}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Field
          label={paid.hours}
          hint={paid.correctHint}
          name="hours"
          value={`${body.minutes / 60}`}
          form={visit}
          required
        />
        <Field label={paid.day} name="day" type="date" value={body.day} form={visit} required />
        <Choice label={paid.correctWhy} name="reason" options={codeOptions(VISIT_FAULTS, c)} />
        <button class="quiet">{paid.correct}</button>
      </form>
    </details>
  )
}
