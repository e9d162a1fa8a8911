/** Environment into config, parsed once, for all doors. */
import * as z from 'zod'
import { DEFAULT_RATES, type Rates } from './gate/rates.ts'
import type { OutsideSettings } from './gate/outside.ts'
import { CITIES } from './rules/cities.ts'
import type { CityRules } from './rules/city.ts'

const postgresUrl = z
  .string()
  .regex(
    /^postgres(ql)?:\/\/[^/]*\/[^/?]+(\?.*)?$/,
    'it is like postgres://user:password@host/database',
  )

const Environment = z.object({
  KAPOK_DATA: z.string().min(1).default('data'),
  KAPOK_HEADS: z.string().optional(),
  KAPOK_CITY: z.enum(Object.keys(CITIES) as [string, ...string[]]).default('guangzhou'),
  KAPOK_ORIGIN: z
    .string()
    .regex(/^[a-z0-9.-]+(\/[a-z0-9.-]+)*$/)
    .default('kapok.example/ledger/1'),
  KAPOK_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  /** Addresses and networks of our own proxies: only they are believed when they say where a request came from. */
  KAPOK_PROXIES: z.string().default('127.0.0.1 ::1'),
  /** Requests a minute, "staff=1200 visitor=600": what is not named stays as it is. */
  KAPOK_RATES: z
    .string()
    .regex(
      /^((address|visitor|member|staff|token)=[1-9]\d{0,6}\s*)*$/,
      'it is like "staff=1200 visitor=600", requests a minute',
    )
    .default(''),
  /** Seconds in which a request must have come whole: a large sheet over a thin line takes some. */
  KAPOK_REQUEST_S: z.coerce.number().int().min(5).max(600).default(30),
  KAPOK_HOST: z.string().default('127.0.0.1'),
  /** The address people use, for links on slips: "https://time.example.gov.cn". */
  KAPOK_BASE: z.string().optional(),
  /** The books on PostgreSQL, "postgres://kapok:…@db/kapok"; without it they are files of KAPOK_DATA. */
  KAPOK_DATABASE_URL: postgresUrl.optional(),
  /** The people, in a database of their own; by default that of the books with "_people" behind its name. */
  KAPOK_PEOPLE_URL: postgresUrl.optional(),
  /** Where the data keys of people are: by default keys.db of KAPOK_DATA. Backed up apart from the people. */
  KAPOK_KEYS: z.string().min(1).optional(),
  /** The data keys on PostgreSQL, in a database of their own; by default that of the books with "_keys" behind its name. */
  KAPOK_KEYS_URL: postgresUrl.optional(),
  /** The file with the house's own two keys of the vault; by default vault.json of KAPOK_DATA. */
  KAPOK_VAULT: z.string().min(1).optional(),
  /** Rules of passwords: of GB/T 22239 (等保), or of ASVS 5.0. */
  KAPOK_PASSWORDS: z.enum(['mlps', 'asvs']).default('mlps'),
  /** Whether a station's desk writes only from computers that are enrolled there. */
  KAPOK_DEVICES: z.enum(['required', 'optional']).default('optional'),
  /** Sessions one member of staff may have at a time. */
  KAPOK_STAFF_SESSIONS: z.coerce.number().int().min(1).max(20).default(3),
  /** Seals what staff sign in with; without it a file of KAPOK_DATA does. Servers that share a database share it. */
  KAPOK_SEAL_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a key is 64 hexadecimal digits')
    .optional(),
  /** Another issuer staff may sign in at (OpenID Connect): its URL, and who we are to it. */
  KAPOK_OIDC_ISSUER: z
    .string()
    .regex(
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$))[^\s?#]*$/,
      'it is an https URL; http only on this machine',
    )
    .optional(),
  KAPOK_OIDC_CLIENT_ID: z.string().min(1).optional(),
  KAPOK_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What its id tokens are signed with. */
  KAPOK_OIDC_ALGORITHM: z.enum(['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA']).default('RS256'),
  /** Hosts beside its own that it may be asked at, and values of acr that mean two factors; by commas. */
  KAPOK_OIDC_HOSTS: z.string().default(''),
  KAPOK_OIDC_STRONG: z.string().default(''),
  /** The audit journal, in a database of its own; by default that of the books with "_audit" behind its name. */
  KAPOK_AUDIT_URL: postgresUrl.optional(),
  /** Where short messages are posted to; without it codes are written to the terminal, or over TLS not sent at all. */
  KAPOK_SMS_URL: z.string().min(1).optional(),
  KAPOK_SMS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'a bearer is printable and has no spaces')
    .default(''),
  /** Whether this instance runs the house's own jobs: of several any may, each job runs once. */
  KAPOK_JOBS: z.enum(['on', 'off']).default('on'),
  /** Short messages a day that the city pays for. */
  KAPOK_SMS_DAY: z.coerce.number().int().min(0).max(10_000_000).default(2_000),
})

export interface Config {
  readonly data: string
  readonly heads: string
  readonly rules: CityRules
  readonly origin: string
  readonly port: number
  readonly host: string
  readonly proxies: string
  readonly rates: Rates
  readonly requestSeconds: number
  readonly jobs: boolean
  readonly base?: string
  /** URLs of the databases on PostgreSQL; undefined where they are files. */
  readonly postgres:
    | {
        readonly books: string
        readonly people: string
        readonly keys: string
        readonly audit: string
      }
    | undefined
  /** Files: the data keys of people, and the keys that open those. */
  readonly vault: { readonly keys: string; readonly house: string }
  readonly staff: StaffConfig
  readonly messages: {
    readonly url: string | undefined
    readonly bearer: string
    readonly cityDay: number
  }
}

/** How staff sign in. */
export interface StaffConfig {
  readonly passwords: 'mlps' | 'asvs'
  readonly sessionsMost: number
  readonly devices: 'required' | 'optional'
  /** Hex. */
  readonly sealKey: string | undefined
  /** Another issuer of sign-ins. */
  readonly outside: OutsideSettings | undefined
}

/** Throws with the name of the variable that cannot be read. */
export function configOf(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = Environment.safeParse(environment)
  if (!read.success) throw new Error(namedIn(read.error))
  const { KAPOK_DATA, KAPOK_HEADS, KAPOK_CITY, KAPOK_ORIGIN, KAPOK_PORT, KAPOK_HOST, KAPOK_BASE } =
    read.data
  return {
    data: KAPOK_DATA,
    // Beside the data folder, never in it: a restored folder must not bring its own head.
    heads: KAPOK_HEADS ?? `${KAPOK_DATA.replace(/\/+$/, '')}.heads`,
    rules: CITIES[KAPOK_CITY] as CityRules,
    origin: KAPOK_ORIGIN,
    port: KAPOK_PORT,
    host: KAPOK_HOST,
    proxies: read.data.KAPOK_PROXIES,
    rates: ratesOf(read.data.KAPOK_RATES),
    requestSeconds: read.data.KAPOK_REQUEST_S,
    jobs: read.data.KAPOK_JOBS === 'on',
    ...(KAPOK_BASE === undefined ? {} : { base: KAPOK_BASE }),
    postgres: postgresOf(read.data),
    staff: {
      passwords: read.data.KAPOK_PASSWORDS,
      sessionsMost: read.data.KAPOK_STAFF_SESSIONS,
      devices: read.data.KAPOK_DEVICES,
      sealKey: read.data.KAPOK_SEAL_KEY,
      outside: outsideOf(read.data),
    },
    messages: {
      url: read.data.KAPOK_SMS_URL,
      bearer: read.data.KAPOK_SMS_TOKEN,
      cityDay: read.data.KAPOK_SMS_DAY,
    },
    vault: {
      keys: read.data.KAPOK_KEYS ?? `${KAPOK_DATA}/keys.db`,
      house: read.data.KAPOK_VAULT ?? `${KAPOK_DATA}/vault.json`,
    },
  }
}

function ratesOf(text: string): Rates {
  const named = [...text.matchAll(/(\w+)=(\d+)/g)].map(([, who, rate]) => [who, Number(rate)])
  return { ...DEFAULT_RATES, ...(Object.fromEntries(named) as Partial<Rates>) }
}

function outsideOf(read: z.infer<typeof Environment>): OutsideSettings | undefined {
  const { KAPOK_OIDC_ISSUER: issuer, KAPOK_OIDC_CLIENT_ID: clientId } = read
  const { KAPOK_OIDC_CLIENT_SECRET: clientSecret } = read
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new Error(
      'KAPOK_OIDC_ISSUER, KAPOK_OIDC_CLIENT_ID and KAPOK_OIDC_CLIENT_SECRET are set together',
    )
  const listed = (text: string) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
  return {
    issuer,
    clientId,
    clientSecret,
    algorithm: read.KAPOK_OIDC_ALGORITHM,
    hosts: listed(read.KAPOK_OIDC_HOSTS),
    strong: listed(read.KAPOK_OIDC_STRONG),
  }
}

function postgresOf({
  KAPOK_DATABASE_URL: books,
  KAPOK_PEOPLE_URL,
  KAPOK_KEYS_URL,
  KAPOK_AUDIT_URL,
}: z.infer<typeof Environment>): Config['postgres'] {
  const own = { KAPOK_PEOPLE_URL, KAPOK_KEYS_URL, KAPOK_AUDIT_URL }
  if (books === undefined) {
    for (const [name, url] of Object.entries(own))
      if (url !== undefined) throw new Error(`${name} is set and KAPOK_DATABASE_URL is not`)
    return undefined
  }
  for (const [name, url] of Object.entries(own))
    if (url === books) throw new Error(`${name} names the database of the books`)
  const beside = (what: string) => books.replace(/^([^?]*)/, `$1_${what}`)
  const people = KAPOK_PEOPLE_URL ?? beside('people')
  const keys = KAPOK_KEYS_URL ?? beside('keys')
  const audit = KAPOK_AUDIT_URL ?? beside('audit')
  if (people === keys) throw new Error('KAPOK_KEYS_URL names the database of the people')
  if (people === audit) throw new Error('KAPOK_AUDIT_URL names the database of the people')
  if (keys === audit) throw new Error('KAPOK_AUDIT_URL names the database of the keys')
  return { books, people, keys, audit }
}

/** Each variable that cannot be read, by name, and why. */
export function namedIn({ issues }: z.ZodError): string {
  return issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
}
