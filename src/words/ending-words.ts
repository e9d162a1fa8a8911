/** Words of the case after a death, or when somebody can no longer decide; said with care. */
import type { Language } from './language.ts'

const zh = {
  title: '身后与失能办理',
  hint: '凭证明材料登记，核实后由另一位同意，再按本人生前的嘱托办理。办结以前不动本人的时间；登记错了可以撤回。',
  will: '我的时间嘱托',
  willHint: '万一哪天我不能自己决定了，账上的时间怎么办。随时可以改，以最后一次为准。',
  willNone: '还没有嘱托。没有嘱托的，时间留在账上，不再使用。',
  what: '怎么办',
  pool: '捐给哪个时间池',
  heir: '留给哪位亲属（编号）',
  checked: '本人当面说的，已核对',
  save: '保存嘱托',
  saved: '嘱托已保存',
  day: (day: string) => `${day} 说的`,
  kind: '情况',
  evidence: '证明材料（照片或扫描件）',
  evidenceHint: '只记下材料的校验值，材料由站点保管',
  evidenceMissing: '请选证明材料的文件',
  relative: '来办的亲属（编号）',
  report: '登记',
  state: '办到哪一步',
  record: '给近亲属的记录（带签名）',
  recordHint:
    '本人去世的，近亲属可以查阅、复制记录（个人信息保护法第四十九条）。请先核对亲属身份。',
  did: '时间',
  open: '身后与失能办理',
  ended: (day: string) => `账户已于 ${day} 办结`,
}

const en: typeof zh = {
  title: 'After a death, or when somebody can no longer decide',
  hint: 'Reported on a paper, checked, agreed by a second person, and carried out as the person had said. Until then their hours are not touched; a mistake is taken back.',
  will: 'What becomes of my hours',
  willHint:
    'Should there be a day when I cannot decide myself. It can be changed at any time; the last one counts.',
  willNone: 'Nothing has been said yet: the hours would stay where they are, unused.',
  what: 'What becomes of them',
  pool: 'Which pool',
  heir: 'Which relative (number)',
  checked: 'The person said so to me face to face',
  save: 'Keep it',
  saved: 'Kept',
  day: (day) => `said on ${day}`,
  kind: 'What has happened',
  evidence: 'The paper (photo or scan)',
  evidenceHint: 'Only its checksum is kept here; the paper stays at the station',
  evidenceMissing: 'Please choose the file of the paper',
  relative: 'Relative who came (number)',
  report: 'Report',
  state: 'Where it is',
  record: 'Record for a near relative, signed',
  recordHint:
    'Near relatives of somebody who has died may read and copy the record (PIPL 49). Please check who they are first.',
  did: 'Hours',
  open: 'After a death or incapacity',
  ended: (day) => `The account was ended on ${day}`,
}

export const ending = { zh, en }

type Named = Readonly<Record<Language, string>>

const NAMES: Readonly<Record<string, Named>> = {
  donate: { zh: '捐进公益时间池', en: 'Donate to a pool' },
  inherit: { zh: '留给亲属', en: 'To a relative' },
  leave: { zh: '留在账上，不再使用', en: 'Leave them unused' },
  death: { zh: '本人去世', en: 'The person has died' },
  incapacity: { zh: '本人不能自己决定', en: 'The person can no longer decide' },
  reported: { zh: '已登记，待核实', en: 'reported, to be checked' },
  checked: { zh: '已核实，待另一位同意', en: 'checked, to be agreed by another' },
  approved: { zh: '已同意，待办理', en: 'agreed, to be carried out' },
  carried: { zh: '已办结', en: 'carried out' },
  withdrawn: { zh: '已撤回', en: 'taken back' },
  report: { zh: '登记', en: 'report' },
  check: { zh: '已核实', en: 'checked' },
  approve: { zh: '同意', en: 'agree' },
  carry: { zh: '按嘱托办理', en: 'carry it out' },
  withdraw: { zh: '撤回登记', en: 'take it back' },
  record: { zh: '查阅记录', en: 'read the record' },
}

/** A state, a move, a kind or an instruction, as it is said. */
export function endingName(code: string, language: Language): string {
  return NAMES[code]?.[language] ?? code
}
