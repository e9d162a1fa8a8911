/** What is looked at for a pattern (异常提示), as directory rows have it. Ids, codes and numbers only. */

export type SignalKind = 'concentration' | 'same-batches' | 'same-minutes' | 'off-hours'

/** Key: "station/", the day or month it is of, and a hash of whom it is about: the same is said once. */
export interface SignalRow {
  readonly kind: SignalKind
  /** Who entered it: an actor id. */
  readonly by: string
  readonly member?: string
  /** A day, or the first of a month. */
  readonly of: string
  /** Of a concentration, the share in percent; else how many there were. */
  readonly count: number
  /** Minutes it comes to; of the same minutes, those of each. */
  readonly minutes: number
  /** An entry to begin looking at. */
  readonly entry: string
  /** ms since 1970 UTC. */
  readonly at: number
  readonly answered?: { readonly by: string; readonly at: number; readonly outcome: string }
}

/** How far a station was looked through, and what may go on from there. Key: the station. */
export interface WatchRow {
  /** Entries recorded before this were looked at, ms since 1970 UTC. */
  readonly through: number
  /** By clerk: credits one by one of the same minutes, running. */
  readonly minutes: Readonly<Record<string, { readonly minutes: number; readonly run: number }>>
  /** By clerk: batches of the same people and minutes, running, and the batch they end with. */
  readonly batches: Readonly<Record<string, { readonly print: string; readonly run: number }>>
}
