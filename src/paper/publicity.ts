/** A list that hangs out: masked names, numbers, hours, and where to object. */
import type { PublicityRow } from '../bank/ports-papers.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Language } from '../words/language.ts'
import { objection } from '../words/objection.ts'
import { listed, papers } from '../words/papers.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { maskedNames, type NamingBank, organisationNamed, stationNamed } from './named.ts'
import type { Print } from './print.ts'

export interface PublicitySaid {
  readonly body: PublicityRow
  readonly station: string
  readonly organisation: string
  readonly phone: string
  /** Masked, in the order of the list. */
  readonly people: readonly { readonly name: string; readonly number: string }[]
  /** Where it is objected to. */
  readonly address: string
  readonly product: string
  readonly at: number
}

/** A list of a station with names for codes. */
export async function publicitySaid(
  bank: NamingBank,
  { key, body }: { readonly key: string; readonly body: PublicityRow },
  { language, origin }: { readonly language: Language; readonly origin: string },
): Promise<PublicitySaid> {
  const [code = ''] = key.split('/')
  const members = body.lines.map(({ member }) => member as MemberId)
  const found = await bank.people.names(members)
  const nameOf = await maskedNames(bank, members, language)
  return {
    ...{ body, station: await stationNamed(bank, code) },
    phone: (await bank.directory.get('station', code))?.body.hotline ?? '',
    organisation: await organisationNamed(bank, body.organisation),
    people: members.map((member) => ({
      name: nameOf(member),
      number: found.get(member)?.number ?? '',
    })),
    ...{ product: bank.rules.words.product[language], at: bank.clock.now() },
    address: `${origin}/objections?list=${key}`,
  }
}

export function publicityPrint(said: PublicitySaid, language: Language): Print {
  const t = papers[language]
  const { body, station } = said
  const day = (text: string) => dayText(text, language)
  return {
    title: t.listTitle,
    size: 'a4',
    language,
    at: said.at,
    foot: `${said.product} ${station}`,
    blocks: [
      { kind: 'text', text: t.listText(t.periodOf(day(body.from), day(body.to)), station) },
      {
        kind: 'facts',
        rows: [
          [t.station, station],
          [t.organisation, said.organisation],
          [t.listPosted, t.periodOf(day(body.posted), day(body.until))],
          [t.where, listed('place', body.place, language)],
          [t.listPhone, said.phone],
        ],
      },
      {
        kind: 'table',
        head: [t.volunteerNumber, t.name, t.times, t.hours, t.station],
        widths: [3, 2, 1.5, 2.5, 3],
        rows: body.lines.map(({ minutes, count }, at) => [
          said.people[at]?.number ?? '',
          said.people[at]?.name ?? '',
          `${count}`,
          hoursText(minutes, language),
          station,
        ]),
        figures: [2, 3],
      },
      { kind: 'text', text: objectionsText(body, language) },
      { kind: 'text', text: `${t.photo}：${body.photo === undefined ? t.none : t.photoKept}` },
      { kind: 'signatures', places: [t.signHead, t.signHandler, t.seal] },
      { kind: 'code', address: said.address, caption: objection[language].scan },
    ],
  }
}

/** How many objected, and what became of it. Nobody is named. */
function objectionsText({ objections }: PublicityRow, language: Language): string {
  const t = papers[language]
  if (objections.length === 0) return `${t.objections}：${t.none}`
  const said = objections.map(({ day, outcome }) => {
    const end = outcome === undefined ? t.objectionOpen : listed('outcome', outcome, language)
    return `${dayText(day, language)} ${end}`
  })
  return `${t.objections}：${said.join('；')}`
}
