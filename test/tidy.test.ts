/** The table of the house as data: which room may open which door. What it does not allow, it refuses. */
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))
const LONGEST = 60

interface Room {
  /** Rooms it may import whole, or one file of a room. */
  readonly rooms: readonly string[]
  /** Packages, and modules of Node. A package opens with what lies below it. */
  readonly libraries: readonly string[]
}

/** What the bank needs of the world: others keep it, so they may read it. */
const PORTS = [
  'bank/ports.ts',
  'bank/ports-people.ts',
  'bank/ports-member-keys.ts',
  'bank/ports-messages.ts',
  'bank/ports-hooks.ts',
  'bank/ports-staff-keys.ts',
  'bank/ports-use.ts',
  'bank/ports-audit.ts',
  'bank/ports-evidence.ts',
  'bank/ports-papers.ts',
  'bank/ports-oversight.ts',
]

/** Rooms that are not open yet stand here already: their first file meets the rule. */
const ROOMS: Readonly<Record<string, Room>> = {
  // One SHA-256 primitive of the platform. It awaits only what it is handed: the tree its hashes.
  ledger: { rooms: [], libraries: ['node:crypto'] },
  proof: { rooms: ['ledger'], libraries: ['jose', '@noble/curves', 'node:crypto'] },
  rules: { rooms: ['ledger'], libraries: [] },
  bank: { rooms: ['ledger', 'proof', 'rules'], libraries: [] },
  store: {
    rooms: ['ledger', ...PORTS],
    libraries: [
      'kysely',
      'better-sqlite3',
      'pg',
      // Initials of names are made where names are kept and nowhere else.
      'pinyin-pro',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:timers/promises',
      'node:worker_threads',
    ],
  },
  words: { rooms: ['ledger', 'rules'], libraries: [] },
  paper: {
    rooms: ['ledger', ...PORTS, 'words'],
    // pdfkit only on Node: the Worker has no door to it.
    libraries: ['uqr', 'read-excel-file', 'write-excel-file', 'fflate', 'pdfkit'],
  },
  gate: {
    // Whoever lets people in keeps who came, and who was not let in; and reads an address as whoever wrote it down did.
    rooms: ['ledger', ...PORTS, 'words', 'bank/oversight/audit.ts', 'bank/address.ts'],
    // hono for the one middleware that api and web mount.
    libraries: ['hono', 'node:crypto', 'otpauth', '@simplewebauthn/server', 'openid-client'],
  },
  outside: {
    rooms: ['ledger', ...PORTS, 'words'],
    libraries: [
      'age-encryption',
      'modern-tar',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:stream',
      // Posting to the address of a setting, and to no private one.
      'node:dns',
      'node:http',
      'node:https',
      'node:net',
    ],
  },
  api: {
    rooms: ['bank', 'ledger', 'proof', 'rules', 'words', 'paper', 'gate'],
    libraries: ['hono', 'zod'],
  },
  web: {
    rooms: ['bank', 'ledger', 'proof', 'rules', 'words', 'paper', 'gate'],
    // The browser's side of passkeys, in an island.
    libraries: ['hono', 'zod', '@simplewebauthn/browser', 'node:async_hooks'],
  },
}

/** Bytes as text are no input and no output: every room may. */
const EVERYWHERE = ['node:buffer']

/** A door (src/*.ts) opens every room; config is parsed there, the command line is spoken there. */
const DOOR_LIBRARIES = [
  'hono',
  '@hono/node-server',
  'zod',
  'commander',
  'cli-progress',
  'croner',
  'node:*',
]

/** Functions that were longer when the rule came, and by how much they may be so still. To be divided, never to be joined. */
const LONG_YET: Readonly<Record<string, number>> = {}

const NAMELESS = ['utils', 'helpers', 'common', 'lib', 'types', 'services', 'controllers']

const JOURNAL_TABLES = [
  'names',
  'entries',
  'postings',
  'nodes',
  'directory',
  'counters',
  'spans',
  'checkpoints',
]

interface Source {
  /** As "bank/hours/credit.ts". */
  readonly path: string
  /** The first folder, or "door". */
  readonly room: string
  readonly text: string
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && /\.tsx?$/.test(file.name))
  .map((file) => {
    const full = join(file.parentPath, file.name)
    const path = relative(SRC, full).replaceAll('\\', '/')
    const room = path.includes('/') ? path.slice(0, path.indexOf('/')) : 'door'
    return { path, room, text: readFileSync(full, 'utf8') }
  })

/** What a file imports: as "bank/ports.ts" from our own rooms, as written from elsewhere. */
function importsOf({ path, text }: Source): readonly string[] {
  const code = withoutComments(text)
  const found = code.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\brequire\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((one) => {
    const named = one[1] ?? one[2] ?? one[3] ?? ''
    return named.startsWith('.') ? join(dirname(path), named).replaceAll('\\', '/') : named
  })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

const isOurs = (imported: string) =>
  /\.(ts|tsx|js|json)$/.test(imported) && !imported.startsWith('@')

/** Why an import is not allowed, or undefined. */
function wrongImport(source: Source, imported: string): string | undefined {
  const door = source.room === 'door'
  const room = ROOMS[source.room]
  if (!door && !room) return `${source.path}: ${source.room} is no room of the house`
  if (isOurs(imported)) {
    if (door || imported.startsWith(`${source.room}/`)) return undefined
    const open = room?.rooms.some((one) => imported === one || imported.startsWith(`${one}/`))
    return open ? undefined : `${source.path} may not import ${imported}`
  }
  const open = [...EVERYWHERE, ...(door ? DOOR_LIBRARIES : (room?.libraries ?? []))].some(
    (one) =>
      imported === one ||
      imported.startsWith(`${one}/`) ||
      (one === 'node:*' && imported.startsWith('node:')),
  )
  return open ? undefined : `${source.path} may not import ${imported}`
}

interface Measured {
  readonly name: string
  readonly line: number
  readonly length: number
}

const OPENS =
  /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\*? ?(\w*)|const (\w+) = (?:async )?(?=\(|<|\w+ =>)|(?!if|for|while|switch|return|catch|await|do)(?:private |static )?(?:async )?\*?(\w+)(?=(?:<[^(]*>)?\())/

/**
 * Functions by their indent, as the formatter lays them: one ends at the first
 * line that is a closing brace at the indent it began at. Lines of functions
 * inside are theirs: what makes closures is as long as what it says itself.
 */
function functionsIn(text: string): readonly Measured[] {
  const lines = text.split('\n')
  const spans: { name: string; from: number; to: number }[] = []
  lines.forEach((line, from) => {
    const opens = /[{([]$/.test(line) ? OPENS.exec(line) : null
    if (!opens) return
    const [, indent = '', named, held, method] = opens
    const first = closeAfter(lines, from, indent)
    // A call begins as a method does; what opens a body says so.
    const body = (text = '') => /[)}](?:: .+)? \{$/.test(text)
    if (method !== undefined && !body(line) && !(/\(\{?$/.test(line) && body(lines[first]))) return
    const to = bodyEnd(lines, from, first, indent)
    const head = lines.slice(from, to + 1).join('\n')
    if (to > from && /=>|\)[^;=]*\{$/m.test(head))
      spans.push({ name: named ?? held ?? method ?? '', from, to })
  })
  return spans.map(({ name, from, to }) => {
    const inside = spans.filter((one) => one.from > from && one.to < to)
    const own = new Set(Array.from({ length: to - from + 1 }, (_, i) => from + i))
    for (const one of inside) for (let i = one.from; i <= one.to; i++) own.delete(i)
    return { name, line: from + 1, length: own.size }
  })
}

/** The next line that closes something at the indent. */
function closeAfter(lines: readonly string[], from: number, indent: string): number {
  return lines.findIndex(
    (line, at) => at > from && line.startsWith(indent) && /^[})\]]/.test(line.slice(indent.length)),
  )
}

/** Past the lines where only parameters or types close: those end in an opening brace or arrow. */
function bodyEnd(lines: readonly string[], from: number, first: number, indent: string): number {
  let end = first
  while (end > from && /[{(]$|=>$/.test(lines[end] ?? '')) end = closeAfter(lines, end, indent)
  return end
}

test('there is something to be tidy about', () => {
  expect(sources.length).toBeGreaterThan(90)
  expect(sources.flatMap(importsOf).length).toBeGreaterThan(400)
})

describe('imports', () => {
  test('each room imports what the table opens to it', () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source).flatMap((imported) => wrongImport(source, imported) ?? []),
    )
    expect(wrong).toEqual([])
  })

  test('modules of Node are called by their whole name', () => {
    const bare = sources.flatMap((source) =>
      importsOf(source).filter((imported) => builtinModules.includes(imported)),
    )
    expect(bare).toEqual([])
  })

  test('the table refuses what it should', () => {
    const from = (path: string, imported: string) =>
      wrongImport({ path, room: path.split('/')[0] ?? '', text: '' }, imported)
    expect(from('ledger/entry.ts', 'bank/ports.ts')).toMatch('may not')
    expect(from('ledger/entry.ts', 'node:fs')).toMatch('may not')
    expect(from('store/journal.ts', 'bank/ports.ts')).toBeUndefined()
    expect(from('store/journal.ts', 'bank/record.ts')).toMatch('may not')
    expect(from('gate/session.ts', 'paper/qr.ts')).toMatch('may not')
    expect(from('web/desk.tsx', 'api/routes.ts')).toMatch('may not')
    expect(from('web/desk.tsx', 'store/journal.ts')).toMatch('may not')
    expect(from('bank/record.ts', 'kysely')).toMatch('may not')
    expect(from('paper/qr.ts', 'uqr')).toBeUndefined()
    expect(from('helpers/all.ts', 'ledger/entry.ts')).toMatch('no room')
  })
})

describe('what a room never does', () => {
  test('the ledger reads no clock and rolls no dice', () => {
    const found = sources
      .filter(({ room }) => room === 'ledger')
      .filter(({ text }) =>
        /Date\.now|Math\.random|new Date\(\s*\)|performance\.now|randomBytes|randomUUID|getRandomValues/.test(
          withoutComments(text),
        ),
      )
      .map(({ path }) => path)
    expect(found).toEqual([])
  })

  test('journal tables are only ever added to', () => {
    const tables = JOURNAL_TABLES.join('|')
    const rewrites = new RegExp(
      `updateTable\\(|deleteFrom\\(|\\b(?:delete\\s+from|update|replace\\s+into|truncate(?:\\s+table)?)\\s+["\`]?(?:${tables})\\b["\`]?(?!\\s*:)`,
      'i',
    )
    expect('delete from entries where seq = 1').toMatch(rewrites)
    expect('UPDATE "postings" set minutes = 0').toMatch(rewrites)
    expect('delete from sessions where hash = ?').not.toMatch(rewrites)
    const found = sources
      .filter(({ text }) => rewrites.test(withoutComments(text)))
      .map(({ path }) => path)
    expect(found).toEqual([])
  })

  test('only the store says SQL', () => {
    const speaks =
      /\b(?:select\s[^'"`]+\sfrom\s+\w|insert\s+into\s+\w|delete\s+from\s+\w|update\s+\w+\s+set\s)/
    const found = sources
      .filter(({ room, text }) => room !== 'store' && speaks.test(withoutComments(text)))
      .map(({ path }) => path)
    expect(found).toEqual([])
  })

  test('people are looked for by likeness, and ordered, in their own file only', () => {
    const found = sources
      .filter(
        ({ path, text }) =>
          !path.startsWith('store/people') &&
          /\blike\s+(?!'sqlite_)[?'$]/.test(withoutComments(text)),
      )
      .map(({ path }) => path)
    expect(found).toEqual([])
  })
})

describe('size and names', () => {
  test(`no function is longer than ${LONGEST} lines`, () => {
    const long = sources.flatMap(({ path, text }) =>
      functionsIn(text)
        .filter(({ name, length }) => length > (LONG_YET[`${path} ${name}`] ?? LONGEST))
        .map(({ name, line, length }) => `${path}:${line} ${name} has ${length} lines`),
    )
    expect(long).toEqual([])
  })

  test('functions are measured', () => {
    const body = (count: number, indent: string) => `${indent}  a()\n`.repeat(count)
    const measured = functionsIn(
      [
        `export async function plain({\n  a,\n}: {\n  readonly a: number\n}): Promise<void> {\n${body(3, '')}}`,
        `const arrow = (a: number) => {\n${body(2, '')}}`,
        `function maker() {\n  return {\n    inner(a: number) {\n${body(5, '    ')}    },\n  }\n}`,
      ].join('\n'),
    )
    expect(measured.map(({ name, length }) => [name, length])).toEqual([
      ['plain', 9],
      ['arrow', 4],
      ['maker', 4],
      ['inner', 7],
    ])
    expect(sources.flatMap(({ text }) => functionsIn(text)).length).toBeGreaterThan(500)
  })

  test('no folder has a name that says nothing', () => {
    const found = sources
      .map(({ path }) => path)
      .filter((path) =>
        path
          .split('/')
          .slice(0, -1)
          .some((folder) => NAMELESS.includes(folder)),
      )
    expect(found).toEqual([])
  })
})
