/** Subscriptions to entries (webhooks): who is told, and how far each has been told. */

/** The key is the subscription's id. Its secret is in the vault. */
export interface HookRow {
  readonly name: string
  readonly url: string
  /** Entries of this station alone; '' for the whole city. */
  readonly station: string
  /** The last entry before it began. */
  readonly after: number
  readonly active: boolean
}

/** How far a subscriber has been told; kept beside the secret, in no entry: telling is no act of the books. */
export interface HookState {
  /** The last entry it took. */
  readonly seq: number
  /** While it takes none: what is offered again and again, since when and how often, and when next, ms since 1970 UTC. */
  readonly failing?: {
    readonly upto: number
    readonly since: number
    readonly tries: number
    readonly next: number
  }
  /** It took none for so long that nothing is offered any more until somebody says so. */
  readonly stopped?: true
}

/** Entries as one delivery. */
export interface Delivery {
  /** The same whenever it is offered: whoever gets it twice drops the second. */
  readonly id: string
  /** When it is offered, ms since 1970 UTC. */
  readonly at: number
  /** JSON. */
  readonly body: string
}

/** Offers a delivery under the subscriber's secret; true when they took it. */
export type TellHook = (url: string, secret: string, delivery: Delivery) => Promise<boolean>
