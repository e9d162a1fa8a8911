/** What every file of ours needs that must be there after a power cut. */
import { open } from 'node:fs/promises'
import { NoRoom } from '../bank/ports.ts'

/** A fault as the bank knows it, where the disk is full or only reads; otherwise as it came. */
export function roomFault(fault: unknown): unknown {
  const { code } = fault as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return new NoRoom('full', fault)
  return code === 'EROFS' ? new NoRoom('read-only', fault) : fault
}

/** Windows has no way to sync a folder, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
