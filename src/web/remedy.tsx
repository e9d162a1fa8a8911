/** What the desk can do about one difference: a small form behind a fold, so that nothing is recorded by one slip of the hand. */
import type { Discrepancy, Offer } from '../bank/oversight/reconcile.ts'
import { formatHours } from '../ledger/minutes.ts'
import { reasonText } from '../words/entry.ts'
import { hoursText } from '../words/reading.ts'
import { Choice, Field, Hidden } from './page.tsx'
import { placeOf } from './put-right.ts'
import { type Ask, languageOf, mayHere, type Web, words } from './view.ts'

export interface RemedyProps {
  readonly web: Web
  readonly c: Ask
  readonly one: Discrepancy
  /** Why nobody was found, for a row without a person. */
  readonly no: string | undefined
}

export function Remedy(props: RemedyProps) {
  const { c, one, no } = props
  const t = words(c).reconcile
  if (one.code === 'unplaced')
    return (
      <>
        {no} {t.findFirst}
      </>
    )
  if (one.code === 'doubled') return <>{t.strike}</>
  if (one.waits !== undefined)
    return <a href={`/desk/reviews/${one.waits}`}>{words(c).review.waiting}</a>
  return <Offered {...props} />
}

function Offered({ web, c, one }: RemedyProps) {
  const t = words(c).reconcile
  const [first, second] = one.offers
  if (!first || !mayHere(c, 'credits:write')) return <>{t.lookUp}</>
  const place = placeOf(one)
  const ids = one.offers.map((offer) => (
    <Hidden name={`id-${offer.verb}-${place}`} value={web.bank.ids.entry()} />
  ))
  if (one.code === 'near' && second?.verb === 'credit')
    return (
      <details>
        <summary>{t.fixCorrect}</summary>
        <div>
          {ids}
          <p>{t.fixCorrectHint(one.journal.seq, hoursText(second.minutes, languageOf(c)))}</p>
          <Reasons
            web={web}
            c={c}
            place={place}
            value={first.verb === 'reverse' ? first.reason : ''}
          />
          <button name="do" value={`correct-${place}`}>
            {t.doCorrect}
          </button>
        </div>
      </details>
    )
  if (first.verb === 'credit')
    return (
      <details>
        <summary>{t.fixCredit}</summary>
        <div>
          {ids}
          <CreditFields web={web} c={c} place={place} offer={first} />
          <button name="do" value={`credit-${place}`}>
            {t.doCredit}
          </button>
        </div>
      </details>
    )
  return (
    <details>
      <summary>{t.fixReverse}</summary>
      <div>
        {ids}
        <Reasons web={web} c={c} place={place} value={first.reason} />
        <button name="do" value={`reverse-${place}`}>
          {t.doReverse}
        </button>
      </div>
    </details>
  )
}

function Reasons({
  web,
  c,
  place,
  value,
}: {
  readonly web: Web
  readonly c: Ask
  readonly place: string
  readonly value: string
}) {
  const t = words(c).desk
  const { reversalReasons } = web.bank.rules
  return (
    <Choice
      label={t.reverseReason}
      name={`reason-${place}`}
      value={value}
      options={reversalReasons.map((one) => [one, reasonText(one, languageOf(c))])}
    />
  )
}

function CreditFields({
  web,
  c,
  place,
  offer,
}: {
  readonly web: Web
  readonly c: Ask
  readonly place: string
  readonly offer: Extract<Offer, { readonly verb: 'credit' }>
}) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      <Choice
        label={t.common.service}
        name={`service-${place}`}
        value={offer.service}
        options={web.bank.rules.services.map(({ code, name }) => [code, name[language]])}
      />
      <Field label={t.desk.servedOn} name={`day-${place}`} type="date" value={offer.servedOn} />
      <Field
        label={t.desk.duration}
        name={`hours-${place}`}
        value={formatHours(offer.minutes)}
        autocomplete="off"
      />
    </>
  )
}
