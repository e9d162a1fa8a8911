/**
 * The key of a station's computer, in its browser: made so that it can be used
 * and not given away, kept in IndexedDB, and shown by answering a question the
 * page asks. Only what browsers of ten years ago know: P-256, no fetch.
 */
interface Kept {
  readonly device: string
  readonly key: CryptoKey
}

const SHA = { name: 'ECDSA', hash: 'SHA-256' } as const
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

function store<Result>(
  mode: IDBTransactionMode,
  run: (keys: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('kapok-device', 1)
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('keys'))
    opening.addEventListener('error', () => reject(opening.error))
    opening.addEventListener('success', () => {
      const database = opening.result
      const transaction = database.transaction('keys', mode)
      const request = run(transaction.objectStore('keys'))
      transaction.addEventListener('complete', () => {
        database.close()
        resolve(request.result as Result)
      })
      transaction.addEventListener('error', () => reject(transaction.error))
    })
  })
}

const kept = (name: 'device' | 'pending') =>
  store<Kept | undefined>('readonly', (keys) => keys.get(name))
const keep = (name: 'device' | 'pending', value: Kept) =>
  store<unknown>('readwrite', (keys) => keys.put(value, name))
const drop = (name: 'device' | 'pending') =>
  store<unknown>('readwrite', (keys) => keys.delete(name))

function base64url(bytes: ArrayBuffer): string {
  let text = ''
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

async function answerTo(question: string, key: CryptoKey): Promise<string> {
  return base64url(await crypto.subtle.sign(SHA, key, new TextEncoder().encode(question)))
}

function fill(form: HTMLFormElement, fields: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(fields)) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null
    if (field) field.value = fields[name] ?? ''
  }
}

function reveal(name: string): void {
  for (const one of document.querySelectorAll<HTMLElement>(`[data-device-${name}]`))
    one.hidden = false
}

/** What the server has taken becomes the key that is shown from now on. */
async function enrolled(device: string): Promise<void> {
  const pending = await kept('pending')
  if (!pending) return
  await keep('device', { device, key: pending.key })
  await drop('pending')
}

async function prove(form: HTMLFormElement): Promise<void> {
  const known = await kept('device')
  if (!known) return reveal('none')
  reveal('checking')
  const signature = await answerTo(form.dataset['question'] ?? '', known.key)
  fill(form, { device: known.device, signature })
  form.submit()
}

async function enrol(form: HTMLFormElement): Promise<void> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
  await keep('pending', { device: '', key: pair.privateKey })
  fill(form, {
    publicKey: base64url(await crypto.subtle.exportKey('raw', pair.publicKey)),
    signature: await answerTo(form.dataset['question'] ?? '', pair.privateKey),
  })
  form.submit()
}

const newly = document.querySelector<HTMLElement>('[data-enrolled]')
const proving = document.querySelector<HTMLFormElement>('form[data-device="prove"]')
const enrolling = document.querySelector<HTMLFormElement>('form[data-device="enrol"]')
if (newly) void enrolled(newly.dataset['enrolled'] ?? '')
// Where a browser gives no key or no place to keep it, the page says what else there is.
if (proving) prove(proving).catch(() => reveal('none'))
if (enrolling) {
  enrolling.addEventListener('submit', (event) => {
    event.preventDefault()
    enrol(enrolling).catch(() => enrolling.submit())
  })
}
