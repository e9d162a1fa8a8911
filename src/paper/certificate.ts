/** What stands on a certificate of service: the five groups of 志愿服务条例 19, and how to check it. */
import type { AwardRow, CertificateRow, Evaluation, TrainingRow } from '../bank/ports-papers.ts'
import type { OrganisationRow } from '../bank/ports.ts'
import type { Person } from '../bank/ports-people.ts'
import type { Entry, ProofClass } from '../ledger/entry.ts'
import { proofText } from '../words/entry.ts'
import type { Language } from '../words/language.ts'
import { listed, papers } from '../words/papers.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { type NamingBank, organisationNamed, serviceNamed, stationNamed } from './named.ts'
import type { Print, PrintBlock } from './print.ts'

export interface CertificateSaid {
  readonly code: string
  /** Where anybody checks it. */
  readonly address: string
  readonly body: CertificateRow
  readonly person: Person
  readonly organisation: OrganisationRow | undefined
  /** Of the station, where its organisation has none. */
  readonly phone: string
  readonly station: string
  readonly home: string
  /** Names of the organisations whose hours are listed, by their codes. */
  readonly named: ReadonlyMap<string, string>
  readonly served: readonly CertifiedService[]
  readonly trainings: readonly (TrainingRow & { readonly organiser: string })[]
  readonly awards: readonly AwardRow[]
  readonly product: string
  readonly at: number
}

export interface CertifiedService {
  readonly day: string
  readonly service: string
  readonly minutes: number
  readonly proof: ProofClass | undefined
}

/** A certificate as the bank has it. */
interface CertificateFound {
  readonly code: string
  readonly body: CertificateRow
  readonly person: Person
  readonly served: readonly { readonly entry: Entry; readonly minutes: number }[]
  readonly trainings: readonly { readonly body: TrainingRow }[]
  readonly awards: readonly { readonly body: AwardRow }[]
}

/** With names for codes. */
export async function certificateSaid(
  bank: NamingBank,
  found: CertificateFound,
  { language, address }: { readonly language: Language; readonly address: string },
): Promise<CertificateSaid> {
  const { code, body, person, served, trainings, awards } = found
  const { directory, rules, clock } = bank
  const organisations = (body.everywhere?.organisations ?? []).map((one) => one.organisation)
  return {
    ...{ code, body, person, address, at: clock.now() },
    organisation: (await directory.get('organisation', body.organisation))?.body,
    phone: (await directory.get('station', body.station))?.body.hotline ?? '',
    station: await stationNamed(bank, body.station),
    home: await stationNamed(bank, person.station),
    named: new Map(
      await Promise.all(
        organisations.map(async (key) => [key, await organisationNamed(bank, key)] as const),
      ),
    ),
    served: served.map(({ entry, minutes }) => ({
      ...{ day: entry.servedOn, minutes, proof: entry.proof },
      service: serviceNamed(bank, entry.service, language),
    })),
    trainings: await Promise.all(
      trainings.map(async (row) => ({
        ...row.body,
        organiser: await organisationNamed(bank, row.body.organisation),
      })),
    ),
    awards: awards.map((row) => row.body),
    product: rules.words.product[language],
  }
}

export function certificatePrint(said: CertificateSaid, language: Language): Print {
  const t = papers[language]
  const { body, organisation } = said
  const issuer = organisation?.name ?? body.organisation
  return {
    title: t.certificateTitle,
    size: 'a4',
    language,
    at: said.at,
    foot: `${said.product} ${body.number}`,
    blocks: [
      { kind: 'text', text: `${t.number}：${body.number}`, centre: true, small: true },
      ...basics(said, language),
      ...services(said, language),
      ...meritBlocks(said, language),
      { kind: 'heading', text: t.groupEvaluation },
      ...evaluationBlocks(said, language),
      { kind: 'text', text: t.asRecorded(issuer) },
      {
        kind: 'facts',
        rows: [
          [t.organisation, `${issuer}（${body.organisation}）`],
          [t.head, organisation?.head || t.none],
          [t.handler, organisation?.handler || t.none],
          [t.contact, organisation?.phone || said.phone || t.none],
          [t.issuedOn, dayText(body.day, language)],
        ],
      },
      { kind: 'signatures', places: [t.signHead, t.signHandler, t.seal] },
      { kind: 'text', text: t.remark, small: true },
      { kind: 'code', address: said.address, caption: `${t.scan}　${t.code} ${spaced(said.code)}` },
    ],
  }
}

/** In groups of four, to be read aloud. */
export function spaced(code: string): string {
  return (code.toUpperCase().match(/.{1,4}/g) ?? []).join(' ')
}

function basics({ person, home }: CertificateSaid, language: Language): readonly PrintBlock[] {
  const t = papers[language]
  const kept = (text: string | undefined) => (text === undefined || text === '' ? t.notKept : text)
  return [
    { kind: 'heading', text: t.groupBasic },
    {
      kind: 'facts',
      rows: [
        [t.name, person.name],
        [t.volunteerNumber, person.number],
        [t.idDocument, person.idTail === '' ? t.notKept : t.idTail(person.idTail)],
        [t.born, kept(person.born)],
        [t.phone, kept(person.phone)],
        [t.residence, home],
      ],
    },
  ]
}

function services(said: CertificateSaid, language: Language): readonly PrintBlock[] {
  const t = papers[language]
  const { body, served, station } = said
  const period = t.periodOf(dayText(body.from, language), dayText(body.to, language))
  return [
    { kind: 'heading', text: t.groupService },
    {
      kind: 'facts',
      rows: [
        [t.period, period],
        [t.total, hoursText(body.minutes, language)],
        [t.times, t.timesOf(body.count)],
      ],
    },
    {
      kind: 'table',
      head: [t.day, t.content, t.place, t.hours, t.proof],
      widths: [3, 3, 4, 2.4, 3],
      rows: served.map(({ day, service, minutes, proof }) => [
        dayText(day, language),
        service,
        station,
        hoursText(minutes, language),
        proof === undefined ? '' : proofText(proof, language),
      ]),
      figures: [3],
    },
    ...organisationBlocks(said, language),
  ]
}

/** Hours of every organisation in those days; each of them vouches for its own. */
function organisationBlocks(
  { body, named }: CertificateSaid,
  language: Language,
): readonly PrintBlock[] {
  const t = papers[language]
  const { everywhere } = body
  if (everywhere === undefined) return []
  const rows = everywhere.organisations.map(({ organisation, minutes, count }) => [
    named.get(organisation) ?? organisation,
    hoursText(minutes, language),
    t.timesOf(count),
  ])
  return [
    { kind: 'text', text: t.everywhereTitle },
    {
      kind: 'table',
      head: [t.recordedBy, t.hours, t.times],
      widths: [7, 3, 2],
      rows,
      figures: [1, 2],
    },
    { kind: 'text', text: t.everywhereHint, small: true },
  ]
}

function meritBlocks(said: CertificateSaid, language: Language): readonly PrintBlock[] {
  const t = papers[language]
  const { trainings, awards } = said
  const none: PrintBlock = { kind: 'text', text: t.none }
  return [
    { kind: 'heading', text: t.groupTraining },
    trainings.length === 0
      ? none
      : {
          kind: 'table',
          head: [t.day, t.course, t.organiser, t.length],
          widths: [3, 4, 5, 2],
          rows: trainings.map(({ day, course, organiser, minutes }) => [
            dayText(day, language),
            listed('course', course, language),
            organiser,
            hoursText(minutes, language),
          ]),
          figures: [3],
        },
    { kind: 'heading', text: t.groupAwards },
    awards.length === 0
      ? none
      : {
          kind: 'table',
          head: [t.day, t.award, t.giver],
          widths: [3, 5, 4],
          rows: awards.map(({ day, award, giver }) => [
            dayText(day, language),
            listed('award', award, language),
            listed('giver', giver, language),
          ]),
        },
  ]
}

/** What those who were served have said of it, at every station; on older ones, at the station's own alone. */
function evaluationBlocks(
  { body, served }: CertificateSaid,
  language: Language,
): readonly PrintBlock[] {
  const t = papers[language]
  const { everywhere } = body
  if (everywhere === undefined) {
    const seen = served.filter(({ proof }) => proof === 'confirmed' || proof === 'scanned').length
    return [{ kind: 'text', text: t.confirmedOf(seen, served.length) }]
  }
  const { services, confirmed } = everywhere.evaluation
  return [
    { kind: 'text', text: t.confirmedOf(confirmed, services) },
    { kind: 'facts', rows: evaluationFacts(everywhere.evaluation, language) },
    { kind: 'text', text: t.evaluationHint, small: true },
  ]
}

/** Ratings, calls and complaints, each in words. */
export function evaluationFacts(
  { ratings, called, upheld }: Evaluation,
  language: Language,
): readonly (readonly [string, string])[] {
  const t = papers[language]
  const [pleased, fair, not] = ratings
  return [
    [t.ratings, `${t.ratingsOf(pleased, fair)}${t.notPleasedOf(not)}`],
    [t.calledBack, t.calledOf(called.yes, called.no)],
    [t.upheldComplaints, t.timesOf(upheld)],
  ]
}
