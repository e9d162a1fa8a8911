/** `npm run demo`: a sample town in a folder of its own, served; prints where to go and how to sign in. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const kapok = join(dirname(fileURLToPath(import.meta.url)), 'kapok.mjs')
const run = spawnSync(process.execPath, [kapok, 'demo', '--serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(run.status ?? 1)
