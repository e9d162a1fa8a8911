/** What whoever agrees to a price is shown: the item, what it costs now, what it would cost, and why. */
import type { ItemRow } from '../bank/ports-catalogue.ts'
import type { Waiting } from '../bank/review/list.ts'
import type { ChangeOrder } from '../bank/review/change.ts'
import { serviceIn } from '../rules/city.ts'
import { itemReason } from '../words/catalogue.ts'
import { costText } from './choices.tsx'
import { type Ask, languageOf, type Web, words } from './view.ts'

export async function itemFacts(
  web: Web,
  c: Ask,
  { asked }: Pick<Waiting, 'asked'>,
): Promise<readonly (readonly [label: string, value: string])[]> {
  const { subject, rows } = asked as unknown as Partial<ChangeOrder>
  const [row] = rows ?? []
  if (subject !== 'item-price' || !row) return []
  const { catalogue } = words(c)
  const language = languageOf(c)
  const body = row.body as ItemRow
  const before = (await web.bank.directory.newest('item', row.key))?.body
  const city = serviceIn(web.bank.rules, body.service)?.price
  const stands =
    before ?? (city === undefined ? undefined : { price: { by: 'item', minutes: city } as const })
  return [
    [catalogue.item, body.name[language]],
    ...(stands ? [[catalogue.priceNow, costText(c, stands)] as const] : []),
    [catalogue.priceThen, costText(c, body)],
    [catalogue.reason, itemReason(body.reason, language)],
    ...(body.resolution === undefined ? [] : [[catalogue.resolution, body.resolution] as const]),
    ...(body.payer === undefined ? [] : [[catalogue.payer, body.payer] as const]),
  ]
}
