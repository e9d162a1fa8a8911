/** Sentences for what is refused about people's data: looking at it whole, keeping a child's, erasing it. */
import { hoursText } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { whoText } from './speaker.ts'

export const PRIVACY: Pick<
  Sentences,
  | 'needs-second-person'
  | 'too-many-looks'
  | 'guardian-consent-missing'
  | 'hours-left'
  | 'bookings-open'
> = {
  'needs-second-person': (_no, _to, zh) =>
    zh
      ? '这位是未满 14 周岁的儿童，查看完整资料须另一位工作人员先同意。请提交复核，同意后再看。'
      : 'This is a child under 14. A second member of staff must agree before the whole record is shown; please ask for a review.',
  'too-many-looks': (no, _to, zh) =>
    zh
      ? `一小时内已查看 ${no.most} 次完整资料，请稍后再看。确有需要的，请站点负责人协助。`
      : `You have looked at ${no.most} whole records within the hour. Please go on later, or ask the head of the station.`,
  'guardian-consent-missing': (no, _to, zh) =>
    zh
      ? `未满 ${no.under} 周岁的，须先登记监护人的书面同意：监护人姓名、关系、日期和同意书照片。`
      : `For somebody under ${no.under} the written consent of a guardian comes first: the guardian's name, relation, the day, and a photo of the paper.`,
  'hours-left': (no, to, zh) => {
    const has = hoursText(no.available, to.language)
    const owes = hoursText(no.shortfall, to.language)
    if (zh) {
      const said = no.shortfall > 0 ? `还有 ${has}，另有待追回 ${owes}` : `还有 ${has}`
      return `${whoText(to, no.member)}${said}。请先用完，或在下面选好：捐给公益时间池，或留在账上不再使用。`
    }
    const said = no.shortfall > 0 ? `${has} left and ${owes} to be made up` : `${has} left`
    return `${whoText(to, no.member)} has ${said}. Please use them first, or choose below: donate them to a pool, or leave them unused.`
  },
  'bookings-open': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}还有 ${no.count} 个预约没有办结，请先确认完成或取消。`
      : `${whoText(to, no.member)} has ${no.count} open bookings. Please complete or cancel them first.`,
}
