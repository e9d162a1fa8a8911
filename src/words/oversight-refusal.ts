/** Sentences for what is refused of settlements among stations. */
import type { Sentences } from './refusal.ts'

export const OVERSIGHT: Pick<Sentences, 'netting-done' | 'netting-even'> = {
  'netting-done': (no, _to, zh) =>
    zh
      ? `${no.month} 的站点往来已经清算过（见 ${no.by} 的清算单），不能再清算一次。`
      : `${no.month} is settled already, in the settlement of ${no.by}. It is settled once.`,
  'netting-even': (no, _to, zh) =>
    zh
      ? `到 ${no.month} 月底，站点之间没有要清算的时数。`
      : `Up to the end of ${no.month} the stations owe each other nothing.`,
}
