/**
 * Heads on Workers: in the storage of the Durable Object that holds the turn,
 * which is no part of D1. So a Time Travel restore of the books does not bring
 * their head back with it, and the restored books sign nothing.
 */
import type { Head, Heads } from '../bank/ports.ts'
import { assertHead, move } from './head.ts'

/** What we use of the object's stub. */
export interface HeadsStub {
  fetch(url: string, init: { readonly method: string; readonly body: string }): Promise<Response>
}

/** What we use of its storage: reading and writing without waiting, so that nobody comes between. */
export interface HeadsStorage {
  get(key: string): unknown
  put(key: string, value: unknown): void
}

interface Asked {
  readonly log: string
  /** Without it the head is only read; null is "there is none yet". */
  readonly from?: Head | null
  readonly to?: Head
}

/** Asks the object. Rejects when it was not heard from: where the head stands is then read anew. */
export function headsOver(stub: HeadsStub): Heads {
  const told = async (asked: Asked): Promise<unknown> => {
    const body = JSON.stringify(asked)
    const answer = await stub.fetch('https://turn/heads', { method: 'POST', body })
    if (!answer.ok) throw new Error(`the heads answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    read: async (log) => ((await told({ log })) as Head | null) ?? undefined,
    advance: async (log, from, to) => (await told({ log, from: from ?? null, to })) === true,
  }
}

/** The object's side. What it has put is durable before its answer leaves: the platform holds answers back until then. */
export async function answerHeads(storage: HeadsStorage, request: Request): Promise<Response> {
  const { log, from, to } = (await request.json()) as Asked
  const key = `head ${log}`
  const at = storage.get(key) as Head | undefined
  if (to === undefined) return Response.json(at ?? null)
  assertHead(to)
  const step = move(at, from ?? undefined, to)
  if (step === 'on') storage.put(key, { size: to.size, root: to.root })
  return Response.json(step !== 'no')
}
