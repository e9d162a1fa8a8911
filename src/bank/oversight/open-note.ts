/** A checkpoint's note opened with the log's keys, and a note that was changed told from one that strangers signed. */
import { openCheckpoint } from '../../proof/checkpoint.ts'
import { isSignedUnnamed } from '../../proof/note.ts'
import type { OpenNote } from './verify-tree.ts'

/**
 * Opens notes of one log with verifier keys one trusts. Only a well-formed note
 * that carries no signature of theirs, under whatever name, counts as signed by
 * an unknown key; anything else that does not open was changed.
 */
export function openingWith(vkeys: readonly string[], origin: string): OpenNote {
  return (note) => {
    const opened = openCheckpoint(note, vkeys, { origin })
    if (opened.ok) return opened.checkpoint
    return opened.why === 'not-signed' && !isSignedUnnamed(note, vkeys) ? undefined : 'broken'
  }
}
