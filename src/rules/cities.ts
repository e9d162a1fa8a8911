/** The cities this house knows, by the name in front of their rule version. */
import type { CityRules } from './city.ts'
import { guangzhou } from './guangzhou.ts'
import { nanjing } from './nanjing.ts'

export const CITIES: Readonly<Record<string, CityRules>> = { guangzhou, nanjing }
