/** How a credit was witnessed (认定方式), as the desk may say it: paper, the person served, or a second member of staff who is named. */
import { today } from '../bank/draft.ts'
import type { CreditOrder } from '../bank/hours/credit.ts'
import { proofText } from '../words/entry.ts'
import { Choice } from './page.tsx'
import { actorOf, type Ask, type Fields, languageOf, type Web, words } from './view.ts'

const CLASSES = ['confirmed', 'witnessed', 'paper'] as const

export interface ProofGiven {
  readonly proof?: string | undefined
  readonly witness?: string | undefined
}

export function ProofChoice({
  web,
  c,
  station,
  given,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: string
  readonly given: ProofGiven
}) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      <Choice
        label={t.desk.proofClass}
        name="proof"
        value={given.proof}
        options={[
          ['', t.roster.proofAuto],
          ...CLASSES.map((one) => [one, proofText(one, language)] as const),
        ]}
      />
      <WitnessChoice web={web} c={c} station={station} value={given.witness} />
    </>
  )
}

/** The second member of staff who saw them: of the station or above it, and not whoever fills this in. */
export async function WitnessChoice({
  web,
  c,
  station,
  value,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: string
  readonly value: string | undefined
}) {
  const t = words(c)
  const staff = (await web.bank.directory.all('staff')).filter(
    ({ key, body }) =>
      body.active &&
      body.role !== 'auditor' &&
      ['', station].includes(body.station) &&
      `staff:${key}` !== actorOf(c).id,
  )
  return (
    <Choice
      label={t.roster.witness}
      name="witness"
      value={value}
      options={[
        ['', t.roster.witnessNone],
        ...staff.map(({ key, body }) => [`staff:${key}`, body.login] as const),
      ]}
    />
  )
}

/** As the form says it; where it leaves it to the day, a late entry rests on paper and today's on the clerk's word alone. */
export function proofIn(
  web: Web,
  fields: Pick<Fields, 'get'>,
  servedOn: string,
): Pick<CreditOrder, 'proof' | 'witness'> {
  const said = CLASSES.find((one) => one === fields.get('proof'))
  const proof = said ?? (servedOn < today(web.bank) ? ('paper' as const) : undefined)
  const witness = fields.get('witness')
  return {
    ...(proof === undefined ? {} : { proof }),
    ...(proof === 'witnessed' && witness !== '' ? { witness } : {}),
  }
}
