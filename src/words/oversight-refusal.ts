/** Sentences for what is refused of settlements among stations and of months. */
import type { Sentences } from './refusal.ts'

export const OVERSIGHT: Pick<Sentences, 'netting-done' | 'netting-even' | 'month-open'> = {
  'netting-done': (no, _to, zh) =>
    zh
      ? `${no.month} 的站点往来已经清算过（见 ${no.by} 的清算单），不能再清算一次。`
      : `${no.month} is settled already, in the settlement of ${no.by}. It is settled once.`,
  'month-open': (no, _to, zh) =>
    zh
      ? `${no.month} 还有 ${no.stations.length} 个站点没有签字，见下面的名单。站点都签字以后再签。`
      : `In ${no.month} ${no.stations.length} stations have not signed yet; they are listed below. Please sign once they have.`,
  'netting-even': (no, _to, zh) =>
    zh
      ? `到 ${no.month} 月底，站点之间没有要清算的时数。`
      : `Up to the end of ${no.month} the stations owe each other nothing.`,
}
