/** The smallest worker with a turn: what src/worker.ts does for the journal, and nothing else. */
import { batcherFor } from '../../src/bank/record.ts'
import type { Bank } from '../../src/bank/ports.ts'
import { type D1, openD1 } from '../../src/store/d1.ts'
import { journalIn } from '../../src/store/journal.ts'
import { answerTurn } from '../../src/store/turn-object.ts'

interface Env {
  readonly DB: D1
  readonly TURN: { getByName(name: string): { fetch(request: Request): Promise<Response> } }
}

export class JournalTurn {
  readonly #batcher: Bank['batcher']

  constructor(_state: unknown, env: Env) {
    this.#batcher = batcherFor(journalIn(openD1(env.DB)), { now: () => Date.now() })
  }

  fetch(request: Request): Promise<Response> {
    return answerTurn(this.#batcher, request)
  }
}

export default {
  fetch: (request: Request, env: Env) => env.TURN.getByName('ledger/1').fetch(request),
}
