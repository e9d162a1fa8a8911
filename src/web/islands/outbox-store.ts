/**
 * What a desk has written and not uploaded yet, in its browser: in order, each
 * with the id of its entry, sealed with a key that the browser uses and does
 * not give out. Beside it stands whose desk it is, so that what is written
 * while the network is away belongs to somebody.
 */

/** Whose desk the computer is now, as the house last said. */
export interface Desk {
  readonly clerk: string
  readonly name: string
  readonly station: string
  /** When the house said so, by this computer's clock. */
  readonly since: number
}

/** Waits; waits to be looked at first; was not accepted; waits for a second person. */
export type State = 'waits' | 'look' | 'refused' | 'review'

export interface Written {
  /** Of the form, as `kind` and fields: "credit", "attended", "roster" or "session". */
  readonly form: readonly (readonly [name: string, value: string])[]
  /** What the house said of it. */
  readonly said?: string
  readonly link?: string
}

export interface Item {
  /** Its place in the order. */
  readonly n: number
  /** The id of its entry. */
  readonly id: string
  readonly clerk: string
  readonly name: string
  readonly station: string
  readonly at: number
  readonly state: State
  readonly iv: BufferSource
  readonly sealed: ArrayBuffer
}

/** A day's work; a sign-in older than that writes nothing more without a network. */
export const DESK_MS = 12 * 3_600_000

const DATABASE = 'kapok-outbox'

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1)
    opening.addEventListener('upgradeneeded', () => {
      const items = opening.result.createObjectStore('items', { keyPath: 'n', autoIncrement: true })
      // Pressed twice, a form is kept once.
      items.createIndex('id', 'id', { unique: true })
      opening.result.createObjectStore('kept')
    })
    opening.addEventListener('error', () => reject(opening.error))
    opening.addEventListener('success', () => resolve(opening.result))
  })
}

/** Resolves when it is on the disk; rejects where there is no room, or something of the same id. */
async function store<Result>(
  name: 'items' | 'kept',
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const database = await opened()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: 'strict' })
      const request = run(transaction.objectStore(name))
      transaction.addEventListener('complete', () => resolve(request.result as Result))
      transaction.addEventListener('abort', () => reject(transaction.error ?? request.error))
    })
  } finally {
    database.close()
  }
}

export const deskHere = () =>
  store<Desk | undefined>('kept', 'readonly', (kept) => kept.get('desk'))
export const keepDesk = (desk: Desk) =>
  store<unknown>('kept', 'readwrite', (kept) => kept.put(desk, 'desk'))
export const dropDesk = () => store<unknown>('kept', 'readwrite', (kept) => kept.delete('desk'))

async function keyHere(): Promise<CryptoKey> {
  const kept = await store<CryptoKey | undefined>('kept', 'readonly', (all) => all.get('seal'))
  if (kept) return kept
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  // Of two tabs that make one at once, the first stays.
  await store('kept', 'readwrite', (all) => all.add(key, 'seal')).catch(() => undefined)
  return (await store<CryptoKey | undefined>('kept', 'readonly', (all) => all.get('seal'))) ?? key
}

async function sealed(written: Written): Promise<Pick<Item, 'iv' | 'sealed'>> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = new TextEncoder().encode(JSON.stringify(written))
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyHere(), text) }
}

export async function opensTo({ iv, sealed: bytes }: Item): Promise<Written> {
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await keyHere(), bytes)
  return JSON.parse(new TextDecoder().decode(text)) as Written
}

/** Keeps one at the end of the order. Resolves also where one of its id is there already; rejects where there is no room. */
export async function keep(
  desk: Desk,
  written: Written,
  { state = 'waits' }: { readonly state?: State } = {},
): Promise<void> {
  const id = fieldOf(written, 'id')
  const { clerk, name, station } = desk
  const whose = { id, clerk, name, station, at: Date.now(), state }
  const item = { ...whose, ...(await sealed(written)) }
  try {
    await store('items', 'readwrite', (items) => items.add(item))
  } catch (fault) {
    if ((fault as DOMException | null)?.name !== 'ConstraintError') throw fault
  }
}

/** The same item with what was said of it, or with what it was corrected to. */
export async function change(item: Item, state: State, written: Written): Promise<void> {
  const changed = { ...item, state, ...(await sealed(written)) }
  await store('items', 'readwrite', (items) => items.put(changed))
}

export const drop = ({ n }: Item) =>
  store<unknown>('items', 'readwrite', (items) => items.delete(n))

/** All of them, of whoever, in order. */
export const allItems = () => store<readonly Item[]>('items', 'readonly', (items) => items.getAll())

/** Nothing of it stays, nor the key it was sealed with. */
export function wipe(): Promise<void> {
  return new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase(DATABASE)
    for (const end of ['success', 'error']) gone.addEventListener(end, () => resolve())
  })
}

export function fieldOf({ form }: Written, name: string): string {
  return form.find(([one]) => one === name)?.[1] ?? ''
}

/** An id as forms carry it, UUIDv7 (RFC 9562): it says when it was made, and nothing else. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const time = Date.now()
  for (let at = 0; at < 6; at++) bytes[at] = Math.floor(time / 2 ** (8 * (5 - at))) % 256
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [8, 4, 4, 4, 12]
    .map((length, at, all) => {
      const from = all.slice(0, at).reduce((sum, one) => sum + one, 0)
      return hex.slice(from, from + length)
    })
    .join('-')
}
