/**
 * Notes and checkpoints are read by strangers' tools, so ours are laid beside
 * notes that others signed, and what others would refuse is refused.
 */
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/ledger/sha256.ts'
import { checkpointText, openCheckpoint, signCheckpoint } from '../../src/proof/checkpoint.ts'
import { demoSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { type NoteSigner, openNote, readVkey, signNote, vkeyOf } from '../../src/proof/note.ts'
import { readVector } from '../ledger/vectors.ts'

interface FrozenCheckpoint {
  readonly seed: string
  readonly vkey: string
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly note: string
}

interface ForeignNotes {
  readonly notes: readonly {
    readonly source: string
    readonly vkey: string
    readonly seed?: string
    readonly text: string
    readonly note: string
  }[]
  readonly spec: { readonly note: string; readonly text: string }
}

const frozen = readVector('proof/checkpoint.json') as FrozenCheckpoint
const foreign = readVector('proof/notes.json') as ForeignNotes

function noteSigner(name: string, seed: Uint8Array): NoteSigner {
  const signer = signerFromSeeds({ receipt: demoSeed('unused'), log: seed, kid: 'k' })
  return { name, publicKey: signer.logPublicKey, sign: signer.signLog }
}

const log = noteSigner(frozen.origin, fromHex(frozen.seed))
const checkpoint = { origin: frozen.origin, size: frozen.size, root: fromHex(frozen.root) }

describe('notes that others signed', () => {
  test.each(foreign.notes)('$source', async ({ vkey, seed, text, note }) => {
    const key = readVkey(vkey)
    expect(key && vkeyOf(key)).toBe(vkey)
    expect(openNote(note, [vkey])).toEqual({ ok: true, text, signedBy: [key?.name] })
    expect(openNote(new TextEncoder().encode(note), [vkey])).toMatchObject({ ok: true })
    for (const other of foreign.notes) {
      if (other.vkey !== vkey)
        expect(openNote(note, [other.vkey])).toEqual({ ok: false, why: 'not-signed' })
    }
    if (seed !== undefined) {
      expect(await signNote(text, noteSigner(key?.name ?? '', fromHex(seed)))).toBe(note)
    }
  })

  test('the example of the specification is parsed at its last empty line', () => {
    // Its key is not published: to us it is a well-formed note that nobody we know has signed.
    expect(openNote(foreign.spec.note, [frozen.vkey])).toEqual({ ok: false, why: 'not-signed' })
    expect(foreign.spec.note.startsWith(foreign.spec.text)).toBe(true)
    expect(foreign.spec.text).toContain('\n\n')
  })
})

test('every part and every mangling of a verifier key is refused', () => {
  const vkey = foreign.notes[0]?.vkey ?? ''
  const accepted: string[] = []
  for (let from = 0; from <= vkey.length; from++) {
    for (let to = from + 1; to <= vkey.length; to++) {
      const part = vkey.slice(from, to)
      if (part !== vkey && readVkey(part)) accepted.push(part)
    }
  }
  for (let at = 0; at < vkey.length; at++) {
    for (const shift of [1, -1, 32]) {
      const changed = String.fromCharCode(vkey.charCodeAt(at) + shift)
      const mangled = vkey.slice(0, at) + changed + vkey.slice(at + 1)
      if (readVkey(mangled)) accepted.push(mangled)
    }
  }
  for (const bad of [
    `${vkey}\n`,
    ` ${vkey}`,
    `${vkey}=`,
    vkey.toUpperCase(),
    `${vkey}+${vkey}`,
    '',
    '++',
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ]) {
    if (readVkey(bad)) accepted.push(bad)
  }
  expect(accepted).toEqual([])
  for (const name of ['', 'a b', 'a+b', 'a\u3000b', 'a\nb', 'a\u2003b']) {
    expect(() => vkeyOf({ name, publicKey: log.publicKey })).toThrow('may not name')
  }
  expect(readVkey(vkeyOf({ name: 'weak', publicKey: new Uint8Array(32) }))).toBe(undefined)
})

describe('a note', () => {
  const witness = noteSigner('witness.example', demoSeed('witness'))
  const [text = '', line = ''] = frozen.note.split('\n\n')
  const filler = (n: number) => `— stranger${n} ${Buffer.alloc(68, n).toString('base64')}\n`
  const open = (note: string | Uint8Array, vkeys = [frozen.vkey]) => {
    const opened = openNote(note, vkeys)
    return opened.ok ? 'ok' : opened.why
  }

  test('is signed by any number of keys up to sixteen, known or not', () => {
    const fifteen = Array.from({ length: 15 }, (_, n) => filler(n)).join('')
    expect(open(`${frozen.note}${fifteen}`)).toBe('ok')
    expect(open(`${text}\n\n${fifteen}${line}`)).toBe('ok')
    expect(open(`${frozen.note}${fifteen}${filler(15)}`)).toBe('too-many-signatures')
  })

  test('of two known keys names both, and one bad signature refuses it', async () => {
    const second = (await signNote(checkpointText(checkpoint), witness)).split('\n\n')[1] ?? ''
    const both = `${frozen.note}${second}`
    const vkeys = [frozen.vkey, vkeyOf(witness)]
    expect(openNote(both, vkeys)).toMatchObject({
      ok: true,
      signedBy: [frozen.origin, 'witness.example'],
    })
    expect(openNote(both, [frozen.vkey])).toMatchObject({ ok: true, signedBy: [frozen.origin] })
    const [, bad = ''] = (await signNote('other\n', witness)).split('\n\n')
    expect(open(`${frozen.note}${bad}`, vkeys)).toBe('bad-signature')
    expect(open(`${frozen.note}${bad}`)).toBe('ok')
  })

  test('with the name or the id of a known key, but not both, is a stranger’s', () => {
    expect(open(`${frozen.note}${line.replace('time.', 'tame.')}`)).toBe('ok')
    expect(open(`${text}\n\n${line.replace('time.', 'tame.')}`)).toBe('not-signed')
    expect(open(`${text}\n\n— other ${line.split(' ')[2] ?? ''}`)).toBe('not-signed')
    expect(open(`${text}\n\n— ${frozen.origin} ${Buffer.alloc(68).toString('base64')}\n`)).toBe(
      'not-signed',
    )
  })

  test.each([
    ['malformed', ''],
    ['malformed', 'a'],
    ['malformed', '\n\n'],
    ['malformed', text],
    ['malformed', `${text}\n`],
    ['malformed', `${text}\n\n`],
    ['malformed', frozen.note.slice(0, -1)],
    ['malformed', `${frozen.note}\n`],
    ['malformed', frozen.note.replace('— ', '- ')],
    ['malformed', frozen.note.replace('— ', '—')],
    ['malformed', frozen.note.replace('— ', '—  ')],
    ['malformed', frozen.note.replace('— ', '— a+')],
    ['malformed', frozen.note.replace('— time', '— ti\u3000me')],
    ['malformed', frozen.note.replace(/ [^ ]+\n$/, '\n')],
    ['malformed', frozen.note.replace(/ [^ ]+\n$/, ' AAAA\n')],
    ['malformed', frozen.note.replace(/=\n$/, '\n')],
    ['malformed', frozen.note.replace(/\n$/, ' \n')],
    ['malformed', frozen.note.replace(/=\n$/, '-\n')],
    ['malformed', `${frozen.note}junk\n`],
    ['control-character', frozen.note.replace('\n', '\r\n')],
    ['control-character', `\t${frozen.note}`],
    ['control-character', frozen.note.replace('5', '\u0000')],
    ['control-character', frozen.note.replace('5', '\u001f')],
    ['not-utf8', frozen.note.replace('5', '\ud800')],
    ['bad-signature', frozen.note.replace('\n5\n', '\n6\n')],
    ['bad-signature', ` ${frozen.note}`],
    ['bad-signature', `\n${frozen.note}`],
    ['too-long', 'a'.repeat(200_000)],
  ])('%s: %j', (why, note) => expect(open(note)).toBe(why))

  test('that is not UTF-8 is refused', () => {
    const bytes = new TextEncoder().encode(frozen.note)
    for (const bad of [0xff, 0xc0, 0x80, 0xed]) {
      const copy = bytes.slice()
      copy[3] = bad
      expect(open(copy)).toBe('not-utf8')
    }
  })

  test('is opened only with keys that can be read', () => {
    expect(open(frozen.note, [])).toBe('not-signed')
    expect(open(frozen.note, [frozen.vkey, 'junk'])).toBe('bad-vkey')
  })

  test('is not signed over what may not be one', async () => {
    for (const bad of ['no end', 'a\tb\n', 'a\rb\n'])
      await expect(signNote(bad, log)).rejects.toThrow('may not be a note')
  })
})

describe('a checkpoint', () => {
  test('is as it was frozen', async () => {
    expect(vkeyOf(log)).toBe(frozen.vkey)
    expect(await signCheckpoint(checkpoint, log)).toBe(frozen.note)
    const opened = openCheckpoint(frozen.note, [frozen.vkey], { origin: frozen.origin })
    expect(opened).toMatchObject({ ok: true, signedBy: [frozen.origin] })
    expect(opened.ok && { ...opened.checkpoint, root: toHex(opened.checkpoint.root) }).toEqual({
      origin: frozen.origin,
      size: frozen.size,
      root: frozen.root,
    })
  })

  test('changed in any one character is refused', () => {
    const accepted: string[] = []
    for (let at = 0; at < frozen.note.length; at++) {
      for (const other of '0A\n +é') {
        const changed = frozen.note.slice(0, at) + other + frozen.note.slice(at + 1)
        if (changed !== frozen.note && openCheckpoint(changed, [frozen.vkey]).ok)
          accepted.push(changed)
      }
    }
    expect(accepted).toEqual([])
  })

  test('of another log is refused, and a witness alone does not make one', async () => {
    expect(openCheckpoint(frozen.note, [frozen.vkey], { origin: 'kapok.example/audit/1' })).toEqual(
      { ok: false, why: 'other-log' },
    )
    const witness = noteSigner('witness.example', demoSeed('witness'))
    const note = await signNote(checkpointText(checkpoint), witness)
    expect(openCheckpoint(note, [vkeyOf(witness)])).toEqual({ ok: false, why: 'origin-not-signed' })
  })

  const root = Buffer.from(frozen.root, 'hex').toString('base64')
  test.each([
    `${frozen.origin}\n5\n`,
    `${frozen.origin}\n5\n${root}\nmore\n`,
    `${frozen.origin}\n\n5\n${root}\n`,
    `${frozen.origin}\n05\n${root}\n`,
    `${frozen.origin}\n-5\n${root}\n`,
    `${frozen.origin}\n5.0\n${root}\n`,
    `${frozen.origin}\n5e0\n${root}\n`,
    `${frozen.origin}\n 5\n${root}\n`,
    `${frozen.origin}\n9007199254740992\n${root}\n`,
    `${frozen.origin}\n5\n${root.slice(0, -4)}\n`,
    `${frozen.origin}\n5\n${root.replace('=', '')}\n`,
    `\n5\n${root}\n`,
  ])('that is signed but none is refused: %j', async (text) => {
    const note = await signNote(text, log)
    expect(openCheckpoint(note, [frozen.vkey])).toEqual({ ok: false, why: 'not-a-checkpoint' })
  })

  test('that is none is not signed', async () => {
    await expect(signCheckpoint({ ...checkpoint, size: -1 }, log)).rejects.toThrow('no checkpoint')
    await expect(signCheckpoint({ ...checkpoint, root: new Uint8Array(31) }, log)).rejects.toThrow(
      'no checkpoint',
    )
    await expect(signCheckpoint({ ...checkpoint, origin: 'a\nb' }, log)).rejects.toThrow(
      'no checkpoint',
    )
    await expect(signCheckpoint({ ...checkpoint, origin: 'a b' }, log)).rejects.toThrow(
      'may not be a note',
    )
  })
})
