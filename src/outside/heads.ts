/**
 * The head file: the last signed size and root of each log, in a folder that no
 * backup of the database is ever restored over. A database older than its head
 * signs nothing.
 *
 * Every advance is a new file, `<path>.<n>`, put in place by a hard link, which
 * the file system makes once: of two processes one has made it, the other is
 * told that it exists. So there is no lock for a killed process to leave
 * behind. `<path>` itself is a copy of the newest, for people to read.
 */
import { randomBytes } from 'node:crypto'
import { link, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Head, Heads } from '../bank/ports.ts'
import { assertHead, move } from './head.ts'
import { roomFault, syncFolder } from './durable.ts'

interface State {
  readonly n: number
  readonly heads: Readonly<Record<string, Head>>
}

const NONE: State = { n: 0, heads: {} }

/** Times the file is read again while others move it on. */
const TRIES_MAX = 100

export function fileHeads(path: string): Heads {
  return {
    async read(log) {
      return headOf(await newest(path), log)
    },
    async advance(log, from, to) {
      assertHead(to)
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const state = await newest(path)
        const at = headOf(state, log)
        const step = move(at, from, to)
        if (step !== 'on') return step === 'there'
        const heads = { ...state.heads, [log]: { size: to.size, root: to.root } }
        // Lost to another: perhaps only another log's head moved. Look again.
        if (await taken(path, { n: state.n + 1, heads })) return true
      }
      throw new Error(`the head file ${path} is moved on by others all the time`)
    },
  }
}

function headOf({ heads }: State, log: string): Head | undefined {
  return Object.hasOwn(heads, log) ? heads[log] : undefined
}

/** Puts a state down as the next; false when somebody else was first. Durable when true. */
async function taken(path: string, state: State): Promise<boolean> {
  const text = `${JSON.stringify(state)}\n`
  const draft = `${path}.draft-${randomBytes(8).toString('hex')}`
  await written(draft, text)
  try {
    await link(draft, `${path}.${state.n}`)
    // A process that slept may link a number long gone: then a greater one is there, and the one
    // before is not, for they go in order. Who cannot tell has lost.
    const there = await versions(path)
    if (there[0] !== state.n && !there.includes(state.n - 1)) {
      await unlink(`${path}.${state.n}`).catch(gone)
      return false
    }
    await syncFolder(join(dirname(path), '.'))
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw fault
  } finally {
    await unlink(draft).catch(gone)
  }
  await tidied(path, state.n, text)
  return true
}

/** The readable copy, and the versions nobody needs any more: they go oldest first, and the newest stays. */
async function tidied(path: string, n: number, text: string): Promise<void> {
  const copy = `${path}.draft-${randomBytes(8).toString('hex')}`
  await written(copy, text)
  await rename(copy, path)
  for (const version of [...(await versions(path))].reverse()) {
    if (version < n) await unlink(`${path}.${version}`).catch(gone)
  }
}

async function newest(path: string): Promise<State> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const [n] = await versions(path)
    const copy = await stateIn(path)
    const version = n === undefined ? undefined : await stateIn(`${path}.${n}`)
    if (n !== undefined && !version) continue
    const found = [copy, version].filter((state) => state !== undefined)
    return found.reduce((a, b) => (b.n > a.n ? b : a), NONE)
  }
  throw new Error(`the head file ${path} is moved on by others all the time`)
}

/** Numbers of the versions there are, greatest first. */
async function versions(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`
  const names = await readdir(dirname(path))
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => b - a)
}

/** Undefined when there is no such file. One that cannot be read is a fault: it must never count as no head. */
async function stateIn(path: string): Promise<State | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (fault) {
    gone(fault)
    return undefined
  }
  const state = parsed(text)
  if (!state) throw new Error(`the head file ${path} cannot be read`)
  return state
}

function parsed(text: string): State | undefined {
  try {
    const { n, heads } = JSON.parse(text) as Partial<State>
    if (!Number.isSafeInteger(n) || typeof heads !== 'object' || heads === null) return undefined
    for (const head of Object.values(heads)) assertHead(head)
    return { n: n as number, heads }
  } catch {
    return undefined
  }
}

async function written(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((fault: unknown) => {
    throw roomFault(fault)
  })
  try {
    await file.writeFile(text)
    await file.sync()
  } catch (fault) {
    await unlink(path).catch(gone)
    throw roomFault(fault)
  } finally {
    await file.close()
  }
}

function gone(fault: unknown): void {
  if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault
}
