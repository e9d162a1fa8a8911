/** AES-256-GCM under one key of 32 bytes. What is sealed says which version of this it is. */
import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Sealer } from '../bank/ports-staff-keys.ts'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The key is asked for when first something is sealed or opened: not every house has such secrets. */
export function sealerWith(key: () => Uint8Array): Sealer {
  return {
    seal(secret, about) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key(), nonce)
      cipher.setAAD(Buffer.from(about, 'utf8'))
      const body = Buffer.concat([cipher.update(secret), cipher.final()])
      const sealed = Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body])
      return sealed.toString('base64url')
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64url')
      const body = 1 + NONCE_BYTES + TAG_BYTES
      if (bytes[0] !== VERSION || bytes.length < body)
        throw new Error('nothing of ours is sealed so')
      const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(1, 1 + NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(about, 'utf8'))
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, body))
      return new Uint8Array(
        Buffer.concat([decipher.update(bytes.subarray(body)), decipher.final()]),
      )
    },
  }
}

/** What a stranger hands back to us: undefined where it was not sealed by us about this. */
export function opened(sealer: Sealer, sealed: string, about: string): Uint8Array | undefined {
  try {
    return sealer.open(sealed, about)
  } catch {
    return undefined
  }
}
