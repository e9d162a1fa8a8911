/** The OpenAPI 3.1 document, written from the table of routes and their schemas, and a page to read it on. */
import { html, raw } from 'hono/html'
import * as z from 'zod'
import { sha256, toBase64 } from '../ledger/sha256.ts'
import { problemShape, waitsShape } from './answers.ts'
import { FILE_TYPES, type FileType, ROUTES, type Route } from './table.ts'
import { type Handlers, json } from './writes.ts'

export interface Operation {
  readonly summary: string
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: object
}

export interface Document {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

const ABOUT =
  '时间以整分钟计。每个写入自带一个 UUIDv7 编号；同一编号、同一内容再次提交，得到与第一次逐字节相同的回答。' +
  ' Amounts are whole minutes. Each write carries an id of your choosing; sent again unchanged, it is answered with the same bytes.'

function written(): Document {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.1',
    info: { title: '红棉时间接口 / Kapok API', version: '1', description: ABOUT },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemShape, 'output') },
    },
  }
}

function operation(route: Route): Operation {
  const name = `${route.method} ${route.path}`.replaceAll(/[^a-z]+(\w)?/gi, (_, next?: string) =>
    (next ?? '').toUpperCase(),
  )
  return {
    summary: `${route.titleZh} ${route.title}`,
    operationId: name,
    security: route.public ? [] : [{ token: [] }],
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: content(route.body, 'input') } }
      : {}),
    responses: {
      [route.method === 'post' ? '201' : '200']: {
        description: 'Done',
        content: answerContent(route.answer),
      },
      ...(route.waits
        ? {
            '202': {
              description: 'Somebody else has to look first; it stands as a review under its id',
              content: content(waitsShape, 'output'),
            },
          }
        : {}),
      default: {
        description: 'Refused (RFC 9457)',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  }
}

function pathParameters(path: string): readonly Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodType | undefined): readonly Parameter[] {
  const { properties = {}, required = [] } = query ? schemaOf(query, 'input') : {}
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: schema as object,
  }))
}

function answerContent(answer: Route['answer']): object {
  if (typeof answer === 'string') return { [answer]: { schema: { type: 'string' } } }
  if (!isFile(answer)) return content(answer, 'output')
  const binary = { schema: { type: 'string', format: 'binary' } }
  return Object.fromEntries(answer.map((type) => [FILE_TYPES[type], binary]))
}

const isFile = (answer: object): answer is readonly FileType[] => Array.isArray(answer)

function content(schema: z.ZodType, io: 'input' | 'output') {
  return { 'application/json': { schema: schemaOf(schema, io) } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io })
  return plain
}

let kept: Document | undefined

/** Made when it is first asked for: it says the same as long as the program runs. */
export function openApi(): Document {
  kept ??= written()
  return kept
}

export const DOCUMENTS: Handlers = {
  'get /openapi.json': () => Promise.resolve(json(200, openApi(), 'no-cache')),
  'get /docs': page,
}

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;background:#f4f4f2;padding:.75rem}
h2{font-size:1.1rem;margin:2rem 0 .25rem;border-top:1px solid #ccc;padding-top:1rem}
b{text-transform:uppercase;color:#9a1b1e}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{background:#181818;color:#eee}pre{background:#262626}b{color:#ff8a80}a{color:#9cf}}`

/** Needs no script and nothing from anywhere else. */
async function page(): Promise<Response> {
  const { info, paths } = openApi()
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method, one })),
  )
  const body = await html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${info.title}</title><style>${raw(STYLE)}</style></head><body>
<h1>${info.title}</h1><p>${info.description}</p><p><a href="openapi.json">openapi.json</a></p>
<ul>${all.map(
    ({ path, method, one }) =>
      html`<li><a href="#${one.operationId}"><code>${method.toUpperCase()} ${path}</code></a> ${one.summary}</li>`,
  )}</ul>
${all.map(({ path, method, one }) => section(path, method, one))}</body></html>`
  return new Response(String(body), {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${toBase64(sha256(STYLE))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  })
}

function section(path: string, method: string, one: Operation) {
  const rows = one.parameters.map(
    (it) =>
      html`<tr><td><code>${it.name}</code></td><td>${it.in}</td><td>${it.required ? '必填 needed' : '可选 optional'}</td><td><code>${JSON.stringify(it.schema)}</code></td></tr>`,
  )
  const shown = (title: string, value: object) =>
    html`<details><summary>${title}</summary><pre>${JSON.stringify(value, null, 2)}</pre></details>`
  return html`<section id="${one.operationId}"><h2><b>${method}</b> <code>${path}</code></h2>
<p>${one.summary}${one.security.length > 0 ? ' · 须登录或令牌 sign-in or token' : ' · 公开 public'}</p>
${rows.length > 0 ? html`<table>${rows}</table>` : ''}
${one.requestBody ? shown('请求 Request', one.requestBody) : ''}${shown('回答 Answers', one.responses)}</section>
`
}
