/**
 * Open orders on paper (派单清单), one list for each area: whoever looks after a
 * grid or a stairwell has no account, takes the list along, and writes on it
 * what came of each. The clerk then says so at the orders.
 */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type OrderFound, wordsOf } from '../bank/loop/order.ts'
import { workflowsNow } from '../bank/loop/workflow.ts'
import { noteEvent } from '../bank/oversight/audit.ts'
import type { OrderWords } from '../bank/ports-order.ts'
import type { Print, PrintBlock } from '../paper/print.ts'
import { dayText, maskName, timeText } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { openOrders } from './orders.tsx'
import { Choice, Field, notFound } from './page.tsx'
import { showPrint } from './print.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function orderSheetPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/order-sheet', (c) => sheetPage(web, c))
}

async function sheetPage(web: Web, c: Ask): Promise<Response> {
  const type = c.req.query('type') ?? ''
  const open = await openOrders(web, c, type === '' ? undefined : [type])
  if (!open) return notFound(web, c)
  const codes = [...new Set(open.map(({ row }) => row.body.area))].toSorted()
  const areas = new Map(
    (await web.bank.directory.many('area', codes)).map(({ key, body }) => [key, body.name]),
  )
  const asked = c.req.query('area') ?? ''
  const day = c.req.query('day') ?? ''
  const shown = open.filter(
    ({ row: { body } }) =>
      (asked === '' || body.area === asked) && (day === '' || body.day === day),
  )
  await noteLooks(web, c, shown)
  const print = await sheetPrint(web, c, shown, areas)
  const t = words(c)
  const beside = (
    <form method="get" action="/desk/order-sheet" class="row">
      <Choice
        label={t.order.sheetArea}
        name="area"
        value={asked}
        options={[['', t.order.sheetAllAreas], ...areas]}
      />
      <Choice
        label={t.order.sheetType}
        name="type"
        value={type}
        options={[
          ['', t.order.allTypes],
          ...[...(await workflowsNow(web.bank)).values()].map(
            ({ type: one, label }) => [one, label[languageOf(c)]] as const,
          ),
        ]}
      />
      <Field label={t.order.day} name="day" type="date" value={day} />
      <button class="quiet">{t.order.filter}</button>{' '}
      <a class="button quiet" href="/desk/orders">
        {t.common.back}
      </a>
    </form>
  )
  return showPrint(web, c, print, { file: `orders-${today(web.bank)}`, beside })
}

/** A list is taken out of the house: everybody on it may read that it was. */
async function noteLooks(web: Web, c: Ask, shown: readonly OrderFound[]): Promise<void> {
  const members = new Set(shown.flatMap(({ row }) => row.body.member ?? []))
  for (const about of members)
    await noteEvent(web.bank, actorOf(c), {
      act: 'looked',
      ok: true,
      about,
      refs: [['what', 'order-sheet']],
    })
}

async function sheetPrint(
  web: Web,
  c: Ask,
  shown: readonly OrderFound[],
  areas: ReadonlyMap<string, string>,
): Promise<Print> {
  const t = words(c)
  const language = languageOf(c)
  const said = await wordsOf(
    web.bank,
    shown.map(({ row }) => row.key),
  )
  const speaker = await speakerFor(
    web,
    c,
    shown.flatMap(({ row }) => row.body.member ?? []),
  )
  const meals = c.req.query('type') === MEALS
  const station = await web.bank.directory.get('station', deskStation(c))
  const hint = meals ? t.order.sheetMealsHint(station?.body.hotline ?? '') : t.order.sheetHint
  const blocks: PrintBlock[] = [
    { kind: 'text', text: hint, small: true },
    ...(shown.length === 0 ? [{ kind: 'text', text: t.order.none } as const] : []),
  ]
  for (const [area, name] of areas) {
    const here = shown.filter(({ row }) => row.body.area === area)
    if (here.length === 0) continue
    blocks.push(
      { kind: 'heading', text: t.order.sheetOf(name, here.length) },
      {
        kind: 'table',
        head: [t.order.number, t.order.due, t.order.who, t.order.need, t.order.sheetResult],
        widths: [0.13, 0.15, 0.24, 0.28, 0.2],
        rows: here.map((found) => lineOf(c, found, said.get(found.row.key), speaker)),
      },
      { kind: 'signatures', places: [t.order.sheetGiven, t.order.sheetTaken] },
    )
  }
  const day = dayText(today(web.bank), language)
  const { base } = web.options
  return {
    title: meals ? t.order.sheetMeals : t.order.sheetTitle,
    size: 'a4',
    language,
    blocks,
    foot: base === undefined ? day : `${day} · ${base}`,
    at: web.bank.clock.now(),
  }
}

/** The end of the order's number is enough to find it by among those of a list. */
const NUMBER_SHOWN = 8

/** A list of meals has the diet on it, and what to do where nobody opens. */
const MEALS = 'delivery'

function lineOf(
  c: Ask,
  { row, workflow }: OrderFound,
  said: OrderWords | undefined,
  speaker: Speaker,
): readonly string[] {
  const t = words(c)
  const language = languageOf(c)
  const { member, list, urgent } = row.body
  const unknown = said?.person === undefined ? t.order.nobody : maskName(said.person)
  const who = member === undefined ? unknown : (speaker.name?.(member) ?? unknown)
  return [
    row.key.slice(-NUMBER_SHOWN).toUpperCase(),
    list.due === 0 ? t.order.noDue : timeText(list.due, language),
    [who, said?.phone, said?.address].filter(Boolean).join('\n'),
    [
      `${urgent ? `【${t.order.urgent}】` : ''}${workflow.label[language]}：${said?.need ?? ''}`,
      ...(said?.diet === undefined ? [] : [`${t.order.diet}：${said.diet}`]),
    ].join('\n'),
    workflow.type === MEALS ? t.order.sheetHanded : '',
  ]
}
