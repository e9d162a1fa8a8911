/** What is said of backups: why one cannot be taken, or a row not be put back, and what was done. */
import type { Language } from './language.ts'

/** An expected no of `backup`, `restore`, `drill` or `repair`, with its facts. Nothing was changed. */
export type BackupNo =
  | { readonly code: 'no-recipient' }
  | { readonly code: 'recipient-unreadable'; readonly given: string }
  | { readonly code: 'identity-unreadable'; readonly file: string }
  | { readonly code: 'key-unreadable'; readonly file: string }
  | { readonly code: 'on-postgres'; readonly command: string }
  | { readonly code: 'head-in-set'; readonly path: string }
  | { readonly code: 'file-gone'; readonly path: string }
  // Of an archive.
  | { readonly code: 'no-archive'; readonly file: string }
  | { readonly code: 'not-an-archive'; readonly file: string }
  | { readonly code: 'wrong-identity'; readonly file: string }
  | { readonly code: 'damaged'; readonly file: string }
  | { readonly code: 'unsigned'; readonly file: string }
  | { readonly code: 'wrong-signature'; readonly file: string }
  | { readonly code: 'wrong-key'; readonly file: string }
  | {
      readonly code: 'wrong-origin'
      readonly file: string
      readonly origin: string
      readonly wanted: string
    }
  | { readonly code: 'part-differs'; readonly file: string; readonly part: string }
  | { readonly code: 'part-missing'; readonly file: string; readonly part: string }
  | { readonly code: 'part-extra'; readonly file: string; readonly part: string }
  | { readonly code: 'same-set'; readonly file: string; readonly set: string }
  | { readonly code: 'wrong-set'; readonly file: string; readonly set: string }
  | { readonly code: 'folder-taken'; readonly folder: string }
  // Of a row.
  | { readonly code: 'table-unknown'; readonly table: string }
  | { readonly code: 'row-key-unreadable'; readonly given: string; readonly like: string }
  | { readonly code: 'row-sound'; readonly table: string; readonly key: string }
  | { readonly code: 'row-not-in-backup'; readonly table: string; readonly key: string }
  | { readonly code: 'row-same'; readonly table: string; readonly key: string }
  | { readonly code: 'row-unfit'; readonly table: string; readonly key: string }
  | { readonly code: 'row-still-wrong'; readonly table: string; readonly key: string }

/** Thrown by the doors: a no is told in a line, and ends the command. */
export class BackupRefused extends Error {
  override name = 'BackupRefused'
  readonly no: BackupNo
  constructor(no: BackupNo, cause?: unknown) {
    super(backupSentence(no, 'en'), { cause })
    this.no = no
  }
}

/** One line. */
export function backupSentence(no: BackupNo, language: Language): string {
  const [zh, en] = 'file' in no ? ofArchive(no) : 'table' in no ? ofRow(no) : ofOrder(no)
  return language === 'zh' ? zh : en
}

type Both = readonly [zh: string, en: string]
type OfArchive = Extract<BackupNo, { readonly file: string }>
type OfRow = Extract<BackupNo, { readonly table: string }>

function ofOrder(no: Exclude<BackupNo, OfArchive | OfRow>): Both {
  switch (no.code) {
    case 'no-recipient':
      return [
        '没有说备份给谁打开：请用 --recipient age1…（可以写多个）。',
        'Nobody is named who can open the backup: say --recipient age1… (more than one may be given).',
      ]
    case 'recipient-unreadable':
      return [
        `${no.given} 不是 age 的公钥，应当像 age1…。`,
        `${no.given} is no recipient of age; one is like age1….`,
      ]
    case 'on-postgres':
      return [
        `账本在 PostgreSQL 上，kapok ${no.command} 只管文件：请用 pg_basebackup 和 WAL 归档（scripts/OPERATOR.md，PostgreSQL）。`,
        `The books are on PostgreSQL, and kapok ${no.command} is for files: use pg_basebackup and a WAL archive (scripts/OPERATOR.md, PostgreSQL).`,
      ]
    case 'head-in-set':
      return [
        `${no.path} 是签名头，签名头绝不进备份。请把 KAPOK_HEADS 放到别处。`,
        `${no.path} is the signed head, which is never in a backup. Keep KAPOK_HEADS elsewhere.`,
      ]
    case 'file-gone':
      return [
        `没有 ${no.path}，备份不完整，没有写出。`,
        `There is no ${no.path}: the backup would not be whole, and was not written.`,
      ]
    case 'folder-taken':
      return [
        `${no.folder} 里已有东西，恢复只写进空文件夹。没有改动任何文件。`,
        `${no.folder} is not empty; a restore only fills an empty folder. Nothing was changed.`,
      ]
    case 'row-key-unreadable':
      return [
        `行的键读不懂：${no.given}。请照 verify 说的写，像 "${no.like}"。`,
        `${no.given} is no key of a row. Write it as verify says it, like "${no.like}".`,
      ]
  }
}

function ofArchive(no: OfArchive): Both {
  const { file } = no
  switch (no.code) {
    case 'identity-unreadable':
      return [
        `${file} 里没有 age 私钥，应当有一行 AGE-SECRET-KEY-1…。`,
        `${file} holds no identity of age; one is a line like AGE-SECRET-KEY-1….`,
      ]
    case 'key-unreadable':
      return [`${file} 里没有可用的日志公钥。`, `${file} holds no verifier key that can be used.`]
    case 'no-archive':
      return [`没有 ${file} 这个文件。`, `There is no file ${file}.`]
    case 'not-an-archive':
      return [
        `${file} 不是备份：开头不是 age 文件。`,
        `${file} is no backup: it does not begin as a file of age.`,
      ]
    case 'wrong-identity':
      return [`给的私钥打不开 ${file}。`, `None of the identities opens ${file}.`]
    case 'damaged':
      return [
        `${file} 已损坏或不完整：其中有一段不是原来写下的。`,
        `${file} is damaged or cut short: a part of it is not what was written.`,
      ]
    case 'unsigned':
      return [`${file} 没有签名的清单。`, `${file} has no signed manifest.`]
    case 'wrong-signature':
      return [
        `${file} 的清单签名不对。`,
        `The signature under the manifest of ${file} does not hold.`,
      ]
    case 'wrong-key':
      return [
        `${file} 不是用给出的日志公钥签名的。`,
        `${file} was not signed by the log whose key was given.`,
      ]
    case 'wrong-origin':
      return [
        `${file} 是 ${no.origin} 的备份，不是 ${no.wanted} 的。`,
        `${file} is a backup of ${no.origin}, not of ${no.wanted}.`,
      ]
    case 'same-set':
    case 'wrong-set':
      return ofSet(no)
    default:
      return ofPart(no)
  }
}

function ofPart({ code, file, part }: Extract<OfArchive, { readonly part: string }>): Both {
  switch (code) {
    case 'part-differs':
      return [
        `${file} 里的 ${part} 与清单不符。`,
        `${part} in ${file} is not what its manifest lists.`,
      ]
    case 'part-missing':
      return [`${file} 里缺 ${part}。`, `${part} is missing from ${file}.`]
    case 'part-extra':
      return [
        `${file} 里的 ${part} 不在清单上。`,
        `${part} in ${file} is not listed in its manifest.`,
      ]
  }
}

function ofSet({ code, file, set }: Extract<OfArchive, { readonly set: string }>): Both {
  return code === 'same-set'
    ? [
        `两个文件都是${setName(set, 'zh')}，${file} 是多出来的。`,
        `Both files are ${setName(set, 'en')}; ${file} is one too many.`,
      ]
    : [
        `${file} 是${setName(set, 'zh')}，这里要的是另一种。`,
        `${file} is ${setName(set, 'en')}; the other kind is needed here.`,
      ]
}

function ofRow(no: OfRow): Both {
  const { table } = no
  const row = 'key' in no ? `table=${table} ${no.key}` : ''
  switch (no.code) {
    case 'table-unknown':
      return [
        `没有 ${table} 这张表，或者它的行不能从备份放回。`,
        `There is no table ${table} whose rows can be put back.`,
      ]
    case 'row-sound':
      return [
        `核验没有指出 ${row}，不需要修复。`,
        `verify has nothing against ${row}; there is nothing to put right.`,
      ]
    case 'row-not-in-backup':
      return [`备份里没有 ${row}。`, `The backup has no ${row}.`]
    case 'row-same':
      return [
        `备份里的 ${row} 和现在的一样。`,
        `${row} is the same in the backup as it stands here.`,
      ]
    case 'row-unfit':
      return [
        `备份里的 ${row} 与叶子不符，没有放回。`,
        `${row} in the backup does not fit its leaf; nothing was put back.`,
      ]
    case 'row-still-wrong':
      return [
        `放回备份里的 ${row} 以后核验仍指出它，所以没有放回。`,
        `With ${row} from the backup, verify would still name it; nothing was put back.`,
      ]
  }
}

export function setName(set: string, language: Language): string {
  if (set === 'keys') return language === 'zh' ? '密钥备份' : 'a backup of the keys'
  return language === 'zh' ? '账本备份' : 'a backup of the books'
}

/** What a command has done, for a terminal. */
export const backupSaid = {
  made: (set: string, path: string, size: number, root: string, mib: string) =>
    `${setName(set, 'zh')} ${path}（${mib} MiB）：${size} 条，根 ${root.slice(0, 16)}…`,
  key: (key: string) => `日志公钥 ${key}  请与私钥一起保存，恢复时用 --key 核对`,
  restored: (folder: string, sets: readonly string[], created: string) =>
    `已恢复到 ${folder}：${sets.map((set) => setName(set, 'zh')).join('、')}，备份时间 ${created}`,
  ownKey: '核对签名用的公钥来自备份本身，请与公布的公钥比对（--key）',
  behind: '这份备份比签名头旧：可以查阅，不能签名。请先补齐缺的那一段（scripts/OPERATOR.md）。',
  noKeys: '没有恢复密钥：还要密钥备份才能开门办事',
  drilled: (ok: boolean, entries: number, live: number) =>
    ok
      ? `演练通过：备份 ${entries} 条，恢复后核验无误，与现有 ${live} 条的开头一致`
      : `演练没有通过：备份 ${entries} 条，现有 ${live} 条`,
  repaired: (done: boolean, row: string, left: number) =>
    `${done ? '已放回' : '可以放回'} ${row}；${left === 0 ? '核验无误' : `核验还有 ${left} 处不符`}`,
  swept: (count: number) => `清走没有凭证提到的文件 ${count} 份`,
  destroyed: (hash: string, seq: number) => `已销毁 ${hash}，流水号 ${seq}`,
  evidenceMissing: (hash: string) => `没有 ${hash} 这份凭据文件`,
  evidenceChanged: (hash: string) => `${hash} 这份凭据文件已不是原来的，没有写出`,
} as const

/** Steps of a drill, in their order. */
export const DRILL_STEPS = ['backup', 'keys', 'restore', 'integrity', 'verify', 'compare'] as const
export type DrillStep = (typeof DRILL_STEPS)[number]

const STEPS: Readonly<Record<DrillStep, Both>> = {
  backup: ['备份', 'backup'],
  keys: ['密钥备份', 'backup of the keys'],
  restore: ['恢复', 'restore'],
  integrity: ['文件检查', 'integrity check'],
  verify: ['核验', 'verify'],
  compare: ['对照', 'compare'],
}

export function stepName(step: DrillStep, language: Language): string {
  return STEPS[step][language === 'zh' ? 0 : 1]
}
