/** A station's catalogue at the desk: what is there, what it costs and why; items changed, stock counted. */
import type { Hono } from 'hono'
import { type ItemOrder, itemCode, itemsAt, saveItem } from '../bank/catalogue/item.ts'
import { moveStock, stockOf } from '../bank/catalogue/stock.ts'
import type { Row } from '../bank/ports.ts'
import type { ItemDays, ItemRow } from '../bank/ports-catalogue.ts'
import { parseHours } from '../ledger/minutes.ts'
import { ITEM_KINDS, ITEM_REASONS, STOCK_REASONS } from '../rules/redeeming.ts'
import { itemDaysText, itemKindName, itemReason } from '../words/catalogue.ts'
import { costText } from './choices.tsx'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  mayHere,
  nextId,
  reviewAt,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function cataloguePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/catalogue', (c) => listPage(web, c))
  app.get('/desk/catalogue/item', (c) => itemPage(web, c))
  app.post('/desk/catalogue/item', (c) => itemSent(web, c))
  app.post('/desk/catalogue/stock', (c) => stockSent(web, c))
}

/** A resolution of ours leads to its topic; of others there is the number. */
function cited(resolution: string) {
  if (!isEntryId(resolution)) return resolution
  return <a href={`/desk/orders/${resolution}`}>{resolution}</a>
}

interface Again {
  readonly said: string
  readonly id: string
  readonly fields: Fields
}

async function listPage(web: Web, c: Ask, sent?: Again): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const items = await itemsAt(web.bank, station)
  const stock = await stockOf(web.bank, items)
  const writes = mayHere(c, 'catalogue:write')
  const body = (
    <>
      <h1>{t.catalogue.title}</h1>
      {c.req.query('done') === 'saved' ? (
        <p class="done" role="status">
          {t.catalogue.saved}
        </p>
      ) : (
        ''
      )}
      <p class="hint">{t.catalogue.hint}</p>
      <Problem t={t} said={sent?.said} />
      {actorOf(c).station === '' ? (
        <form method="get" action="/desk/catalogue" class="row noprint">
          <StationField web={web} c={c} />
          <button class="quiet">{t.common.search}</button>
        </form>
      ) : (
        ''
      )}
      {items.length === 0 ? <p>{t.catalogue.none}</p> : ''}
      {items.map((row, at) => (
        <Item web={web} c={c} row={row} left={stock[at]} />
      ))}
      {writes && station !== '' ? (
        <p>
          <a class="button" href={`/desk/catalogue/item?station=${station}`}>
            {t.catalogue.add}
          </a>
        </p>
      ) : (
        ''
      )}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.catalogue.title, body, look: 'desk', status })
}

function Item({
  web,
  c,
  row,
  left,
}: {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<ItemRow>
  readonly left: number | undefined
}) {
  const { catalogue } = words(c)
  const language = languageOf(c)
  const { body, version } = row
  const days = itemDaysText(body.days, language)
  const writes = mayHere(c, 'catalogue:write')
  return (
    <div class="card">
      <h2>
        {body.name[language]}
        {body.open ? '' : `（${catalogue.closed}）`}
      </h2>
      <Facts
        rows={[
          [catalogue.kind, itemKindName(body.kind, language)],
          [catalogue.minutes, costText(c, body)],
          left === undefined ? undefined : [catalogue.stock, catalogue.stockLeft(left)],
          days === '' ? undefined : [catalogue.week, days],
          body.slots === undefined ? undefined : [catalogue.slots, catalogue.slotsADay(body.slots)],
          body.age === undefined ? undefined : [catalogue.age, `${body.age}`],
          body.payer === undefined ? undefined : [catalogue.payer, body.payer],
          [catalogue.version, `${version}`],
          [catalogue.reason, itemReason(body.reason, language)],
          body.resolution === undefined
            ? undefined
            : [catalogue.resolution, cited(body.resolution)],
        ]}
      />
      {writes ? (
        <p class="noprint">
          <a href={`/desk/catalogue/item?item=${itemCode(row)}&station=${deskStation(c)}`}>
            {catalogue.edit}
          </a>
        </p>
      ) : (
        ''
      )}
      {writes && body.counted ? <StockForm web={web} c={c} row={row} /> : ''}
    </div>
  )
}

function StockForm({ web, c, row }: { web: Web; c: Ask; row: Row<ItemRow> }) {
  const { catalogue } = words(c)
  const language = languageOf(c)
  return (
    <form method="post" action="/desk/catalogue/stock" class="row noprint">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={deskStation(c)} />
      <Hidden name="item" value={itemCode(row)} />
      <Field
        label={catalogue.stockBy}
        hint={catalogue.stockByHint}
        name="by"
        form={itemCode(row)}
        autocomplete="off"
        required
      />
      <Choice
        label={catalogue.reason}
        name="reason"
        options={STOCK_REASONS.map((one) => [one, itemReason(one, language)])}
      />
      <button class="quiet">{catalogue.stockSave}</button>
    </form>
  )
}

/** What a form of an item is filled with: what was typed, or how it stands. */
function filled(row: Row<ItemRow> | undefined): Readonly<Record<string, string>> {
  if (!row) return { open: '1' }
  const { body } = row
  return {
    code: itemCode(row),
    name: body.name.zh,
    nameEn: body.name.en,
    kind: body.kind,
    service: body.service,
    by: body.price.by,
    hours: `${body.price.minutes / 60}`,
    counted: body.counted ? '1' : '',
    open: body.open ? '1' : '',
    week: (body.days?.week ?? []).join(','),
    month: (body.days?.month ?? []).join(','),
    slots: `${body.slots ?? ''}`,
    age: `${body.age ?? ''}`,
    payer: body.payer ?? '',
    resolution: body.resolution ?? '',
  }
}

async function itemPage(web: Web, c: Ask, sent?: Again): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const code = sent?.fields.get('code') ?? c.req.query('item')
  const row =
    code === undefined ? undefined : await web.bank.directory.newest('item', `${station}/${code}`)
  if (!sent && code !== undefined && !row) return notFound(web, c)
  const stands = filled(row)
  const body = (
    <>
      <h1>{row ? t.catalogue.edit : t.catalogue.add}</h1>
      <Problem t={t} said={sent?.said} />
      <form method="post" action="/desk/catalogue/item">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="station" value={station} />
        <ItemFields
          web={web}
          c={c}
          typed={(name) => sent?.fields.get(name) ?? stands[name]}
          isNew={row === undefined}
        />
        <button>{t.catalogue.save}</button>
      </form>
      <p>
        <a class="button quiet" href="/desk/catalogue">
          {t.common.back}
        </a>
      </p>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.catalogue.item, body, look: 'desk', status })
}

interface Typed {
  readonly web: Web
  readonly c: Ask
  readonly typed: (name: string) => string | undefined
}

function ItemFields({ web, c, typed, isNew }: Typed & { readonly isNew: boolean }) {
  const { catalogue, common } = words(c)
  const language = languageOf(c)
  return (
    <div class="row">
      {isNew ? (
        <Field
          label={catalogue.code}
          hint={catalogue.codeHint}
          name="code"
          value={typed('code')}
          required
        />
      ) : (
        <Hidden name="code" value={typed('code') ?? ''} />
      )}
      <Field label={catalogue.name} name="name" value={typed('name')} required />
      <Field label={catalogue.nameEn} name="nameEn" value={typed('nameEn')} />
      <Choice
        label={catalogue.kind}
        name="kind"
        value={typed('kind')}
        options={ITEM_KINDS.map((kind) => [kind, itemKindName(kind, language)])}
      />
      <Choice
        label={common.service}
        name="service"
        value={typed('service')}
        options={web.bank.rules.services.map(({ code, name }) => [code, name[language]])}
      />
      <Choice
        label={catalogue.by}
        name="by"
        value={typed('by')}
        options={[
          ['item', catalogue.byItem],
          ['hour', catalogue.byHour],
        ]}
      />
      <Field
        label={catalogue.minutes}
        hint={catalogue.minutesHint}
        name="hours"
        value={typed('hours')}
        required
      />
      <WhenFields web={web} c={c} typed={typed} />
      <Choice
        label={catalogue.reason}
        name="reason"
        value={typed('reason')}
        options={ITEM_REASONS.map((one) => [one, itemReason(one, language)])}
      />
      <Field label={catalogue.resolution} name="resolution" value={typed('resolution')} />
    </div>
  )
}

/** When and how much of it: days, places, stock, age. */
function WhenFields({ c, typed }: Typed) {
  const { catalogue } = words(c)
  return (
    <>
      <Field label={catalogue.week} hint={catalogue.weekHint} name="week" value={typed('week')} />
      <Field
        label={catalogue.month}
        hint={catalogue.monthHint}
        name="month"
        value={typed('month')}
      />
      <Field label={catalogue.slots} name="slots" inputmode="numeric" value={typed('slots')} />
      <Field label={catalogue.age} name="age" inputmode="numeric" value={typed('age')} />
      <Field
        label={catalogue.payer}
        hint={catalogue.payerHint}
        name="payer"
        value={typed('payer')}
      />
      <Tick name="counted" text={catalogue.counted} on={typed('counted') === '1'} />
      <Tick name="open" text={catalogue.open} on={typed('open') === '1'} />
    </>
  )
}

function Tick({ name, text, on }: { name: string; text: string; on: boolean }) {
  return (
    <label>
      <input type="checkbox" name={name} value="1" checked={on} /> {text}
    </label>
  )
}

/** "3,6" and "3、6" as numbers; what is no number stays one that is refused. */
function numbersIn(text: string): readonly number[] | undefined {
  return text === '' ? undefined : text.split(/[,，、\s]+/).map(Number)
}

function daysIn(fields: Fields): { readonly days?: ItemDays } {
  const [week, month] = [numbersIn(fields.get('week')), numbersIn(fields.get('month'))]
  if (!week && !month) return {}
  return { days: { ...(week ? { week } : {}), ...(month ? { month } : {}) } }
}

function orderIn(fields: Fields): Omit<ItemOrder, 'id' | 'station'> {
  const text = (name: 'payer' | 'resolution') =>
    fields.get(name) === '' ? {} : { [name]: fields.get(name) }
  const count = (name: 'slots' | 'age') =>
    fields.get(name) === '' ? {} : { [name]: Number(fields.get(name)) }
  return {
    code: fields.get('code'),
    kind: fields.get('kind'),
    name: { zh: fields.get('name'), en: fields.get('nameEn') },
    service: fields.get('service'),
    price: { by: fields.get('by'), minutes: parseHours(fields.get('hours')) ?? 0 },
    counted: fields.get('counted') === '1',
    open: fields.get('open') === '1',
    reason: fields.get('reason'),
    ...daysIn(fields),
    ...count('slots'),
    ...count('age'),
    ...text('payer'),
    ...text('resolution'),
  }
}

async function itemSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const station = fields.get('station') || deskStation(c)
  const outcome = await saveItem(web.bank, actorOf(c), { ...orderIn(fields), id, station })
  if (outcome.ok) return c.redirect('/desk/catalogue?done=saved', 303)
  if (outcome.refusal.code === 'unknown-station') return notFound(web, c)
  const waits = reviewAt(outcome.refusal)
  if (waits !== undefined) return c.redirect(waits, 303)
  const said = await told(web, c, outcome.refusal)
  return itemPage(web, c, { said, id: nextId(web, id, outcome.refusal), fields })
}

async function stockSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const outcome = await moveStock(web.bank, actorOf(c), {
    id,
    station: fields.get('station') || deskStation(c),
    item: fields.get('item'),
    by: Number(fields.get('by')),
    reason: fields.get('reason'),
  })
  if (outcome.ok) return c.redirect('/desk/catalogue?done=saved', 303)
  if (outcome.refusal.code === 'unknown-station') return notFound(web, c)
  return listPage(web, c, { said: await told(web, c, outcome.refusal), id, fields })
}
