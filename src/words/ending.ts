/** Sentences for what is refused after a death, or when somebody can no longer decide. */
import { endingName } from './ending-words.ts'
import { dayText } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { whoText } from './speaker.ts'

export const ENDING: Pick<
  Sentences,
  'member-ended' | 'inherit-off' | 'unknown-ending' | 'ending-state'
> = {
  'member-ended': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}的账户已于 ${dayText(no.day, 'zh')} 办结，不能再记时数或兑换。`
      : `The account of ${whoText(to, no.member)} was ended on ${dayText(no.day, 'en')}; nothing is recorded or redeemed for it any more.`,
  'inherit-off': (_no, _to, zh) =>
    zh
      ? '本市的时间不能留给亲属。可以捐进公益时间池，或留在账上。'
      : 'In this city hours cannot be left to a relative. They can be donated to a pool, or left.',
  'unknown-ending': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}没有登记过身后办理，请先凭证明登记。`
      : `Nothing is reported for ${whoText(to, no.member)}; please report it on a paper first.`,
  'ending-state': (no, to, zh) => {
    const [state, move] = [endingName(no.state, to.language), endingName(no.move, to.language)]
    return zh
      ? `现在是“${state}”，不能“${move}”。请按登记、核实、同意、办理的顺序来。`
      : `It is “${state}” now and cannot be moved by “${move}”. It goes from reported to checked, agreed and carried out.`
  },
}
