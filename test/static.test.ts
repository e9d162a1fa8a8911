/** What must never be written anywhere in the program, nor stand in what it is made of. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((path) => ({
    path,
    text: readFileSync(join(root, 'src', path), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/(^|\s)\/\/.*$/gm, '$1'),
  }))

/** Lines that match, as "path: line". */
const saying = (pattern: RegExp) =>
  sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )

test('no SQL is put together from texts', () => {
  expect(saying(/sql\.(raw|lit)\b|\.raw\s*\(\s*`/)).toEqual([])
})

test('no library decides by a token’s own header, and none checks origins for one kind of body only', () => {
  expect(saying(/from 'hono\/(jwt|jwk|csrf|bearer-auth|basic-auth|ip-restriction)'/)).toEqual([])
})

test('no text becomes a program or a page of its own', () => {
  expect(
    saying(
      /\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|dangerouslySet/,
    ),
  ).toEqual([])
  // What is put into a page as it is: pictures of codes, data no browser runs, and a style of our own.
  const raw = saying(/\braw\(/)
    .map((line) => line.slice(0, line.indexOf(':')))
    .filter((path) => /^(web|api)\//.test(path))
  expect([...new Set(raw)].toSorted()).toEqual([
    'api/openapi.ts',
    'web/account-code.tsx',
    'web/attend.tsx',
    'web/card-sheet.tsx',
    'web/elder-booking.tsx',
    'web/print.tsx',
    'web/receipts.tsx',
    'web/roster-sheet.tsx',
    'web/vouchers.tsx',
  ])
})

test('no chance of the machine makes a secret: it only spreads those who wait', () => {
  const found = saying(/Math\.random/)
  expect(found.filter((line) => !/setTimeout|pause\(/.test(line))).toEqual([])
})

test('no secret is compared letter by letter', () => {
  const compared =
    /\b\w*(?:[sS]ecret|[pP]assword|[pP]in|[tT]oken|[dD]igest|[mM]ac|[pP]inHash|[pP]asswordHash)\s*[!=]==?\s*(?!undefined|''|null|"")[\w.]*(?:[sS]ecret|[pP]assword|[pP]in|[tT]oken|[dD]igest|[mM]ac|[hH]ash)\b/
  expect('if (secret === given.secret)').toMatch(compared)
  expect('if (secret === undefined)').not.toMatch(compared)
  expect(saying(compared)).toEqual([])
})

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly integrity?: string
        readonly resolved?: string
        readonly link?: boolean
        readonly inBundle?: boolean
      }
    >
  >
}

test('what it is made of is named exactly, and its bytes by their hash', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8')) as unknown
  const { dependencies, devDependencies } = read('package.json') as Readonly<
    Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
  >
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  expect(loose).toEqual([])
  const { packages } = read('package-lock.json') as Lock
  const unnamed = Object.entries(packages).filter(
    ([path, one]) =>
      path !== '' && !one.link && !one.inBundle && !(one.integrity ?? '').startsWith('sha512-'),
  )
  expect(unnamed.map(([path]) => path)).toEqual([])
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
})
