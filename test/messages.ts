/** A gateway that keeps what it was given: the one fake of the messages. */
import type { Message } from '../src/bank/ports-messages.ts'
import type { OwnMessages } from '../src/outside/messages.ts'

export interface Outbox extends OwnMessages {
  readonly sent: Message[]
  /** The code of the newest message to a phone. */
  codeTo(phone: string): string
  /** What `state` says from now on. */
  is(state: 'open' | 'failing' | 'closed'): void
}

export function outbox({ cityDay = 1_000_000 }: { readonly cityDay?: number } = {}): Outbox {
  const sent: Message[] = []
  let now: ReturnType<OwnMessages['state']> = 'open'
  return {
    sent,
    cityDay,
    send: (message) => void sent.push(message),
    state: () => now,
    drained: () => Promise.resolve(),
    is(state) {
      now = state
    },
    codeTo(phone) {
      const found = sent.findLast((one) => one.phone === phone && one.template === 'code')
      if (!found) throw new Error(`no code went to ${phone}`)
      return found.facts['code'] ?? ''
    },
  }
}
