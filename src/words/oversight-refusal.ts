/** Sentences for what is refused of settlements among stations and of months. */
import { dayText, hoursText } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { whoText } from './speaker.ts'

export const OVERSIGHT: Pick<
  Sentences,
  'netting-done' | 'netting-even' | 'month-open' | 'doubled-hours'
> = {
  'netting-done': (no, _to, zh) =>
    zh
      ? `${no.month} 的站点往来已经清算过（见 ${no.by} 的清算单），不能再清算一次。`
      : `${no.month} is settled already, in the settlement of ${no.by}. It is settled once.`,
  'doubled-hours': (no, to, zh) => {
    const [who, day] = [whoText(to, no.member), dayText(no.servedOn, to.language)]
    const hours = hoursText(no.minutes, to.language)
    return zh
      ? `${who}${day}已经记过 ${hours}，看来是同一次服务，不再记。确是另一次的，请在表里补上签到和签退时间。`
      : `${who} has ${hours} recorded on ${day} already; it seems to be the same service. If it is another, please add the times of signing in and out to the sheet.`
  },
  'month-open': (no, _to, zh) =>
    zh
      ? `${no.month} 还有 ${no.stations.length} 个站点没有签字，见下面的名单。站点都签字以后再签。`
      : `In ${no.month} ${no.stations.length} stations have not signed yet; they are listed below. Please sign once they have.`,
  'netting-even': (no, _to, zh) =>
    zh
      ? `到 ${no.month} 月底，站点之间没有要清算的时数。`
      : `Up to the end of ${no.month} the stations owe each other nothing.`,
}
