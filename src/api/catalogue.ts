/** What hours are for: the catalogue of a station, pools, vouchers, and what a member has said should become of theirs; what is offered, what a member could redeem, items and their stock. */
import { type Choice, choicesFor, type Offer, offersAt } from '../bank/catalogue/choices.ts'
import { type ItemOrder, saveItem } from '../bank/catalogue/item.ts'
import {
  type DinersOrder,
  importDiners,
  loadSubsidy,
  type SubsidyOrder,
} from '../bank/catalogue/meals.ts'
import { moveStock, type StockOrder, stockOf } from '../bank/catalogue/stock.ts'
import { type PoolTerms, setPoolTerms } from '../bank/hours/pool-terms.ts'
import { giveTogether, type TogetherOrder } from '../bank/hours/together.ts'
import {
  issueVoucher,
  redeemVoucher,
  voucherCode,
  type VoucherOrder,
  type VoucherUse,
} from '../bank/service/voucher.ts'
import {
  type EndingReport,
  type EndingStep,
  moveEnding,
  recordForRelative,
  reportEnding,
} from '../bank/people/ending.ts'
import { saveWill, type WillOrder } from '../bank/people/will.ts'
import type { MemberId } from '../ledger/account.ts'
import { writtenView } from './answers.ts'
import { problem, told } from './problems.ts'
import { type Ask, type Handlers, json, straight } from './writes.ts'

export const CATALOGUE: Handlers = {
  'get /stations/:code/catalogue': offers,
  'get /members/:id/choices': choices,
  'post /items': straight<ItemOrder>(saveItem),
  'post /gifts/together': together,
  'post /pools/terms': straight<PoolTerms>(setPoolTerms),
  'post /vouchers': voucher,
  'post /vouchers/redemption': straight<VoucherUse>(redeemVoucher),
  'post /instructions': straight<WillOrder>(saveWill),
  'post /endings': straight<EndingReport>(reportEnding),
  'post /endings/steps': straight<EndingStep>(moveEnding),
  'get /members/:id/ending/record': signedRecord,
  'post /subsidies': straight<SubsidyOrder>(loadSubsidy),
  'post /diners': diners,
  'post /items/stock': straight<StockOrder>(moveStock),
}

async function offers(ask: Ask): Promise<Response> {
  const station = ask.params['code'] ?? ''
  if (!(await ask.bank.directory.get('station', station)))
    return problem(ask, { code: 'unknown-station', station })
  const found = await offersAt(ask.bank, station)
  const rows = found.flatMap(({ row }) => (row ? [row] : []))
  const stock = await stockOf(ask.bank, rows)
  const left = new Map(rows.map(({ key }, at) => [key, stock[at]]))
  return json(200, {
    offers: found.map((offer) => offerView({ ...offer, left: left.get(offer.row?.key ?? '') })),
  })
}

async function choices(ask: Ask): Promise<Response> {
  const member = ask.params['id'] as MemberId
  const home = (await ask.bank.directory.get('member', member))?.body.home ?? ''
  const { station = home } = ask.query as { readonly station?: string }
  const outcome = await choicesFor(ask.bank, ask.actor, { member, station })
  if (!outcome.ok) return problem(ask, outcome.refusal)
  return json(200, { choices: outcome.value.map((choice) => choiceView(ask, choice)) })
}

function choiceView(ask: Ask, choice: Choice) {
  const { day, no } = choice
  const missing = no && told(ask, no, {})
  return {
    ...offerView(choice),
    day,
    ...(missing ? { missing: { code: missing.code, detail: missing.detail } } : {}),
  }
}

function offerView({
  row,
  item,
  kind,
  name,
  service,
  price,
  left,
}: Offer & { readonly left?: number | undefined }) {
  const { days, slots, age, payer, reason, resolution } = row?.body ?? {}
  // What is undefined is left out where it is written.
  return {
    ...{ item, version: row?.version, kind, name, service, price },
    ...{ days, slots, age, payer, reason, resolution, left },
  }
}

/** The list as it was taken in; or every row that stopped it, none of them written. */
async function diners(ask: Ask): Promise<Response> {
  const order = ask.body as DinersOrder
  const outcome = await importDiners(ask.bank, ask.actor, order)
  if (outcome.ok) {
    const { added, changed, same } = outcome
    return json(201, { added, changed, same })
  }
  const [first] = outcome.refused
  if (first && first.row < 0) return problem(ask, first.refusal)
  const refused = problem(ask, { code: 'group-refused', row: first?.row ?? 0 })
  const rows = outcome.refused.map(({ row, refusal }) => ({
    row,
    ...told(ask, refusal, order.rows[row] ?? {}, `/rows/${row}`),
  }))
  const body = { ...((await refused.json()) as object), rows }
  return new Response(JSON.stringify(body), { status: 422, headers: refused.headers })
}

async function together(ask: Ask): Promise<Response> {
  const order = ask.body as TogetherOrder
  const outcome = await giveTogether(ask.bank, ask.actor, order)
  if (!outcome.ok) return problem(ask, outcome.refusal, order)
  const rows = []
  for (const entry of outcome.value) rows.push(await writtenView(ask.bank, ask.actor, entry))
  return json(201, { rows })
}

/** The code goes back to whoever asked for the voucher, and only while it is good. */
async function voucher(ask: Ask): Promise<Response> {
  const order = ask.body as VoucherOrder
  const outcome = await issueVoucher(ask.bank, ask.actor, order)
  if (!outcome.ok) return problem(ask, outcome.refusal, order)
  const code = await voucherCode(ask.bank, outcome.value)
  const written = await writtenView(ask.bank, ask.actor, outcome.value)
  return json(201, { ...written, ...(code === undefined ? {} : { code }) })
}

async function signedRecord(ask: Ask): Promise<Response> {
  const member = ask.params['id'] as MemberId
  const outcome = await recordForRelative(ask.bank, ask.actor, member)
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}
