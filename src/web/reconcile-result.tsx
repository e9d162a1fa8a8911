/** The two books side by side: how far they agree, what differs and what would put it right, the sums, the sign-off. */
import { today } from '../bank/draft.ts'
import { daysOf, type Discrepancy, type Reconciled } from '../bank/oversight/reconcile.ts'
import type { MemberId } from '../ledger/account.ts'
import { formatHours } from '../ledger/minutes.ts'
import { SIGN_OFF_REASONS } from '../rules/sign-off.ts'
import { differenceText } from '../words/difference.ts'
import { kindName } from '../words/entry.ts'
import { hoursText, timeText } from '../words/reading.ts'
import { signOffReasonText } from '../words/reconcile.ts'
import { Choice } from './page.tsx'
import { placeOf } from './put-right.ts'
import { Remedy } from './remedy.tsx'
import {
  type Ask,
  languageOf,
  mayHere,
  serviceName,
  speakerFor,
  staffNames,
  told,
  type Web,
  words,
} from './view.ts'

export interface ResultProps {
  readonly web: Web
  readonly c: Ask
  readonly found: Reconciled
  /** Of the tally's file. */
  readonly name: string
}

export async function Result({ web, c, found, name }: ResultProps) {
  const t = words(c).reconcile
  const { exact, discrepancies, outside } = found
  const members = [
    ...exact.map(({ tally }) => tally.member),
    ...discrepancies.flatMap((one) => memberIn(one) ?? []),
  ]
  const speaker = await speakerFor(web, c, members)
  const who = (member: MemberId) => speaker.name?.(member) ?? '—'
  const rows = []
  for (const one of discrepancies) {
    const no = one.code === 'unplaced' ? await told(web, c, one.tally.why) : undefined
    rows.push(<DifferenceRow web={web} c={c} one={one} who={who} no={no} />)
  }
  return (
    <>
      <p class="hint">
        {t.tallyOf(name)} · {t.cut(found.cut)} · {t.verified(found.checked.entries)}
      </p>
      <Share c={c} found={found} />
      {outside.length > 0 ? <p>{t.outside(outside.length)}</p> : ''}
      <h2>{t.differences(discrepancies.length)}</h2>
      {discrepancies.length === 0 ? <p class="done">{t.noDifference}</p> : ''}
      {rows.length > 0 ? (
        <div class="wide">
          <table>
            <BooksHead c={c} remedy />
            <tbody>{rows}</tbody>
          </table>
        </div>
      ) : (
        ''
      )}
      <details open={discrepancies.length === 0 && exact.length <= 30}>
        <summary>{t.agreeing(exact.length)}</summary>
        <AgreeingTable web={web} c={c} found={found} who={who} />
      </details>
      <Sums c={c} found={found} />
      {await SignOff({ web, c, found })}
    </>
  )
}

function memberIn(one: Discrepancy): MemberId | undefined {
  if (one.code === 'unplaced') return undefined
  return 'tally' in one ? one.tally.member : one.journal.member
}

/** How much of both books agrees, drawn; the words below say the same. */
function Share({ c, found }: { readonly c: Ask; readonly found: Reconciled }) {
  const t = words(c).reconcile
  const near = found.discrepancies.filter(({ code }) => code === 'near').length
  const same = found.exact.length
  const all = same + found.discrepancies.length
  if (all === 0) return <></>
  const percent = Math.floor((same * 100) / all)
  const label = `${t.share(percent)} · ${t.agreeing(same)} · ${t.differences(all - same)}`
  const width = (part: number) => `${(part * 100) / all}%`
  return (
    <figure>
      <svg class="share" role="img" aria-label={label}>
        <rect class="same" x="0" y="0" width={width(same)} height="100%" />
        <rect class="near" x={width(same)} y="0" width={width(near)} height="100%" />
        <rect
          class="apart"
          x={width(same + near)}
          y="0"
          width={width(all - same - near)}
          height="100%"
        />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  )
}

function BooksHead({ c, remedy }: { readonly c: Ask; readonly remedy?: boolean }) {
  const t = words(c)
  return (
    <thead>
      <tr>
        <th />
        <th scope="colgroup" colspan={3} class="side">
          {t.reconcile.tally}
        </th>
        <th scope="colgroup" colspan={4} class="side">
          {t.reconcile.journal}
        </th>
        <th />
        {remedy ? <th class="noprint" /> : ''}
      </tr>
      <tr>
        <th scope="col">{t.common.name}</th>
        <th scope="col" class="side">
          {t.reconcile.row}
        </th>
        <th scope="col" class="num">
          {t.common.date}
        </th>
        <th scope="col" class="num">
          {t.common.hours}
        </th>
        <th scope="col" class="side">
          {t.common.seq}
        </th>
        <th scope="col" class="num">
          {t.common.date}
        </th>
        <th scope="col" class="num">
          {t.common.hours}
        </th>
        <th scope="col">{t.passbook.lineWhat}</th>
        <th scope="col" class="side">
          {t.reconcile.result}
        </th>
        {remedy ? (
          <th scope="col" class="noprint">
            {t.reconcile.handle}
          </th>
        ) : (
          ''
        )}
      </tr>
    </thead>
  )
}

interface Line {
  readonly date: string
  readonly minutes: number
}

function Cells({
  web,
  c,
  tally,
  journal,
}: {
  readonly web: Web
  readonly c: Ask
  readonly tally: (Line & { readonly row: number }) | undefined
  readonly journal: Reconciled['exact'][number]['journal'] | undefined
}) {
  const language = languageOf(c)
  const service = journal && serviceName(web, journal.service, language)
  const kind = journal && kindName(journal.kind, language)
  const what = journal?.kind === 'credit' ? [service ?? kind] : [kind, service]
  const day = (line: Line | undefined) => line?.date.slice(5) ?? ''
  const hours = (line: Line | undefined) => (line ? formatHours(line.minutes) : '')
  return (
    <>
      <td class="num side">{tally?.row ?? ''}</td>
      <td class="num">{day(tally)}</td>
      <td class="num">{hours(tally)}</td>
      <td class="num side">
        {journal ? <a href={`/receipts/${journal.id}`}>{journal.seq}</a> : ''}
      </td>
      <td class="num">{day(journal)}</td>
      <td class="num">{hours(journal)}</td>
      <td>{what.filter((part) => part !== undefined).join(' · ')}</td>
    </>
  )
}

function DifferenceRow({
  web,
  c,
  one,
  who,
  no,
}: {
  readonly web: Web
  readonly c: Ask
  readonly one: Discrepancy
  readonly who: (member: MemberId) => string
  /** Why nobody was found, for a row without a person. */
  readonly no: string | undefined
}) {
  const member = memberIn(one)
  return (
    <tr class={one.code === 'near' ? 'near' : 'differs'} id={`d-${placeOf(one)}`}>
      <td class="who">
        {member === undefined ? '—' : <a href={`/desk/members/${member}`}>{who(member)}</a>}
      </td>
      <Cells
        web={web}
        c={c}
        tally={'tally' in one ? one.tally : undefined}
        journal={'journal' in one ? one.journal : undefined}
      />
      <td class="said side">{differenceText(one, languageOf(c))}</td>
      <td class="noprint">
        <Remedy web={web} c={c} one={one} no={no} />
      </td>
    </tr>
  )
}

function AgreeingTable({
  web,
  c,
  found,
  who,
}: Omit<ResultProps, 'name'> & { readonly who: (member: MemberId) => string }) {
  const t = words(c)
  return (
    <div class="wide">
      <table>
        <BooksHead c={c} />
        <tbody>
          {found.exact.map(({ tally, journal }) => (
            <tr>
              <td class="who">{who(tally.member)}</td>
              <Cells web={web} c={c} tally={tally} journal={journal} />
              <td class="said side">{t.reconcile.agree}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Sums({ c, found }: { readonly c: Ask; readonly found: Reconciled }) {
  const t = words(c)
  const language = languageOf(c)
  const { sums, lines } = found
  return (
    <table class="sums">
      <caption>{t.common.total}</caption>
      <tbody>
        <tr>
          <th scope="row">{t.reconcile.tally}</th>
          <td class="num">{lines.tally}</td>
          <td class="num">{hoursText(sums.tally, language)}</td>
        </tr>
        <tr>
          <th scope="row">{t.reconcile.journal}</th>
          <td class="num">{lines.journal}</td>
          <td class="num">{hoursText(sums.journal, language)}</td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t.reconcile.difference}</th>
          <td class="num">{lines.tally - lines.journal}</td>
          <td class="num">{hoursText(sums.difference, language)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

async function SignOff({ web, c, found }: Omit<ResultProps, 'name'>) {
  const t = words(c).reconcile
  const language = languageOf(c)
  const names = await staffNames(
    web,
    c,
    found.signedOff.map(({ by }) => by),
  )
  const last = daysOf(found.month)?.last ?? ''
  const early =
    last > today(web.bank)
      ? await told(web, c, { code: 'month-not-over', month: found.month, last })
      : undefined
  const same = found.signedOff.find(({ file }) => file === found.file)
  const reasons = SIGN_OFF_REASONS.map((one) => [one, signOffReasonText(one, language)] as const)
  const said = (one: Reconciled['signedOff'][number]) =>
    `${one === same ? t.signOffBefore(found.month, one.seq) : t.signOffOther(one.seq)} · ${names.get(one.by) ?? one.by} · ${timeText(one.recordedAt, language)}`
  return (
    <section class="card">
      <h2>{t.signOff}</h2>
      {found.signedOff.map((one) => (
        <p class={one === same ? 'done' : ''}>{said(one)}</p>
      ))}
      {early === undefined ? '' : <p>{early}</p>}
      {same || early !== undefined || !mayHere(c, 'days:write') ? (
        ''
      ) : (
        <>
          <p class="hint">{t.signOffHint}</p>
          {found.discrepancies.length > 0 ? (
            <Choice label={t.signOffReason} name="sign-reason" options={[['', '—'], ...reasons]} />
          ) : (
            ''
          )}
          <label>
            <input type="checkbox" name="checked" value="1" /> {t.signOffChecked}
          </label>
          <p>
            <button name="do" value="sign">
              {t.signOff}
            </button>
          </p>
        </>
      )}
      <p class="onlyprint">{words(c).day.signature}</p>
    </section>
  )
}
