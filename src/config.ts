/** Environment into config, parsed once, for all doors. */
import * as z from 'zod'
import { CITIES } from './rules/cities.ts'
import type { CityRules } from './rules/city.ts'

const Environment = z.object({
  KAPOK_DATA: z.string().min(1).default('data'),
  KAPOK_HEADS: z.string().optional(),
  KAPOK_CITY: z.enum(Object.keys(CITIES) as [string, ...string[]]).default('guangzhou'),
  KAPOK_ORIGIN: z
    .string()
    .regex(/^[a-z0-9.-]+(\/[a-z0-9.-]+)*$/)
    .default('kapok.example/ledger/1'),
  KAPOK_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  KAPOK_HOST: z.string().default('127.0.0.1'),
  /** The address people use, for links on slips: "https://time.example.gov.cn". */
  KAPOK_BASE: z.string().optional(),
})

export interface Config {
  readonly data: string
  readonly heads: string
  readonly rules: CityRules
  readonly origin: string
  readonly port: number
  readonly host: string
  readonly base?: string
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
    ...(KAPOK_BASE === undefined ? {} : { base: KAPOK_BASE }),
  }
}

/** Each variable that cannot be read, by name, and why. */
export function namedIn({ issues }: z.ZodError): string {
  return issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
}
