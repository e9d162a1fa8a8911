/**
 * Which bank answers a page. Pages are made once with one bank; whoever only
 * looks is answered by that over connections that cannot write. It is chosen
 * here, for the whole of a request, and no page knows of it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { bankFor } from '../bank/looking.ts'
import type { Actor } from '../bank/ports.ts'
import type { Web } from './view.ts'

const chosen = new AsyncLocalStorage<Web['bank']>()

/** A bank that is that of whoever asks, within `lookingAs`; else the one given. */
export function webOn(bank: Web['bank'], options: Web['options']): Web {
  return {
    get bank() {
      return chosen.getStore() ?? bank
    },
    options,
  }
}

/** Runs what answers an actor with their bank. */
export function lookingAs<Result>(web: Web, actor: Actor, answer: () => Result): Result {
  const bank = bankFor(web.bank, actor)
  return bank === web.bank ? answer() : chosen.run(bank, answer)
}
