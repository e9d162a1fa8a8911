/**
 * The turn on Workers. One Durable Object gathers, seals and commits for the
 * whole city; every worker hands its drafts to it and reads from D1 itself.
 * Here is the way there and back: `batcherOver` in a worker, `answerTurn` in
 * the object, and between them JSON in which bytes are base64.
 */
import { Buffer } from 'node:buffer'
import type { Bank } from '../bank/ports.ts'
import { refuse } from '../ledger/refusal.ts'
import { toBase64 } from '../ledger/sha256.ts'

type Batcher = Bank['batcher']
type Group = Parameters<Batcher['submit']>[0]
type Outcomes = Awaited<ReturnType<Batcher['submit']>>

/** What we use of a Durable Object's stub. */
export interface TurnStub {
  fetch(url: string, init: { readonly method: string; readonly body: string }): Promise<Response>
}

/** Hands groups to the object. Rejects when it was not heard from: whether they were written is then found by id. */
export function batcherOver(stub: TurnStub): Batcher {
  return {
    async submit(group) {
      let answer: Response
      try {
        answer = await stub.fetch('https://turn/', { method: 'POST', body: wired(group) })
      } catch (fault) {
        // The platform's word for a queue that is full before the object saw the group.
        if ((fault as { overloaded?: boolean }).overloaded !== true) throw fault
        return group.drafts.map(() => refuse({ code: 'busy', retryAfter: 1 }))
      }
      const text = await answer.text()
      if (!answer.ok) throw new Error(`the turn answered ${answer.status}: ${text}`)
      return unwired(text) as Outcomes
    },
  }
}

/** The object's side. Its request comes from our own workers only: a Durable Object has no address of its own. */
export async function answerTurn(batcher: Batcher, request: Request): Promise<Response> {
  const group = unwired(await request.text()) as Group
  try {
    return new Response(wired(await batcher.submit(group)))
  } catch (fault) {
    return new Response((fault as Error).message, { status: 500 })
  }
}

/** Bytes as {"$": base64}: no draft and no entry has a field of that name. */
export function wired(value: unknown): string {
  return JSON.stringify(tagged(value))
}

export function unwired(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const bytes = typeof value === 'object' && value !== null && '$' in value ? value.$ : undefined
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : value
  })
}

/** Before JSON.stringify: a Buffer would spell itself its own way. */
function tagged(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $: toBase64(value) }
  if (Array.isArray(value)) return value.map(tagged)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, tagged(held)]))
}
