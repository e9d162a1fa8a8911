/** The notice of supervision (督办单): a sheet with a number, to whom, and by when an answer is due. */
import type { Hono } from 'hono'
import { wordsOf } from '../bank/loop/order.ts'
import { dayAt, dayText, timeText } from '../words/reading.ts'
import { orderAt, stateName } from './order-view.tsx'
import { Facts, notFound, show } from './page.tsx'
import { type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

export function supervisionPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/orders/:order/notice', (c) => noticePage(web, c))
}

async function noticePage(web: Web, c: Ask): Promise<Response> {
  const found = await orderAt(web, c)
  const sent = found?.row.body.moves.filter(({ move }) => move === 'supervise') ?? []
  const last = sent.at(-1)
  if (!found || !last) return notFound(web, c)
  const t = words(c)
  const language = languageOf(c)
  const { key, body: row } = found.row
  const station = (await web.bank.directory.get('station', row.station))?.body
  const need = (await wordsOf(web.bank, [key])).get(key)?.need ?? ''
  const day = dayAt(last.at)
  const number = `${day.slice(0, 4)}-${key.slice(-12).toUpperCase()}-${sent.length}`
  const body = (
    <div class="stack">
      <h1>{t.safety.notice}</h1>
      <Facts
        rows={[
          [t.safety.noticeNumber, number],
          [t.safety.noticeTo, station?.name ?? row.station],
          [t.safety.noticeSubject, `${found.workflow.label[language]}：${need}`],
          [t.order.state, stateName(found, c)],
          [t.order.takenAt, timeText(row.list.at, language)],
          row.whole === 0 ? undefined : [t.safety.noticeDue, timeText(row.whole, language)],
          [t.safety.noticeBy, <b>{dayText(last.day ?? '', language)}</b>],
        ]}
      />
      <p>{t.safety.noticeText}</p>
      <p class="sign">
        {t.safety.noticeSeal} {dayText(day, language)}
      </p>
      <p class="noprint">
        <a class="button quiet" href={`/desk/orders/${key}`}>
          {t.common.back}
        </a>
      </p>
    </div>
  )
  return show(web, c, { title: t.safety.notice, body, look: 'desk' })
}
