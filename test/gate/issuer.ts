/** An issuer of sign-ins that says whatever a test wants it to, on this machine and over real HTTP. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export const CLIENT = { clientId: 'kapok', clientSecret: 'a-secret-of-the-tests-only-0123456789' }

type Keys = Awaited<ReturnType<typeof generateKeyPair>>

export interface Issuer {
  readonly url: string
  readonly key: Keys
  readonly jwk: JWK
  /** What its token endpoint answers; by default one sound id token. */
  answer: (request: { readonly nonce: string }) => Promise<Said> | Said
  /** An id token of it, with these claims instead of its own; undefined takes one away. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>
  /** Where the browser is sent from, read as the issuer reads it. */
  visit(url: string): { readonly state: string; readonly nonce: string; readonly challenge: string }
  readonly seen: { verifier: string; redirects: number }
  close(): Promise<void>
}

export interface Said {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Making one takes longer than a test. */
let made: Promise<Keys> | undefined

export async function startIssuer(
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Issuer> {
  made ??= generateKeyPair('RS256')
  const key = await made
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
  let nonce = ''
  const issuer = { seen: { verifier: '', redirects: 0 } } as {
    -readonly [Key in keyof Issuer]: Issuer[Key]
  }
  const server: Server = createServer((request, response) => {
    void respond(request).then(({ status = 200, body, headers = {} }) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  const respond = async (request: IncomingMessage): Promise<Said> => {
    const path = new URL(request.url ?? '', issuer.url).pathname
    if (path === '/.well-known/openid-configuration') return { body: metadata() }
    if (path === '/jwks') return { body: { keys: [jwk] } }
    if (path === '/elsewhere') {
      issuer.seen.redirects++
      return issuer.answer({ nonce })
    }
    let text = ''
    for await (const chunk of request) text += String(chunk)
    issuer.seen.verifier = new URLSearchParams(text).get('code_verifier') ?? ''
    return issuer.answer({ nonce })
  }
  const metadata = () => ({
    issuer: issuer.url,
    authorization_endpoint: `${issuer.url}/authorize`,
    token_endpoint: `${issuer.url}/token`,
    jwks_uri: `${issuer.url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    ...changes,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  issuer.key = key
  issuer.jwk = jwk
  issuer.token = async (claims) => {
    const now = Math.floor(Date.now() / 1_000)
    const own = {
      iss: issuer.url,
      aud: CLIENT.clientId,
      sub: 'u1',
      iat: now,
      exp: now + 300,
      nonce,
    }
    const said = Object.fromEntries(
      Object.entries({ ...own, ...claims }).filter(([, value]) => value !== undefined),
    )
    return new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key.privateKey)
  }
  issuer.answer = async () => ({ body: sound(await issuer.token({})) })
  issuer.visit = (url) => {
    const { searchParams } = new URL(url)
    nonce = searchParams.get('nonce') ?? ''
    return {
      nonce,
      state: searchParams.get('state') ?? '',
      challenge: searchParams.get('code_challenge') ?? '',
    }
  }
  issuer.close = () => new Promise((closed) => server.close(() => closed()))
  return issuer
}

export const sound = (idToken: unknown) => ({
  access_token: 'at',
  token_type: 'Bearer',
  expires_in: 60,
  id_token: idToken,
})
