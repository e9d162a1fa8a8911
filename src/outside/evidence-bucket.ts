/** Sealed evidence in a bucket of R2, for the house on Workers. */
import type { Blobs } from './evidence.ts'

/** What we use of an R2 bucket. */
export interface Bucket {
  put(name: string, bytes: Uint8Array): Promise<unknown>
  get(name: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>
  delete(name: string): Promise<void>
  list(options: { readonly startAfter?: string; readonly limit: number }): Promise<{
    readonly objects: readonly { readonly key: string; readonly uploaded: Date }[]
  }>
}

/** Of one call to R2. */
const LIST_MAX = 1_000

export function bucketBlobs(bucket: Bucket): Blobs {
  return {
    async put(name, bytes) {
      await bucket.put(name, bytes)
    },
    async get(name) {
      const found = await bucket.get(name)
      return found ? new Uint8Array(await found.arrayBuffer()) : undefined
    },
    remove: (name) => bucket.delete(name),
    async list(after, limit) {
      const from = after === '' ? {} : { startAfter: after }
      const { objects } = await bucket.list({ ...from, limit: Math.min(limit, LIST_MAX) })
      return objects.map(({ key, uploaded }) => ({ hash: key, since: uploaded.getTime() }))
    },
  }
}
