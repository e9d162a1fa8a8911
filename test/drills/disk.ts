/** A small disk of its own, to be filled and locked: a tmpfs, so root is needed; a read-only one holds for root too. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Disk {
  readonly path: string
  /** Takes the last byte. */
  fill(): void
  makeRoom(): void
  /** No longer takes anything, until it is unlocked. Nobody may have a file of it open for writing. */
  lock(): void
  unlock(): void
  /** Unmounts it; what was on it is gone. */
  remove(): void
}

/** Undefined where this account may not mount. */
export function mountDisk(bytes: number): Disk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'kapok-disk-'))
  const run = (command: string, ...args: readonly string[]) =>
    spawnSync(command, [...args, path], { encoding: 'utf8' })
  const mounted = run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'none')
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true })
    return undefined
  }
  const remount = (how: 'ro' | 'rw') => {
    const { status, stderr } = run('mount', '-o', `remount,${how}`)
    if (status !== 0) throw new Error(stderr)
  }
  const filler = join(path, 'filler')
  return {
    path,
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (const size of [65_536, 4_096, 1]) writeAll(file, Buffer.alloc(size))
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    lock: () => remount('ro'),
    unlock: () => remount('rw'),
    remove() {
      run('umount', '-l')
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function writeAll(file: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(file, bytes)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault
  }
}
