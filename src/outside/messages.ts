/**
 * Short messages on their way out: a bounded queue that tries a few times and
 * then lets go, and says of itself when the gateway takes nothing. Nobody
 * waits for it, so that who asked for a code learns nothing from the time.
 */
import type { Message, Messages, MessagesState } from '../bank/ports-messages.ts'

/** What leaves the house. */
export interface Outgoing {
  readonly id: string
  readonly phone: string
  readonly wechat?: string
  readonly email?: string
  readonly template: string
  readonly facts: Readonly<Record<string, string>>
  readonly text: string
}

/** 'sent'; 'later': it may be tried again; 'never': it was refused for what it is. */
export type Delivery = 'sent' | 'later' | 'never'

export interface Gateway {
  /** Never throws. */
  deliver(message: Outgoing): Promise<Delivery>
}

export interface OwnMessages extends Messages {
  /** Resolves when nothing is on its way any more. */
  drained(): Promise<void>
}

export interface MessagesOptions {
  readonly clock: { now(): number }
  /** Messages a day for the whole city. */
  readonly cityDay: number
  readonly text: (message: Message) => string
  /** Waits between tries, ms. */
  readonly waits?: readonly number[]
}

/** Minutes of a busy morning; what comes beyond is lost, and asked for again. */
const WAITING_MAX = 500

/** A gateway takes a few at a time. */
const AT_ONCE = 4

/** A code is good for five minutes: later tries would bring it too late. */
const WAITS_MS = [1_000, 4_000] as const

/** So many messages in a row that were not taken, and people are told to use their card. */
const FAILING_AFTER = 3

/** Then one is tried again. */
const FAILING_MS = 60_000

/** A house without a gateway. */
export function noMessages(): OwnMessages {
  return {
    cityDay: 0,
    send: () => undefined,
    state: () => 'closed',
    drained: () => Promise.resolve(),
  }
}

export function messagesOver(gateway: Gateway, options: MessagesOptions): OwnMessages {
  const { clock, cityDay, text, waits = WAITS_MS } = options
  const waiting: Message[] = []
  const working = new Set<Promise<void>>()
  let missed = 0
  let missedAt = 0

  async function work(): Promise<void> {
    for (let message = waiting.shift(); message; message = waiting.shift()) await deliver(message)
  }

  async function deliver(message: Message): Promise<void> {
    const { until, ...said } = message
    const outgoing = { ...said, text: text(message) }
    for (const wait of [...waits, undefined]) {
      if (clock.now() >= until) return
      const delivery = await gateway.deliver(outgoing)
      if (delivery === 'sent') missed = 0
      if (delivery !== 'later') return
      if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait))
    }
    missed++
    missedAt = clock.now()
  }

  const state = (): MessagesState => {
    const failing = missed >= FAILING_AFTER && clock.now() - missedAt < FAILING_MS
    return failing || waiting.length >= WAITING_MAX ? 'failing' : 'open'
  }

  return {
    cityDay,
    state,
    send(message) {
      if (waiting.length >= WAITING_MAX) return
      waiting.push(message)
      if (working.size >= AT_ONCE) return
      const one: Promise<void> = work().finally(() => working.delete(one))
      working.add(one)
    },
    drained: async () => void (await Promise.allSettled(working)),
  }
}

/** For a developer's own machine: what would be sent is written to the terminal. */
export function consoleGateway(say: (line: string) => void): Gateway {
  return {
    deliver({ phone, text }) {
      say(`→ ${phone.slice(0, 3)}****${phone.slice(-4)} ${text}`)
      return Promise.resolve('sent')
    },
  }
}

/** How a body is posted: at most once, following nothing. The status; undefined where there was no answer. */
export type Post = (
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<number | undefined>

/**
 * A gateway that takes JSON with a bearer: {id, phone, wechat?, email?, template, facts, text}; with
 * `wechat` it sends a template message of the city's service account, with `email` a letter, and
 * falls back to the phone.
 * 2xx is taken, 429 and 5xx are tried again, anything else was refused. A
 * redirect is refused: it would carry the phone and the bearer elsewhere.
 */
export function httpGateway(post: Post, bearer: string): Gateway {
  return {
    async deliver(message) {
      const status = await post(JSON.stringify(message), {
        'Content-Type': 'application/json; charset=utf-8',
        Authorization: `Bearer ${bearer}`,
        'Idempotency-Key': message.id,
      })
      if (status === undefined || status === 429 || status >= 500) return 'later'
      return status >= 200 && status < 300 ? 'sent' : 'never'
    },
  }
}
