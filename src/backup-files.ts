/**
 * What a house consists of, once: which files are backed up with the books,
 * which with the keys, and which never. A file that is added to the house is
 * added here.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Config } from './config.ts'
import { evidenceFolder } from './open.ts'
import { evidenceFiles } from './outside/evidence-files.ts'
import type { BackupSet } from './proof/manifest.ts'
import { BackupRefused } from './words/backup.ts'

interface Named {
  /** Its path in the archive, and in the folder a backup is restored to. */
  readonly name: string
  /** Where the house has it, when it is not in the data folder. */
  readonly at?: (config: Config) => string
  /** Without it the house is not whole. */
  readonly needed: boolean
  /** Only read, and by the house alone. */
  readonly secret?: true
}

/** In the order they are copied: the books first, for whatever they name was written before them. */
const SETS: Readonly<Record<BackupSet, readonly Named[]>> = {
  books: [
    { name: 'journal.db', needed: true },
    { name: 'vault.db', needed: true },
    { name: 'audit.db', needed: true },
    { name: 'house.json', needed: false },
  ],
  keys: [
    { name: 'keys.db', at: ({ vault }) => vault.keys, needed: true },
    { name: 'vault.json', at: ({ vault }) => vault.house, needed: true, secret: true },
    { name: 'keys.json', needed: true, secret: true },
    { name: 'seal.key', needed: false, secret: true },
  ],
}

export interface HouseFile {
  readonly name: string
  readonly path: string
  /** A database is copied as it stands at one moment, any other file as it lies. */
  readonly kind: 'database' | 'file'
  readonly needed: boolean
}

export function houseFiles(config: Config, set: BackupSet): readonly HouseFile[] {
  return SETS[set].map(({ name, at, needed }) => ({
    name,
    path: at ? at(config) : join(config.data, name),
    kind: name.endsWith('.db') ? 'database' : 'file',
    needed,
  }))
}

/** What may stand in an archive of a set: nothing else is ever written into a folder. */
export function mayHold(set: BackupSet, name: string): boolean {
  return (
    SETS[set].some((one) => one.name === name) ||
    (set === 'books' && /^evidence\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/.test(name))
  )
}

export function isSecret(set: BackupSet, name: string): boolean {
  return SETS[set].some((one) => one.name === name && one.secret)
}

/** Those of a set that are there; throws where one is missing that is needed, or where one is the head. */
export async function filesToBackUp(config: Config, set: BackupSet): Promise<readonly HouseFile[]> {
  const found: HouseFile[] = []
  for (const one of houseFiles(config, set)) {
    if (existsSync(one.path)) found.push(one)
    else if (one.needed) throw new BackupRefused({ code: 'file-gone', path: one.path })
  }
  if (set === 'books') {
    for await (const { hash, path } of evidenceFiles(evidenceFolder(config))) {
      const name = `evidence/${hash.slice(0, 2)}/${hash}`
      found.push({ name, path, kind: 'file', needed: true })
    }
  }
  for (const { path } of found)
    if (isHead(path, config.heads)) throw new BackupRefused({ code: 'head-in-set', path })
  return found
}

/** The head file or one of its versions and drafts. It must outlive every backup: restored with the books it would swear to them. */
export function isHead(path: string, heads: string): boolean {
  const [one, head] = [resolve(path), resolve(heads)]
  if (dirname(one) !== dirname(head)) return false
  const name = basename(one)
  return name === basename(head) || name.startsWith(`${basename(head)}.`)
}
