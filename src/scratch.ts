/**
 * A folder for what must lie open for a moment: copies of the books while they
 * are backed up, restored or tried. It is within the data folder, on the same
 * disk and under the same rights, and what was in it is overwritten before it
 * goes. On a disk that writes elsewhere than it is told (an SSD, a snapshot)
 * overwriting is a courtesy; there only encrypting the disk holds.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { assertWritable } from './disk.ts'

const PREFIX = '.scratch-'

/** Overwritten at a time. */
const STRETCH = 1024 * 1024

let made = 0

/** Runs with a folder of its own, which is gone afterwards, whatever happens. Those of runs that were killed go first. */
export async function withScratch<Result>(
  data: string,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  assertWritable(data)
  for (const name of readdirSync(data)) {
    const pid = /^\.scratch-(\d+)-\d+$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) shred(join(data, name))
  }
  const folder = join(data, `${PREFIX}${process.pid}-${++made}`)
  mkdirSync(folder, { mode: 0o700 })
  try {
    return await run(folder)
  } finally {
    shred(folder)
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Overwrites every file of a folder with zeros, and removes it. */
export function shred(folder: string): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) blank(join(entry.parentPath, entry.name))
  rmSync(folder, { recursive: true, force: true })
}

function blank(path: string): void {
  const zeros = Buffer.alloc(STRETCH)
  const { size } = statSync(path)
  const file = openSync(path, 'r+')
  try {
    for (let at = 0; at < size; at += STRETCH)
      writeSync(file, zeros, 0, Math.min(STRETCH, size - at), at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
