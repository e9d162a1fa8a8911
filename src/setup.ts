/**
 * Setting up a house on Workers, where nobody has a command line beside the
 * books: whoever holds the secret KAPOK_SETUP founds the city, loads its
 * stations, and lets staff and programs in. Each is an entry by the house
 * itself, as with `kapok init`, `import stations`, `staff add` and `token
 * create`. The door is shut while there is no such secret; take it away when
 * the first city staff can sign in.
 */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { cityAreas } from './areas.ts'
import { SYSTEM } from './bank/actor.ts'
import { loadStations, type StationGiven } from './bank/city/directory.ts'
import { foundCity } from './bank/city/found.ts'
import { addStaff, addToken } from './bank/people/staff.ts'
import type { Bank } from './bank/ports.ts'
import type { Passwords } from './gate/password.ts'
import { securityHeaders } from './gate/headers.ts'
import { newSecret, sameSecret } from './gate/secrets.ts'
import { makeToken } from './gate/tokens.ts'
import type { Refusal } from './ledger/refusal.ts'
import { namedIn } from './config.ts'
import { ROLES } from './rules/roles.ts'
import { type Language, pickLanguage } from './words/language.ts'
import { sentence } from './words/refusal.ts'

const BODY_MAX = 1024 * 1024

const text = z.string().max(400)

const Station = z.strictObject({
  code: text,
  name: text,
  area: text,
  type: text,
  hotline: text,
  address: text,
  opening: text,
  organisation: text,
  creditCode: text,
  from: text,
  to: text,
}) satisfies z.ZodType<StationGiven>

const Setup = z.strictObject({
  stations: z.array(Station).optional(),
  /** Whether the stations are a sample and not the real roster. */
  sample: z.boolean().default(false),
  staff: z
    .strictObject({
      login: text,
      name: text,
      role: z.enum(ROLES),
      station: text.default(''),
      area: text.default(''),
    })
    .optional(),
  token: z
    .strictObject({
      name: text,
      scopes: z.array(text),
      station: text.default(''),
      until: z.iso.date(),
    })
    .optional(),
})

type SetupOrder = z.infer<typeof Setup>
type SetupBank = Bank & { readonly passwords: Passwords }

/** A no, in an answer of its own status. */
class Refused extends Error {
  readonly refusals: readonly { readonly row?: number; readonly refusal: Refusal }[]

  constructor(refusals: Refused['refusals']) {
    super(refusals[0]?.refusal.code ?? 'refused')
    this.refusals = refusals
  }
}

/** `moveIn` moves plain people of an earlier version into the vault, before anything else. */
export function setupRoutes(
  bank: SetupBank,
  secret: string | undefined,
  moveIn: () => Promise<void>,
): Hono {
  const app = new Hono()
  app.use(securityHeaders({ secure: true }), bodyLimit({ maxSize: BODY_MAX }))
  app.post('/setup', async (c) => {
    const given = /^Bearer (\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
    if (secret === undefined) return c.json({ code: 'unknown-route' }, 404)
    if (!sameSecret(given, secret)) return c.json({ code: 'wrong-sign-in' }, 401)
    const order = Setup.safeParse(await c.req.json().catch(() => undefined))
    if (!order.success) return c.json({ code: 'invalid', detail: namedIn(order.error) }, 422)
    try {
      await moveIn()
      return c.json(await setUp(bank, order.data), 201)
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault
      const language = pickLanguage(c.req.header('Accept-Language'))
      return c.json({ code: fault.message, refused: told(bank, fault, language) }, 422)
    }
  })
  return app
}

function told(bank: Bank, { refusals }: Refused, language: Language) {
  return refusals.map(({ row, refusal }) => ({
    ...(row === undefined ? {} : { row }),
    code: refusal.code,
    detail: sentence(refusal, { language, rules: bank.rules }),
  }))
}

/** One after another; what stands already adds nothing, so that it may be sent again. */
async function setUp(bank: SetupBank, order: SetupOrder) {
  const city = await foundCity(bank, cityAreas(bank.rules))
  if (!city.ok) throw new Refused(city.refused)
  const stations = await loadedStations(bank, order)
  const staff = order.staff && (await addedStaff(bank, order.staff))
  const token = order.token && (await addedToken(bank, order.token))
  return { city, stations, staff, token }
}

async function loadedStations(bank: Bank, { stations, sample }: SetupOrder) {
  if (!stations) return undefined
  const loaded = await loadStations(bank, SYSTEM, { id: bank.ids.entry(), stations, sample })
  if (!loaded.ok) throw new Refused(loaded.refused)
  return loaded
}

/** The password is told once, here. */
async function addedStaff(bank: SetupBank, person: NonNullable<SetupOrder['staff']>) {
  const password = newSecret().slice(0, 20)
  const hash = await bank.passwords.hash(password)
  if (!hash.ok) throw new Refused([hash])
  const order = { ...person, id: bank.ids.entry(), passwordHash: hash.value }
  const outcome = await addStaff(bank, SYSTEM, order)
  if (!outcome.ok) throw new Refused([outcome])
  return { login: person.login, password }
}

async function addedToken(bank: Bank, wanted: NonNullable<SetupOrder['token']>) {
  const { text: token, key, body } = makeToken(bank, wanted)
  const outcome = await addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body })
  if (!outcome.ok) throw new Refused([outcome])
  return { name: wanted.name, token }
}
