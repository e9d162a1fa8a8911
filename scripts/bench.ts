/**
 * How fast Kapok is on this machine, as ratios in one run: books beside a raw
 * floor, and durable credits over HTTP beside the same route without books and
 * beside one transaction a request. `npm run bench -- --json` answers as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchBooks } from './bench-books.ts'
import { benchHttp } from './bench-http.ts'

const tell = (what: string) => {
  if (process.stderr.isTTY) process.stderr.write(`${what}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'kapok-bench-'))
try {
  const http = await benchHttp(folder, tell)
  const books = await benchBooks(folder, tell)
  if (process.argv.includes('--json')) {
    const machine = { node: process.version, cores: cpus().length }
    console.log(JSON.stringify({ machine, http, books }))
  } else {
    const { perSecond, p99Ms, ofBare, timesSingle, connections, serverMiB, entries } = http
    console.log(`HTTP, ${connections} connections`)
    console.table({ 'a second': perSecond, 'p99, ms': p99Ms })
    console.log(`books / the same route without books          ${ofBare}`)
    console.log(`books / one transaction a request             ${timesSingle}`)
    console.log(`memory of the server after ${entries} entries   ${serverMiB} MiB`)
    console.log('\nBooks alone, beside a raw floor that writes the same rows')
    console.table(books)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
