/** Sealed evidence in files: `ab/<hash>` of a folder beside the books. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { KeptEvidence } from '../bank/ports-evidence.ts'
import { type Blobs, NAME } from './evidence.ts'
import { roomFault, syncFolder } from './durable.ts'

export interface EvidenceFile extends KeptEvidence {
  readonly path: string
  /** Bytes on the disk. */
  readonly size: number
}

/** The sealed files of a folder, in the order of their names. What is named otherwise is none of ours. */
export async function* evidenceFiles(folder: string, after = ''): AsyncGenerator<EvidenceFile> {
  for (const part of await namesIn(folder, /^[0-9a-f]{2}$/)) {
    if (part < after.slice(0, 2)) continue
    for (const hash of await namesIn(join(folder, part), NAME)) {
      if (!hash.startsWith(part) || hash <= after) continue
      const path = join(folder, part, hash)
      const found = await stat(path).catch(gone)
      if (found?.isFile()) yield { hash, path, size: found.size, since: found.mtimeMs }
    }
  }
}

async function namesIn(folder: string, like: RegExp): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(gone)) ?? []
  return names.filter((name) => like.test(name)).sort()
}

/** Files `ab/<hash>` of a folder, which is made when the first of them comes. */
export function fileBlobs(folder: string): Blobs {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), name)
  return {
    async put(name, bytes) {
      const path = pathOf(name)
      const draft = `${path}.draft-${randomBytes(8).toString('hex')}`
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await written(draft, bytes)
        await rename(draft, path)
        for (const above of [dirname(path), folder]) await syncFolder(above)
      } catch (fault) {
        await unlink(draft).catch(() => undefined)
        throw roomFault(fault)
      }
    },
    get: (name) => readFile(pathOf(name)).catch(gone),
    async remove(name) {
      await unlink(pathOf(name)).catch(gone)
    },
    async list(after, limit) {
      const found: KeptEvidence[] = []
      for await (const { hash, since } of evidenceFiles(folder, after)) {
        if (found.length >= limit) break
        found.push({ hash, since })
      }
      return found
    },
  }
}

async function written(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function gone(fault: unknown): undefined {
  const { code } = fault as NodeJS.ErrnoException
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw fault
  return undefined
}
