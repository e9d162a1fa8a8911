/**
 * Whom the house is afraid of, and what it does about it: each threat with the
 * test that fails without its answer, or with the reason why there is none yet.
 */
export interface Threat {
  readonly threat: string
  readonly answer: string
  /** A test file, and a part of the title of a test in it. */
  readonly shown?: readonly [file: string, title: string]
}

export const THREATS: readonly Threat[] = [
  {
    threat: 'old minutes edited in the database',
    answer: 'leaf, tree, head',
    shown: ['cli/sqlite-tool.test.ts', 'changed by the tool is named'],
  },
  {
    threat: 'edited, the tree built anew and signed again',
    answer: 'receipts and checkpoints outside',
    shown: ['proof/slip.test.ts', 'of a history that was rewritten afterwards fails'],
  },
  {
    threat: 'the last entries deleted, or an older backup put back',
    answer: 'the head outside the house, exit 3',
    shown: ['cli/backup.test.ts', 'the head is in neither'],
  },
  {
    threat: 'another history shown to one volunteer',
    answer:
      'the checkpoint is one signed line of text to compare; no witness keeps one yet: not answered before there are some',
  },
  {
    threat: 'a credit left out though a receipt was given',
    answer: 'the receipt names its place and is itself the evidence',
    shown: ['proof/slip.test.ts', 'of a history that was rewritten afterwards fails'],
  },
  {
    threat: 'a receipt forged',
    answer: 'Ed25519, strictly read',
    shown: ['proof/receipt.test.ts', 'attack tokens are refused by every verifier'],
  },
  {
    threat: 'another algorithm, key id, embedded key or doubled name in a token',
    answer: 'algorithm and keys are pinned',
    shown: ['gate/attack-tokens.test.ts', 'nothing of a receipt’s shape passes for one but itself'],
  },
  {
    threat: 'one receipt in several spellings',
    answer: 'one canonical spelling',
    shown: ['proof/receipt.test.ts', 'every change of one character is refused'],
  },
  {
    threat: 'a signing key stolen',
    answer: 'a receipt that the log does not hold is none',
    shown: ['proof/slip.test.ts', 'of a history that was rewritten afterwards fails'],
  },
  {
    threat: 'a request repeated',
    answer: 'the id is the caller’s, the request is hashed',
    shown: ['contract/journal.test.ts', 'the same id is the same answer'],
  },
  {
    threat: 'one balance spent twice at once',
    answer: 'decided at the tip',
    shown: ['contract/journal.test.ts', 'nobody spends an hour twice'],
  },
  {
    threat: 'one balance spent twice at two stations without a line',
    answer: 'there is no redeeming without a line yet; not answered before there is',
  },
  {
    threat: 'a station’s computer stolen or cloned',
    answer: 'its key is not given out, and it is ended at once',
    shown: ['browser/devices.test.ts', 'what the browser keeps is a key that it does not give out'],
  },
  {
    threat: 'hours made up by a clerk',
    answer: 'second person, finds, calls drawn by chance',
    shown: ['bank/signals.test.ts', 'two in a hundred are drawn'],
  },
  {
    threat: 'hours sold by two who work together',
    answer: 'sums a member and month, calls by somebody else',
    shown: ['bank/maker-checker.test.ts', 'hard refusals are nobody’s to approve'],
  },
  {
    threat: 'split up to stay below a threshold',
    answer: 'sums are counted at the tip, not sizes',
    shown: ['bank/maker-checker.test.ts', 'no sequence comes past a threshold'],
  },
  {
    threat: 'approved by oneself under a second account',
    answer: 'the member behind the login decides',
    shown: ['bank/maker-checker.test.ts', 'hard refusals are nobody’s to approve'],
  },
  {
    threat: 'another station’s things asked for by their id',
    answer: 'one table of who may do what, one answer for not yours and not there',
    shown: ['who/who-may.test.ts', 'may do what the table says'],
  },
  {
    threat: 'rights kept after leaving',
    answer: 'the row is read anew at each request',
    shown: ['gate/staff.test.ts', 'they are out with their next request'],
  },
  {
    threat: 'phones and numbers tried for whether they are known',
    answer: 'equal bytes and equal work',
    shown: ['gate/password.test.ts', 'nobody costs as much as somebody'],
  },
  {
    threat: 'codes and PINs guessed',
    answer: 'few tries, counted before they are looked at',
    shown: ['gate/second.test.ts', 'guesses at a code are counted'],
  },
  {
    threat: 'messages asked for until the city’s money is gone',
    answer: 'budgets a phone, an address, a day',
    shown: ['gate/member-code.test.ts', 'a city has a budget'],
  },
  {
    threat: 'a session fixed or stolen',
    answer: 'a new secret at each sign-in, bound to its computer',
    shown: [
      'gate/second.test.ts',
      'setting the app up gives a new secret, ends the other sessions',
    ],
  },
  {
    threat: 'a request another site makes a browser send',
    answer: 'origin and fetch-site, JSON only',
    shown: ['web/csrf.test.ts', 'every unsafe route'],
  },
  {
    threat: 'a script in a name, a formula in a sheet',
    answer: 'escaped, a policy with nonces, a mark before formulas',
    shown: ['browser/scripts.test.ts', 'a text that was searched for comes back as a text'],
  },
  {
    threat: 'SQL in a field',
    answer: 'parameters only',
    shown: ['api/fuzz.test.ts', 'no request is a fault'],
  },
  {
    threat: 'minutes too great, broken, negative or no number',
    answer: 'whole minutes of a range, and again in SQL',
    shown: ['api/bad-input.test.ts', 'an id is good for one request only'],
  },
  {
    threat: 'names that look like others',
    answer: 'marks nobody sees are refused',
    shown: ['bank/names.test.ts', 'no mark that turns, hides or ends a text stands in a name'],
  },
  {
    threat: 'slow, huge, deep or packed requests',
    answer: 'limits of time, size and depth',
    shown: ['serve-limits.test.ts', 'JSON 100,000 deep'],
  },
  {
    threat: 'requests smuggled, addresses forged',
    answer: 'strictly read; only our own proxies are believed',
    shown: ['serve-limits.test.ts', 'a length and chunks at once'],
  },
  {
    threat: 'the clock set back or forward',
    answer: 'the ledger’s time never goes back, order is by seq',
    shown: ['gate/ids.test.ts', 'the clock goes back'],
  },
  {
    threat: 'power lost, disk full',
    answer: 'synchronous commits, 503 and the same id again',
    shown: ['disk.test.ts', 'a service whose disk is full refuses'],
  },
  {
    threat: 'the process ended in the middle',
    answer: 'one commit, nothing half-written',
    shown: ['drills/kill.test.ts', 'what was acknowledged is there once'],
  },
  {
    threat: 'a bit turned in a stored leaf',
    answer: 'every row is held against its leaf and the tree',
    shown: ['store/verify.test.ts', 'a changed %s.%s is named'],
  },
  {
    threat: 'names in logs, addresses, errors, backups',
    answer: 'a vault, a redactor, sealed archives',
    shown: ['drills/canary.test.ts', 'no file has any of them'],
  },
  {
    threat: 'what was erased is still there',
    answer: 'the key is destroyed and its file rewritten',
    shown: ['drills/canary.test.ts', 'of those erased no byte of a key is in any file'],
  },
  {
    threat: 'people told from public hashes',
    answer: 'salted leaves; entries are not public',
    shown: ['ledger/leaf.test.ts', 'one posting is opened without the other'],
  },
  {
    threat: 'staff looking at whom they need not',
    answer: 'masked; a whole look has a reason and is told to the person',
    shown: [
      'bank/privacy.test.ts',
      'is for staff of the place, with a reason, and the person can read of it',
    ],
  },
  {
    threat: 'a library turned bad',
    answer: 'exact versions, hashes in the lock file, no install scripts of strangers',
    shown: ['static.test.ts', 'what it is made of is named exactly, and its bytes by their hash'],
  },
  {
    threat: 'our server made to ask addresses within',
    answer: 'one address from a setting, no redirects, no private ones',
    shown: ['outside/messages.test.ts', 'no redirect is followed'],
  },
  {
    threat: 'acknowledged entries lost when PostgreSQL fails over',
    answer: 'the head refuses an older database; a synchronous standby is the operator’s',
    shown: ['postgres.test.ts', 'it writes in the role that can only append'],
  },
  {
    threat: 'an elder’s card photographed',
    answer: 'void at once when made anew; one proof at completion',
    shown: ['bank/cards.test.ts', 'is made anew in one step, and the old one is void at once'],
  },
  {
    threat: 'an elder pressed or fooled',
    answer: 'who acts is shown on every page, both are told, a month’s limit',
    shown: ['bank/proxies.test.ts', 'spends no more a month than was let'],
  },
  {
    threat: 'the audit switched off or overwritten',
    answer: 'a journal of its own with its own head, and no switch',
    shown: ['bank/audit.test.ts', 'the audit journal has a head of its own'],
  },
  {
    threat: 'two services on one database',
    answer: 'the place in the line is the lock',
    shown: ['contract/turn.test.ts', 'drafts of many workers are one line, and limits hold'],
  },
  {
    threat: 'secrets told by how long an answer takes',
    answer: 'digests of equal length are compared in constant time',
    shown: ['gate/password.test.ts', 'one hash of the same recipe'],
  },
]
