/** Kills a process at the moment its write-ahead log grows: a thread of its own, so that requests go on meanwhile. */
import { statSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

const { wal, pid } = workerData as { readonly wal: string; readonly pid: number }

/** Under load a commit is never as long in coming. */
const PATIENCE_MS = 5_000

const size = () => statSync(wal, { throwIfNoEntry: false })?.size ?? 0
const before = size()
for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
  if (size() !== before) break
}
process.kill(pid, 'SIGKILL')
