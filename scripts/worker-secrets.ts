/** Prints new secrets for a Worker as `wrangler secret bulk` reads them. Whoever has them can sign as the city, and read its vault; whoever loses them has lost every name. */
import { randomBytes } from 'node:crypto'

export function newSecrets(): Readonly<Record<string, string>> {
  return {
    KAPOK_RECEIPT_SEED: randomBytes(32).toString('hex'),
    KAPOK_LOG_SEED: randomBytes(32).toString('hex'),
    KAPOK_SEAL_KEY: randomBytes(32).toString('hex'),
    KAPOK_VAULT_KEK: randomBytes(32).toString('hex'),
    KAPOK_VAULT_PEPPER: randomBytes(32).toString('hex'),
    KAPOK_SETUP: randomBytes(32).toString('base64url'),
  }
}

if (import.meta.main) console.log(JSON.stringify(newSecrets(), null, 2))
