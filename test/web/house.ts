/** A town with its pages open, and a browser of sorts: it keeps cookies, follows forms, and says where it comes from. */
import { type AppOptions, appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { enrol } from '../../src/bank/people/enrol.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import type { Role } from '../../src/rules/roles.ts'
import { REDEEMING, type RedeemingRules } from '../../src/rules/redeeming.ts'
import { type Outbox, outbox } from '../messages.ts'
import { must, openTown, type Town } from '../town.ts'

export const HOST = 'http://localhost'
export const PIN = '274915'

export interface House {
  readonly town: Town
  readonly messages: Outbox
  browser(): Browser
  /** A browser signed in at a station's desk. */
  clerk(station?: string): Promise<Browser>
  /** A browser of whoever leads a station. */
  head(station?: string): Promise<Browser>
  /** A browser signed in at the office of an area: a street's, a district's or, where the area is '', the city's. */
  office(area?: string): Promise<Browser>
  /** Enrols a person with a PIN. */
  person(name: string, station?: string): Promise<Person>
  /** A browser of a person signed in with their number. */
  member(person: Person): Promise<Browser>
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly bytes: Uint8Array
  readonly location: string
  readonly headers: Headers
}

export interface Browser {
  /** Puts a cookie in, as a sign-in would. */
  keep(name: string, value: string): void
  get(path: string): Promise<Answer>
  post(
    path: string,
    fields: Readonly<Record<string, string>> | FormData,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
}

export async function openHouse(
  redeeming?: Partial<RedeemingRules>,
  options: Pick<AppOptions, 'printer'> = {},
): Promise<House> {
  const messages = outbox()
  const opened = await openTown({ messages })
  const town = redeeming ? deciding(opened, redeeming) : opened
  const { bank } = town
  const app = appOf(bank, { secure: false, verifyScript: 'export {}', ...options })
  const staff = new Set<string>()
  let people = 0

  const signedIn = async (
    login: string,
    post: { readonly role: Role; readonly station: string; readonly area?: string },
  ): Promise<Browser> => {
    const password = 'kapok flowers in march'
    if (!staff.has(login)) {
      const passwordHash = must(await bank.passwords.hash(password))
      const order = { id: bank.ids.entry(), login, name: '文员', ...post }
      must(await addStaff(bank, SYSTEM, { ...order, passwordHash, passwordChosen: true }))
      staff.add(login)
    }
    const browser = house.browser()
    const answer = await browser.post('/sign-in', { login, password })
    if (answer.location !== '/desk') throw new Error(`${answer.status} ${answer.text}`)
    return browser
  }

  const house: House = {
    town,
    messages,
    browser() {
      const cookies = new Map<string, string>()
      const ask = async (path: string, init: RequestInit): Promise<Answer> => {
        const headers = new Headers(init.headers)
        headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
        headers.set('Host', 'localhost')
        const answer = await app.request(`${HOST}${path}`, { ...init, headers })
        for (const line of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          cookies.set(name, value)
        }
        const bytes = new Uint8Array(await answer.arrayBuffer())
        return {
          status: answer.status,
          text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
          bytes,
          location: answer.headers.get('Location') ?? '',
          headers: answer.headers,
        }
      }
      return {
        keep: (name, value) => void cookies.set(name, value),
        get: (path) => ask(path, {}),
        post: (path, fields, headers = { Origin: HOST }) =>
          ask(path, {
            method: 'POST',
            headers,
            body: fields instanceof FormData ? fields : new URLSearchParams(fields),
          }),
      }
    },
    clerk: (station = 'S001') =>
      signedIn(`clerk.${station.toLowerCase()}`, { role: 'clerk', station }),
    head: (station = 'S001') =>
      signedIn(`head.${station.toLowerCase()}`, { role: 'head', station }),
    office: (area = '440104003') =>
      signedIn(`office.${area}`, {
        ...{ station: '', ...(area === '' ? {} : { area }) },
        role: area === '' ? 'city' : area.length === 6 ? 'district' : 'street',
      }),
    async person(name, station = 'S001') {
      const pinHash = must(await bank.passwords.hash(PIN))
      const phone = `139${String(++people).padStart(8, '0')}`
      const order = { id: bank.ids.entry(), station, name, phone, pinHash }
      return must(await enrol(bank, town.clerk(station), order)).person
    },
    async member(person) {
      const browser = house.browser()
      const answer = await browser.post('/card', { card: person.number, pin: PIN })
      if (answer.location !== '/passbook') throw new Error(`${answer.status} ${answer.text}`)
      return browser
    },
  }
  return house
}

/** A town whose city lets hours be redeemed for more. */
function deciding(town: Town, change: Partial<RedeemingRules>): Town {
  const redeeming = { ...REDEEMING, ...change }
  return { ...town, bank: { ...town.bank, rules: { ...town.bank.rules, redeeming } } }
}

/** Hidden and typed fields of the form that is sent to a path, as the page shows them. */
export function formIn(page: string, action: string): Record<string, string> {
  const forms = page.split('<form ').slice(1)
  const form = forms.find(
    (text) => text.startsWith('method="post"') && text.includes(`action="${action}"`),
  )
  if (form === undefined) throw new Error(`no form for ${action} in ${page}`)
  const fields: Record<string, string> = {}
  const inside = form.slice(0, form.indexOf('</form>'))
  for (const [input] of inside.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name === undefined) continue
    if (input.includes('type="checkbox"') && !/ checked/.test(input)) continue
    fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? ''
  }
  return fields
}

/** How the last step of completing a service says that the slip was signed. */
export const SIGNED = { by: 'signature', kept: '1' } as const
