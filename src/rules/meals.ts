/**
 * Who pays what of a meal in an elders' canteen (长者饭堂): bands by hardship
 * and age. A sample of the figures of one town (正果镇, 2020), in fen; what is
 * in force is loaded as dated rows. Money is told here and never counted in
 * hours.
 */
export interface MealShare {
  readonly band: string
  readonly hardship: boolean
  readonly age: number
  readonly city: number
  readonly district: number
  readonly town: number
  readonly pays: number
}

export const MEALS = ['breakfast', 'lunch', 'dinner'] as const
export type Meal = (typeof MEALS)[number]

/** City 3, district 3, the town the rest; the diner pays 1, 3 or 5 of a meal of 12 yuan. */
export const SAMPLE_SUBSIDY = {
  fee: 1_200,
  source: 'sample-zhengguo-2020',
  bands: [
    { band: 'hardship', hardship: true, age: 60, city: 300, district: 300, town: 500, pays: 100 },
    { band: 'elder-80', hardship: false, age: 80, city: 300, district: 300, town: 300, pays: 300 },
    { band: 'elder-60', hardship: false, age: 60, city: 300, district: 300, town: 100, pays: 500 },
  ],
} as const satisfies { fee: number; source: string; bands: readonly MealShare[] }

export interface Eater {
  /** Of a class of hardship (特困、低保、低收入、优抚). */
  readonly hardship: boolean
  readonly age: number
  /** Where they live, and where they eat: paths of areas, "4401/440118/440118104/". */
  readonly home: string
  readonly place: string
}

export interface MealPrice {
  readonly band: string
  readonly city: number
  readonly district: number
  readonly town: number
  readonly pays: number
}

/** Who pays what of this person's meal; undefined where no band is theirs, and the whole fee is. */
export function mealPrice(bands: readonly MealShare[], eater: Eater): MealPrice | undefined {
  const theirs = bands
    .filter(({ hardship, age }) => (eater.hardship || !hardship) && age <= eater.age)
    .toSorted((a, b) => Number(b.hardship) - Number(a.hardship) || b.age - a.age)
  const [band] = theirs
  if (!band) return undefined
  const [, homeDistrict, homeTown] = eater.home.split('/')
  const [, district, town] = eater.place.split('/')
  // Who eats in another town loses the town's part; in another district, the district's as well.
  const keepsDistrict = homeDistrict === district
  const keepsTown = keepsDistrict && homeTown === town
  const lost = (keepsTown ? 0 : band.town) + (keepsDistrict ? 0 : band.district)
  return {
    band: band.band,
    city: band.city,
    district: keepsDistrict ? band.district : 0,
    town: keepsTown ? band.town : 0,
    pays: band.pays + lost,
  }
}
