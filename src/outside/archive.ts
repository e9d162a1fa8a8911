/**
 * A backup as a file: a tar under age (https://age-encryption.org), written and
 * read as a stream, so that a city never stands in memory. Without Kapok too,
 * `age -d -i KEY FILE | tar x` opens it. What was cut off, changed or sealed
 * for somebody else is told before anything of it is used.
 */
import { createReadStream } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { createTarDecoder, createTarPacker } from 'modern-tar'
import { roomFault, syncFolder } from './durable.ts'

export interface Part {
  /** Path within the archive, with slashes. */
  readonly name: string
  /** Bytes; exactly so many must come. */
  readonly size: number
  readonly bytes: () => AsyncIterable<Uint8Array>
}

export class ArchiveFault extends Error {
  override name = 'ArchiveFault'
  readonly why: 'not-age' | 'wrong-identity' | 'damaged'
  constructor(why: ArchiveFault['why'], cause?: unknown) {
    super(`the archive is ${why}`, { cause })
    this.why = why
  }
}

const AGE = 'age-encryption.org/v1\n'

/** Whether a text names somebody an archive can be sealed for. */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text)
    return true
  } catch {
    return false
  }
}

/** The identities in a file as `age-keygen` writes it: a line each, and lines of remarks. Undefined where one is none. */
export function identitiesIn(text: string): readonly string[] | undefined {
  const lines = text.split('\n').map((line) => line.trim())
  const found = lines.filter((line) => line !== '' && !line.startsWith('#'))
  try {
    for (const line of found) new Decrypter().addIdentity(line)
    return found.length > 0 ? found : undefined
  } catch {
    return undefined
  }
}

/** A pair for one trial: what is sealed for it is opened by nobody later. */
export async function passingPair(): Promise<{
  readonly identity: string
  readonly recipient: string
}> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/**
 * Writes the parts in their order, sealed for each recipient. The file has its
 * name only when all of it is durable; what broke off leaves none. Gives its
 * size in bytes.
 */
export async function writeArchive(
  path: string,
  recipients: readonly string[],
  parts: Iterable<Part>,
): Promise<number> {
  const sealer = new Encrypter()
  for (const recipient of recipients) sealer.addRecipient(recipient)
  const { readable, controller } = createTarPacker()
  const sealed = await sealer.encrypt(readable)
  const draft = `${path}.part-${process.pid}`
  const packing = pack(controller, parts)
  packing.catch(() => undefined)
  try {
    const size = await written(draft, sealed)
    await packing
    await rename(draft, path)
    await syncFolder(dirname(path))
    return size
  } catch (fault) {
    controller.error(fault)
    await unlink(draft).catch(() => undefined)
    // What stopped the packing is the reason; the stream only says that it stopped.
    await packing
    throw roomFault(fault)
  }
}

type Packer = ReturnType<typeof createTarPacker>['controller']

async function pack(packer: Packer, parts: Iterable<Part>): Promise<void> {
  try {
    for (const { name, size, bytes } of parts) {
      const writer = packer.add({ name, size, mode: 0o600, mtime: new Date(0) }).getWriter()
      for await (const chunk of bytes()) await writer.write(chunk)
      await writer.close()
    }
    packer.finalize()
  } catch (fault) {
    packer.error(fault)
    throw fault
  }
}

async function written(path: string, bytes: ReadableStream<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of Readable.fromWeb(bytes as WebStream)) {
      await file.writeFile(chunk as Uint8Array)
      size += (chunk as Uint8Array).length
    }
    await file.sync()
    return size
  } finally {
    await file.close()
  }
}

/** Takes a part with its bytes as they come; it must read them to their end. */
export type Take = (name: string, size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>

/**
 * Hands over every part in its order. Resolves only when the archive has ended
 * as it was written; throws an ArchiveFault where it has not, and whatever
 * `take` throws. What was handed over before a fault is worth nothing.
 */
export async function readArchive(
  path: string,
  identities: readonly string[],
  take: Take,
): Promise<void> {
  const opener = new Decrypter()
  for (const identity of identities) opener.addIdentity(identity)
  const file = createReadStream(path)
  try {
    const opened = await openedBy(opener, await fromAge(path, file))
    const parts = opened.pipeThrough(createTarDecoder({ strict: true }))
    for await (const part of sound(parts)) {
      const { name, size, type = 'file' } = part.header
      if (type !== 'file') throw new ArchiveFault('damaged')
      await take(name, size, sound(part.body))
    }
  } finally {
    file.destroy()
  }
}

async function fromAge(
  path: string,
  file: ReturnType<typeof createReadStream>,
): Promise<ReadableStream<Uint8Array>> {
  const head = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await head.read(Buffer.alloc(AGE.length), 0, AGE.length, 0)
    if (buffer.subarray(0, bytesRead).toString('latin1') !== AGE) throw new ArchiveFault('not-age')
  } finally {
    await head.close()
  }
  return Readable.toWeb(file) as unknown as ReadableStream<Uint8Array>
}

async function openedBy(
  opener: Decrypter,
  bytes: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  try {
    return await opener.decrypt(bytes)
  } catch (fault) {
    const wrong = /no identity matched/.test((fault as Error).message)
    throw new ArchiveFault(wrong ? 'wrong-identity' : 'damaged', fault)
  }
}

/** What a stream gives; what breaks it is damage, unless the disk said so itself. */
async function* sound<Value>(stream: ReadableStream<Value>): AsyncGenerator<Value> {
  const reader = stream.getReader()
  for (;;) {
    const next = await reader.read().catch((fault: unknown) => {
      throw (fault as NodeJS.ErrnoException).code === undefined
        ? new ArchiveFault('damaged', fault)
        : fault
    })
    if (next.done) return
    yield next.value
  }
}
