/**
 * Whether a folder can be written, asked before a database is opened in it: of
 * a full or a write-protected disk SQLite only says that it cannot open.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** What a database needs to be opened: its log and the index of it. */
const ROOM_BYTES = 64 * 1024

/** A folder that cannot be used, said in one line that names it. */
export class DiskFault extends Error {
  override name = 'DiskFault'
}

/** Makes a folder with those above it. Throws a DiskFault that says why it cannot be. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (fault) {
    let above = resolve(folder)
    while (!existsSync(above)) above = dirname(above)
    // On a disk that only reads, what the system says is that the folder is not there.
    assertWritable(above)
    throw new DiskFault(`the folder ${folder} cannot be made: ${whyText(fault)}`, { cause: fault })
  }
}

/** Throws a DiskFault when nothing can be written in the folder, or hardly anything. Leaves no trace. */
export function assertWritable(folder: string): void {
  const trial = join(folder, `.room-${process.pid}`)
  try {
    writeFileSync(trial, Buffer.alloc(ROOM_BYTES), { flag: 'w' })
  } catch (fault) {
    throw new DiskFault(`the folder ${folder} cannot be written: ${whyText(fault)}`, {
      cause: fault,
    })
  } finally {
    if (existsSync(trial)) rmSync(trial)
  }
}

/** A small file of the house as an object. Throws a DiskFault that names it. */
export function jsonIn(path: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof found === 'object' && found !== null) return found as Record<string, unknown>
    throw new DiskFault(`${path} is damaged: it holds no object`)
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    throw new DiskFault(`${path} is damaged: it is no JSON`, { cause: fault })
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; nothing was changed. Make room and try again',
  EDQUOT: 'its quota is used up; nothing was changed. Make room and try again',
  EROFS: 'its disk is read-only',
  EACCES: 'this account has no right to',
  EPERM: 'this account has no right to',
  ENOTDIR: 'it is, or lies below, a file',
  EEXIST: 'it is, or lies below, a file',
  ENOENT: 'it is not there',
}

function whyText(fault: unknown): string {
  const { code = '', message } = fault as NodeJS.ErrnoException
  return WHY[code] ?? message
}
