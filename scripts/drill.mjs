/**
 * `npm run drill`: the tests whose claim rests on how often it was tried (they
 * read test/counts.ts), and the drills. With `--long` the same code runs at its
 * night counts. What else is given goes to vitest, as the name of one drill.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const given = process.argv.slice(2)
const long = given.includes('--long')
const wanted = given.filter((one) => one !== '--long')

const counted = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => join('test', String(name)))
  .filter((path) => /\.test\.tsx?$/.test(path))
  .filter((path) => /from '[./]+counts\.ts'/.test(readFileSync(join(root, path), 'utf8')))
  .sort()
const files = counted.filter(
  (path) => wanted.length === 0 || wanted.some((name) => path.includes(name)),
)
if (files.length === 0) {
  console.error(`no drill is called ${wanted.join(' ')}; there are:\n${counted.join('\n')}`)
  process.exit(1)
}

await import('./build.mjs')
console.log(`${long ? 'long' : 'short'}: ${files.join(', ')}`)
const began = performance.now()
const run = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=verbose',
    '--disableConsoleIntercept=true',
    ...files,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KAPOK_LONG: long ? '1' : '' } },
)
console.log(`${Math.round((performance.now() - began) / 1_000)} s`)
process.exit(run.status ?? 1)
