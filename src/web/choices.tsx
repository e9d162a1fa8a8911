/** What a station offers, as pages name it: one field says a service or an item of the catalogue. */
import { choicesAt, type Choice, type Offer, offersAt } from '../bank/catalogue/choices.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import { missingText } from '../words/catalogue.ts'
import type { Language } from '../words/language.ts'
import type { Pages } from '../words/pages.ts'
import { hoursText } from '../words/reading.ts'
import { Field } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  languageOf,
  serviceName,
  speakerFor,
  type Web,
  words,
} from './view.ts'

/** In a form an item goes by "item/haircut-home", a service by its code. */
const ITEM = 'item/'

export function offerValue({ item, service }: Pick<Offer, 'item' | 'service'>): string {
  return item === undefined ? service : `${ITEM}${item}`
}

export function wantedIn(text: string): { readonly service: string } | { readonly item: string } {
  return text.startsWith(ITEM) ? { item: text.slice(ITEM.length) } : { service: text }
}

/** What is offered under this name; undefined where nothing is. */
export async function offerNamed(
  { bank }: Web,
  station: string,
  text: string,
): Promise<Offer | undefined> {
  return (await offersAt(bank, station)).find((offer) => offerValue(offer) === text)
}

export function costText(
  c: Ask,
  { price }: Pick<Offer, 'price'>,
  { catalogue }: Pages = words(c),
): string {
  const hours = hoursText(price.minutes, languageOf(c))
  return price.by === 'hour' ? catalogue.perHour(hours) : catalogue.perItem(hours)
}

/** As a choice at the desk shows them: the name, the price, and what is missing. */
export async function offerOptions(
  web: Web,
  c: Ask,
  member: MemberId,
  station: string,
): Promise<readonly (readonly [value: string, text: string])[]> {
  const choices = await choicesAt(web.bank, actorOf(c), member, station)
  const language = languageOf(c)
  const missing = await missingOf(web, c, choices)
  return choices.map((choice, at) => {
    const said = missing[at] === undefined ? '' : `（${missing[at]}）`
    return [offerValue(choice), `${choice.name[language]} · ${costText(c, choice)}${said}`]
  })
}

/** What each is missing, in words. */
export async function missingOf(
  web: Web,
  c: Ask,
  choices: readonly Choice[],
): Promise<readonly (string | undefined)[]> {
  const speaker = await speakerFor(web, c)
  return choices.map(({ no }) => no && missingText(no, { ...speaker, name: () => undefined }))
}

/** What an entry was for: the item as the catalogue calls it, or the service. */
export async function wantedName(
  web: Web,
  entry: Entry,
  language: Language,
): Promise<string | undefined> {
  const key = refOf(entry, 'item')
  const row = key === undefined ? undefined : await web.bank.directory.get('item', key)
  return row?.body.name[language] ?? serviceName(web, entry.service, language)
}

/** How many of it a form says: nothing is one, and what is no number is refused where it is priced. */
export function timesIn(fields: Fields): { readonly times?: number } {
  const text = fields.get('times')
  return text === '' ? {} : { times: Number(text) }
}

/** The field for it, beside a choice of what is offered. */
export function TimesField({ c, value }: { readonly c: Ask; readonly value?: string | undefined }) {
  const { catalogue } = words(c)
  return (
    <Field
      label={catalogue.times}
      hint={catalogue.timesHint}
      name="times"
      value={value}
      inputmode="numeric"
      autocomplete="off"
    />
  )
}
