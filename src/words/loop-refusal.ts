/** Sentences for what is refused on the way from a wish to a signed hour: counts that are full, orders, what a workflow does not allow. */
import type { Language } from './language.ts'
import type { Sentences } from './refusal.ts'
import { monthDayText } from './reading.ts'
import { hoursIn, whoText } from './speaker.ts'

/** What a count is of, by the first word of its name. */
const kindOf = (what: string) => what.slice(0, what.indexOf('/'))

export const LOOP: Pick<
  Sentences,
  | 'tally-over'
  | 'tally-under'
  | 'unknown-order'
  | 'notice-first'
  | 'unknown-undo'
  | 'undo-state'
  | 'objection-late'
  | 'evidence-missing'
  | 'move-not-now'
  | 'move-needs'
  | 'already-taken'
  | 'not-wanted'
  | 'not-cleared'
  | 'first-visit-alone'
  | 'workflow-unsound'
> = {
  'tally-over': (no, _to, zh) => {
    switch (kindOf(no.what)) {
      case 'places':
        return zh
          ? `名额已满（${no.most} 人）。可以登记候补，有人取消时依次递补。`
          : `All ${no.most} places are taken. You can go on the waiting list.`
      case 'pairs':
        return zh
          ? `${monthDayText(no.day, 'zh')}已签到 ${no.stands} 次，同一天最多 ${no.most} 次。`
          : `${monthDayText(no.day, 'en')}: signed in ${no.stands} times already; ${no.most} is the most in a day.`
      case 'queue':
        return zh
          ? `候补名单也满了（${no.most} 人）。请看看其他活动，谢谢您的热心。`
          : `The waiting list is full too (${no.most}). Please have a look at the other activities; thank you.`
      case 'claims':
        return zh
          ? `还有 ${no.stands} 次申报在等答复，最多 ${no.most} 次。请等答复后再报。`
          : `${no.stands} claims wait for an answer, and ${no.most} is the most. Please wait for those first.`
      case 'present':
        return zh
          ? '在别的活动签到后还没有签退。请先签退，再在这里签到。'
          : 'Still signed in at another activity. Please sign out there first.'
      case 'granted':
        return zh
          ? `这个公益时间池的预算是 ${no.most / 60} 小时，已发 ${no.stands / 60} 小时，再发 ${no.adds / 60} 小时就超了。请减少，或调整预算。`
          : `The pool’s budget is ${no.most / 60} hours; ${no.stands / 60} are granted and ${no.adds / 60} more would go above it. Please grant less, or change the budget.`
      case 'slot':
        return zh
          ? `${monthDayText(no.what.slice(-10), 'zh')}的名额已约满（${no.most} 个）。请换一天。`
          : `All ${no.most} places of ${monthDayText(no.what.slice(-10), 'en')} are taken. Please choose another day.`
      default:
        return zh
          ? `已有 ${no.stands}，再加 ${no.adds} 超过上限 ${no.most}。`
          : `${no.stands} stand, ${no.adds} more would go above ${no.most}.`
    }
  },
  'tally-under': (no, _to, zh) =>
    zh
      ? `只剩 ${no.stands} 份，不够 ${no.takes} 份。请减少数量，或等补货后再来。`
      : `Only ${no.stands} left, ${no.takes} asked for. Please take fewer, or come again when there is more.`,
  'notice-first': (no, to, zh) =>
    zh
      ? `其中 ${hoursIn(to, no.short)} 已经用掉，不能直接更正。请先发更正通知：写明原因、附上凭据，本人可以申诉，期满再更正。`
      : `${hoursIn(to, no.short)} of it were spent meanwhile, so it cannot be undone at once. Please send a notice first, with the reason and what shows it; the person may object, and it is undone when the time is over.`,
  'unknown-undo': (no, _to, zh) =>
    zh ? `没有找到更正通知 ${no.undo}。` : `There is no notice of an undoing ${no.undo}.`,
  'undo-state': (no, _to, zh) => {
    const [zhState, enState] = UNDO_STATES[no.state] ?? [no.state, no.state]
    return zh
      ? `这份更正通知现在是“${zhState}”，不能办这一步。`
      : `This notice is “${enState}” now; that cannot be done with it.`
  },
  'objection-late': (no, _to, zh) =>
    zh
      ? `申诉期已在${monthDayText(no.until, 'zh')}结束。有新的凭据请交给站点，由街道处理。`
      : `The time to object ended on ${monthDayText(no.until, 'en')}. With new evidence please go to the station.`,
  'evidence-missing': (_no, _to, zh) =>
    zh
      ? '请附上凭据（照片或扫描件），本人要能看到凭什么更正。'
      : 'Please attach what shows it (a photo or a scan); the person must be able to see why.',
  'unknown-order': (no, _to, zh) =>
    zh ? `没有找到工单 ${no.order}。` : `There is no service order ${no.order}.`,
  'move-not-now': (no, _to, zh) =>
    zh
      ? `工单现在是“${no.state.zh}”，不能“${no.move.zh}”。${no.may.length === 0 ? '这张工单已经结束。' : `可以办的是：${no.may.map((one) => one.zh).join('、')}。`}`
      : `The order is “${no.state.en}” now and cannot be moved by “${no.move.en}”.${no.may.length === 0 ? ' It is over.' : ` What can be done: ${no.may.map((one) => one.en).join(', ')}.`}`,
  'move-needs': (no, _to, zh) => {
    const named = NEEDS[no.needs]
    return zh ? `办这一步还要填写${named[0]}。` : `This step needs ${named[1]}.`
  },
  'already-taken': (_no, _to, zh) =>
    zh
      ? '已经有人认领了。请看看别的，谢谢您的热心。'
      : 'Somebody has taken it already. Please have a look at the others; thank you.',
  'not-wanted': (no, to, zh) =>
    zh
      ? `服务对象说过不再安排${whoText(to, no.member)}，请另派一位。`
      : `The person has asked not to be sent ${whoText(to, no.member)} again. Please send somebody else.`,
  'not-cleared': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}还没有上门服务资格，或已到期。请先培训、审核并登记，或另派一位。`
      : `${whoText(to, no.member)} is not cleared for visits, or not any more. Please train and clear them first, or send somebody else.`,
  'first-visit-alone': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}第一次去这一家，须两人同去。请站点安排一位同去的志愿者。`
      : `${whoText(to, no.member)} has not been to this home. The first visit is made by two; please ask the station for somebody to go along.`,
  'workflow-unsound': (no, _to, zh) =>
    zh
      ? `流程文件“${no.workflow}”不能用：${UNSOUND[no.why][0]}（${no.name}）。`
      : `The workflow “${no.workflow}” cannot be used: ${UNSOUND[no.why][1]} (${no.name}).`,
}

const UNDO_STATES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  told: ['已通知，等另一位同意', 'told, waiting for a second person'],
  agreed: ['已通知，申诉期内', 'told, open to objection'],
  appealed: ['申诉中', 'objected to'],
  upheld: ['申诉未成立', 'the objection did not hold'],
  carried: ['已更正', 'undone'],
  dropped: ['已撤销', 'dropped'],
}

export function undoStateText(state: string, language: Language): string {
  return UNDO_STATES[state]?.[language === 'zh' ? 0 : 1] ?? state
}

const NEEDS = {
  reason: ['原因', 'the reason'],
  claimant: ['由谁来做（志愿者、队伍或单位）', 'who will do it'],
  place: ['派到哪个站点或区域', 'the station or area it goes to'],
  day: ['日期', 'the day'],
  outcome: ['办理结果', 'what came of it'],
  confirmation: ['本人的确认方式', 'how the person confirmed it'],
  approval: ['批准人（须由另一位同意）', 'somebody else’s approval'],
  rating: ['满意度', 'how satisfied they are'],
  number: ['对方系统的编号', 'the other system’s number'],
  contract: ['服务合同的合同号', 'the number of the contract'],
  hours: ['实际服务的时数', 'the hours really served'],
} as const

const UNSOUND = {
  'no-state': ['有的步骤指向不存在的状态', 'a move leads to a state that is not there'],
  unreachable: ['有的状态走不到', 'a state cannot be reached'],
  'no-way-out': ['有的状态走不到结束', 'from a state there is no way to an end'],
  'no-such-act': ['没有这种权限', 'there is no such act'],
  'bad-deadline': ['时限写得不对', 'a deadline is not readable'],
  'bad-rate': ['办结率的口径引用了不存在的状态', 'a rate names a state that is not there'],
  'bad-fallback': ['兜底的状态、时间或去向写得不对', 'its fallback is of no use'],
  unreadable: ['文件内容读不出', 'it cannot be read'],
} as const
