/** The rooms people come in by, put together: the API for programs, the pages for people, behind one gate. */
import { type Context, Hono } from 'hono'
import { apiRoutes } from './api/routes.ts'
import type { Bank } from './bank/ports.ts'
import { gate, type GateVariables, keepsRefusals } from './gate/middleware.ts'
import type { StaffBank } from './gate/staff-sign-in.ts'
import { webRoutes } from './web/routes.tsx'

export interface AppOptions {
  /** Over TLS: false only on a developer's own machine. */
  readonly secure: boolean
  readonly base?: string
  /** Where a request comes from, as far as it can be trusted: failed sign-ins are counted by it. */
  readonly ip?: (c: Context) => string
  /** The verification page's script, already built. */
  readonly verifyScript?: string
  /** That of staff's pages. */
  readonly staffScript?: string
}

export function appOf(
  bank: Bank & StaffBank,
  options: AppOptions,
): Hono<{ Variables: GateVariables }> {
  const app = new Hono<{ Variables: GateVariables }>()
  const { secure, base } = options
  app.use(gate(bank, { secure }), keepsRefusals(bank))
  const own = base === undefined ? {} : { origin: new URL(base).origin }
  app.route('/api/v1', apiRoutes(bank, { secure, ...own }))
  const paths: { verifyScript?: string; staffScript?: string } = {}
  for (const island of ['verify', 'staff'] as const) {
    const script = options[`${island}Script`]
    if (script === undefined) continue
    const path = `/islands/${island}.js`
    paths[`${island}Script`] = path
    app.get(path, (c) => c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  }
  app.route('/', webRoutes(bank, { ...options, ...paths }))
  return app
}
