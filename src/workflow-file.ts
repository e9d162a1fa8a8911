/** Workflows as a city writes them: a JSON file of one or several, of the shape of rules/workflow.ts, each field named where it is none. */
import * as z from 'zod'
import { FALLBACK_ROUTES, type Workflow } from './rules/workflow.ts'

const label = z.strictObject({ zh: z.string().min(1).max(80), en: z.string().min(1).max(120) })
const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
const names = z.array(name).max(60)

const deadline = z.strictObject({
  amount: z.int().min(1).max(1_000),
  unit: z.enum(['minutes', 'hours', 'days', 'working-days']),
})

const state = z.looseObject({
  label,
  kind: z.enum(['open', 'done', 'ended']),
  clock: z.literal('stops').optional(),
  within: deadline.optional(),
})

const move = z.looseObject({
  label,
  from: names.min(1),
  to: z.union([name, z.literal('='), z.literal('<')]),
  by: z.array(z.string().min(1)).min(1).max(8),
})

const workflow = z.looseObject({
  type: name,
  version: z.int().min(1).max(10_000),
  label,
  first: name,
  begins: names.optional(),
  states: z.record(name, state),
  moves: z.record(name, move),
  within: deadline.optional(),
  fallback: z
    .strictObject({
      state: name,
      after: deadline,
      routes: z.array(z.enum(FALLBACK_ROUTES)).min(1).max(FALLBACK_ROUTES.length),
    })
    .optional(),
  warnAt: z.int().min(1).max(100),
  voices: names.optional(),
  closed: z.looseObject({ label, definition: label, done: names.min(1), without: names }),
})

const file = z.union([workflow.transform((one) => [one]), z.array(workflow).min(1).max(50)])

/** The workflows of a file, or a line for each thing that is none. */
export function workflowsIn(
  text: string,
): { readonly workflows: readonly Workflow[] } | { readonly lines: readonly string[] } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { lines: ['文件不是 JSON，请检查引号和逗号。'] }
  }
  const read = (Array.isArray(json) ? file : workflow.transform((one) => [one])).safeParse(json)
  if (read.success) return { workflows: read.data as unknown as readonly Workflow[] }
  return {
    lines: read.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.')}：${message}`,
    ),
  }
}
