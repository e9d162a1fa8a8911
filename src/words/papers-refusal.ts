/** Sentences for what is refused about papers: certificates, publicity, training and awards. */
import type { PaperTerm } from '../ledger/refusal.ts'
import { dayText } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { whoText } from './speaker.ts'

const TERMS: Readonly<Record<PaperTerm, readonly [zh: string, en: string]>> = {
  days: [
    '服务日期不对：开始日期须在结束日期之前，结束日期不晚于今天。',
    'The days of service are not right: the first comes before the last, and the last is not after today.',
  ],
  posted: [
    '张贴日期不对：须从今天或以后开始，并填写截止日期。',
    'The days of posting are not right: the first is today or later, and there is a last one.',
  ],
  'too-short': [
    '公示时间太短，请延长截止日期。',
    'The list hangs out too short. Please choose a later last day.',
  ],
  place: ['请选择张贴地点。', 'Please choose where the list hangs.'],
  empty: [
    '这段时间没有可列的记录，请核对日期。',
    'There is nothing to list in these days. Please check them.',
  ],
  'too-long': ['人数太多，请分成几份。', 'Too many for one list. Please make several.'],
  photo: [
    '请先上传张贴现场的照片（JPG、PNG 或 WebP）。',
    'Please add a photo of the list where it hangs first (JPG, PNG or WebP).',
  ],
  about: [
    '名单上没有这个人，请核对编号。',
    'Nobody of that number is on the list. Please check it.',
  ],
  outcome: [
    '请选择异议的处理结果，每条异议只答复一次。',
    'Please choose the outcome. An objection is answered once.',
  ],
  running: [
    '公示还没有到期，到期次日起可以结束。',
    'The list still hangs out. It can be ended from the day after its last.',
  ],
  'objection-open': [
    '还有异议没有答复，请先答复。',
    'An objection has not been answered yet. Please answer it first.',
  ],
  ended: ['已经结束，不能再改。', 'It has ended and cannot be changed any more.'],
  course: ['请从列表中选择培训内容。', 'Please choose the training from the list.'],
  length: ['学时不对，请填写大于 0 的时长。', 'The length is not right. Please enter one above 0.'],
  'days-range': [
    '起止日期不对：开始不晚于结束，最长一年。',
    'The days are not right: the first comes before the last, a year apart at most.',
  ],
  words: [
    '请写明哪里不对，最多 2000 字。',
    'Please say what is wrong, in at most 2000 characters.',
  ],
  'answer-words': [
    '请写明处理情况，最多 2000 字。',
    'Please say what was found, in at most 2000 characters.',
  ],
  number: ['页面已过期，请重新打开再填。', 'The page is too old. Please open it again.'],
  'not-hanging': [
    '这份名单不在公示期内，请直接联系站点。',
    'This list does not hang out now. Please speak to the station.',
  ],
  'many-objections': [
    '这份名单的异议已经很多，请直接联系站点。',
    'There are many objections to this list already. Please speak to the station.',
  ],
  'report-kind': ['请选择模板用于月报、季报还是年报。', 'Please choose which reports it is for.'],
  'template-names': [
    '模板里没有找到可填的名称，请先给单元格定义名称，如 hours。',
    'The template has no name that can be filled in. Please name a cell, as hours.',
  ],
  'template-from': [
    '这个月的报表已经定稿，不能再换模板。请填写还没有定稿的月份里的日期。',
    'The report of that month is final and keeps its template. Please enter a day of a month that is not final.',
  ],
  size: ['请选择小票的纸张。', 'Please choose the paper of the slips.'],
  award: [
    '请从列表中选择表彰名称和授予单位。',
    'Please choose the award and who gave it from the lists.',
  ],
}

export const PAPERS: Pick<Sentences, 'unknown-paper' | 'paper-terms' | 'publicity-needed'> = {
  'unknown-paper': (_no, _to, zh) =>
    zh ? '没有找到这份文件，请核对编号。' : 'There is no such paper. Please check its number.',
  'paper-terms': (no, _to, zh) => TERMS[no.what][zh ? 0 : 1],
  'publicity-needed': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}有 ${no.count} 次服务还没有公示期满（最早 ${dayText(no.day, 'zh')}）。请先公示，期满无异议后再开证明。`
      : `${whoText(to, no.member)}: ${no.count} services have not been publicised yet (the first on ${dayText(no.day, 'en')}). Please post a list first; the certificate follows when it has ended.`,
}
