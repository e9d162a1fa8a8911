/** The books and people as whoever only looks is given them, put together on connections that cannot write. */
import type { Clock, Journal, Looking } from './bank/ports.ts'
import { batcherFor } from './bank/record.ts'
import { directoryIn } from './store/directory.ts'
import type { Engine } from './store/engine.ts'
import { journalIn } from './store/journal.ts'
import type { OpenPeople } from './store/people.ts'

export function lookingOn(
  engine: Engine,
  house: {
    readonly journal: Journal
    readonly people: Pick<OpenPeople, 'looking'>
    readonly clock: Clock
  },
): Looking {
  const journal: Journal = {
    ...journalIn(engine),
    // That a proof is asked for makes the house sign where its log stands: that is not the asker's to write.
    saveCheckpoint: (checkpoint) => house.journal.saveCheckpoint(checkpoint),
  }
  const directory = directoryIn(engine)
  return {
    journal,
    // Nobody here writes, so nobody says when to forget: what is remembered is looked at anew.
    directory: { ...directory, get: (table, key) => directory.newest(table, key) },
    people: house.people.looking,
    batcher: batcherFor(journal, house.clock),
  }
}
