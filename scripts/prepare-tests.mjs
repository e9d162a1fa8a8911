/** Before the tests: what they need of the machine. As root on Debian it is installed; elsewhere one line says what is missing. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const has = (path) => existsSync(path)
const hasPostgres = () =>
  has('/usr/local/bin/initdb') ||
  (has('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0)

const needs = [
  ['postgresql-15', hasPostgres()],
  ['hledger', has('/usr/bin/hledger')],
  ['sqlite3', has('/usr/bin/sqlite3')],
  ['chromium', has('/usr/bin/chromium')],
  ['fonts-wqy-microhei', has('/usr/share/fonts/truetype/wqy')],
]
const missing = needs.filter(([, there]) => !there).map(([name]) => name)
if (missing.length > 0) {
  if (process.getuid?.() === 0 && has('/etc/debian_version')) {
    const apt = (...args) =>
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 })
    apt('update', '-qq')
    const done = apt('install', '-y', '--no-install-recommends', ...missing)
    if (done.status !== 0)
      console.error(`The tests need: ${missing.join(', ')}; installing them failed.`)
  } else {
    console.error(`The tests need: ${missing.join(', ')}.`)
  }
}

// The tests of the command line and the browser run the built program; it is built once, before they start.
await import('./build.mjs')
