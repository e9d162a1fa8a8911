/** Files in one zip, with an index that names each by its SHA-256: whoever gets it sees that nothing is missing. */
import { zipSync } from 'fflate'
import { sha256, toHex } from '../ledger/sha256.ts'
import { writeCsv } from './write.ts'

export interface FolderFile {
  /** As "day-sheets/2026-11-24.pdf". */
  readonly path: string
  /** What it is, for the index. */
  readonly what: string
  readonly bytes: Uint8Array
}

/** The index stands first. `titles` are its columns: file, what it is, bytes, SHA-256. */
export function folderZip(
  files: readonly FolderFile[],
  titles: readonly [string, string, string, string],
  at: number,
): Uint8Array {
  const [file, what, bytes, hash] = titles
  const index = writeCsv(files, [
    { title: file, value: (one) => one.path },
    { title: what, value: (one) => one.what },
    { title: bytes, value: (one) => one.bytes.length },
    { title: hash, value: (one) => toHex(sha256(one.bytes)) },
  ])
  const all = [{ path: 'index.csv', bytes: index }, ...files]
  return zipSync(Object.fromEntries(all.map((one) => [one.path, one.bytes])), { mtime: at })
}
