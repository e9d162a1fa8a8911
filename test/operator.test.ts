/** The operator's page speaks of what there is: every file of a house, every command it tells to type. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { houseFiles } from '../src/backup-files.ts'
import { configOf } from '../src/config.ts'
import { kapokMust } from './drills/service.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
const page = read('../scripts/OPERATOR.md')

test('every file of both sets is on the page, and the head, and the people who hold them', () => {
  const config = configOf({})
  for (const set of ['books', 'keys'] as const)
    for (const { name } of houseFiles(config, set)) expect(page).toContain(name)
  for (const what of ['HEADS', 'evidence', 'Litestream', 'pg_basebackup', 'pg_verifybackup'])
    expect(page).toContain(what)
  const lost = page.slice(page.indexOf('## The day it is lost'))
  for (const one of [
    ...['Receipt key', 'Log key', 'kek', 'pepper', 'keys.db', 'vault.db', 'journal.db', 'audit.db'],
    ...['seal.key', 'head', 'identity', 'password', 'second step', 'computer', 'card', 'token'],
  ])
    expect(lost).toContain(one)
  expect(read('../README.md')).toContain('(scripts/OPERATOR.md)')
})

test('every command and option on the page is one', () => {
  kapokMust('--version')
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
  const help = (...words: readonly string[]) =>
    spawnSync(process.execPath, [cli, ...words, '--help'], { encoding: 'utf8' })
  const typed = [...page.matchAll(/(?<=^|`)kapok ([a-z]+)((?: [a-z]+)?)([^`\n#]*)/gm)]
  expect(typed.length).toBeGreaterThan(10)
  const told = new Map<string, string>()
  for (const [, command = '', more = '', rest = ''] of typed) {
    const words = ['evidence', 'staff', 'token'].includes(command)
      ? [command, more.trim()]
      : [command]
    const name = words.join(' ')
    const text = told.get(name) ?? help(...words).stdout
    told.set(name, text)
    expect(text, name).toContain(`Usage: kapok ${name}`)
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(text, name).toContain(option)
  }
}, 300_000)
