/**
 * How much a test does: short on every change, long at night
 * (KAPOK_LONG=1). A claim that rests on luck belongs in here, so that one
 * place says how often it was tried.
 */
const long = (process.env['KAPOK_LONG'] ?? '') !== ''

const either = (short: number, longer: number) => (long ? longer : short)

export const counts = {
  /** Places between one's own and nowhere at which each question of the table of who may do what is asked. */
  whoMayPlaces: either(1, 4),
  /** Credits asked for at once from two writers on one database. */
  simultaneousAppends: either(500, 5_000),
  /** Credits or bookings at once that meet one limit. */
  simultaneousAtLimit: either(64, 512),
  /** Redemptions at once that meet one stock, one day's places, one voucher. */
  atOnce: either(20, 200),
  /** Random histories of holds, vouchers and gifts that a naive model goes through beside the bank. */
  redemptions: either(40, 3_000),
  /** Entries asked for while connections to PostgreSQL are being cut. */
  appendsWhileBroken: either(60, 600),
  /** Entries the contract's tree grows past: two tiles and a rest. */
  treeSize: either(600, 70_000),
  /** Random histories that the bank and a naive model of it go through. */
  histories: either(30, 1_000),
  /** Random histories of orders, holds and closes. */
  loopHistories: either(40, 3_000),
  /** Commands in the longest of them. */
  historyLength: either(40, 120),
  /** Makers and checkers, each pair in one way of being wrong. */
  makerCheckerCases: either(600, 3_300),
  /** Sums asked for in parts, at once and from two servers. */
  splittings: either(25, 500),
  /** Members and days of the demo whose books hledger reckons again. */
  demoMembers: either(60, 2_000),
  demoDays: either(5, 90),
  /** Members and days of the simulated month that is counted again from its export. */
  monthMembers: either(900, 4_000),
  monthDays: either(10, 30),
  /** Rows of a table of which each column is changed once. */
  rowsChanged: either(5, 50),
  /** Guesses at a code of six digits, each from a sign-in of its own. */
  guesses: either(60, 2_000),
  /** Requests of whatever shape, to every route and page. */
  fuzzed: either(4_000, 200_000),
  /** Texts of the corpus of scripts that a real browser is shown, in each place. */
  scriptsShown: either(300, 3_000),
  /** Entries of the house that is backed up, restored and laid beside itself. */
  backedUp: either(3_000, 300_000),
  /** Points at which it is backed up on the way, each restored and verified. */
  restorePoints: either(5, 20),
  /** Archives damaged, and archives cut short. */
  damagedArchives: either(10, 50),
  /** Times a backup is killed while its archive is written. */
  backupKills: either(2, 20),
  /** Times the service is killed while credits come in. */
  kills: either(3, 25),
  /** People by whose fields the vault is asked, in every scope and at three limits. */
  vaultQueries: either(6, 60),
  /** People erased, whose keys are then looked for in every byte. */
  erased: either(20, 100),
  /** People whose names, phones and numbers are looked for in everything the service writes. */
  canaries: either(60, 2_000),
  /** Guesses at a code of a message and at a PIN, all of them wrong but by luck. */
  memberGuesses: either(2_000, 20_000),
  /** Phones asked about, half of them known, whose answers are compared byte by byte. */
  phonesCompared: either(60, 5_000),
} as const
