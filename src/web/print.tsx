/** A paper on the screen, as it will be printed; or as a PDF, where this door makes them. */
import { Buffer } from 'node:buffer'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { codePoint, type Print, type PrintBlock } from '../paper/print.ts'
import { qrSvg } from '../paper/qr.ts'
import { Facts, show } from './page.tsx'
import { type Ask, type Web, words } from './view.ts'

/** The paper as it was asked for; beside the page, what only the screen has. */
export async function showPrint(
  web: Web,
  c: Ask,
  print: Print,
  {
    file,
    beside,
    status = 200,
  }: { readonly file: string; readonly beside?: Child; readonly status?: 200 | 422 },
): Promise<Response> {
  const { printer } = web.options
  if (c.req.query('as') === 'pdf' && printer) {
    const { bytes, lacking } = await printer(print)
    const named = lacking.map(codePoint).join(' ')
    return sendFile(c, bytes, `${file}.pdf`, 'application/pdf', {
      ...(named === '' ? {} : { 'X-Lacking-Characters': named }),
    })
  }
  const { papers } = words(c)
  const body = (
    <>
      <p class="noprint">
        <span class="hint">{papers.printHint}</span>{' '}
        {printer ? (
          <a class="button" href={withQuery(c, 'as', 'pdf')} download="">
            {papers.pdf}
          </a>
        ) : (
          ''
        )}
      </p>
      <article class="paper">
        <h1 class="centre">{print.title}</h1>
        {print.blocks.map((block) => (
          <Block block={block} />
        ))}
      </article>
      {beside === undefined ? '' : <div class="noprint">{beside}</div>}
    </>
  )
  const paper = print.size === 'a4' ? {} : { paper: print.size }
  return show(web, c, { title: print.title, body, look: 'desk', status, ...paper })
}

/** The page's own address with one more thing asked of it. */
export function withQuery(c: Ask, name: string, value: string): string {
  const url = new URL(c.req.url)
  url.searchParams.set(name, value)
  return `${url.pathname}${url.search}`
}

export function sendFile(
  c: Ask,
  bytes: Uint8Array,
  name: string,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.body(Buffer.from(bytes), 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '')}"`,
    'Cache-Control': 'private, no-store',
    ...headers,
  })
}

function Block({ block }: { readonly block: PrintBlock }) {
  switch (block.kind) {
    case 'heading':
      return <h2>{block.text}</h2>
    case 'text':
      return (
        <p class={[block.small ? 'hint' : '', block.centre ? 'centre' : ''].join(' ').trim()}>
          {block.text}
        </p>
      )
    case 'facts':
      return <Facts rows={block.rows} />
    case 'table':
      return <Table table={block} />
    case 'code':
      return (
        <figure class="scan">
          {raw(qrSvg(block.address, { title: block.caption, side: '34mm' }).svg)}
          <figcaption>{block.caption}</figcaption>
        </figure>
      )
    case 'signatures':
      return (
        <div class="places">
          {block.places.map((place) => (
            <div class="sign">{place}</div>
          ))}
        </div>
      )
  }
}

function Table({ table }: { readonly table: Extract<PrintBlock, { kind: 'table' }> }) {
  const isFigure = (at: number) => table.figures?.includes(at) === true
  const whole = table.widths.reduce((sum, width) => sum + width, 0)
  return (
    <table class="ruled">
      <colgroup>
        {table.widths.map((width) => (
          <col width={`${Math.round((width / whole) * 100)}%`} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {table.head.map((title, at) => (
            <th scope="col" class={isFigure(at) ? 'num' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr>
            {row.map((cell, at) => (
              <td class={isFigure(at) ? 'num' : ''}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
