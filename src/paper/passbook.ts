/** A page of a time passbook (时间手册): lines since the last that was printed, and a code to go on from there. */
import type { Language } from '../words/language.ts'
import { papers } from '../words/papers.ts'
import { passbook } from '../words/passbook.ts'
import { dayText, hoursText, timeText } from '../words/reading.ts'
import type { Print } from './print.ts'

export interface PassbookSaid {
  /** Masked. */
  readonly name: string
  readonly number: string
  readonly station: string
  readonly phone: string
  /** The seq the page before ended with; 0 for the first page. */
  readonly after: number
  /** Oldest first. */
  readonly lines: readonly {
    readonly seq: number
    readonly day: string
    readonly what: string
    readonly station: string
    readonly minutes: number
    readonly balance: number
  }[]
  readonly available: number
  readonly served: number
  /** Where the desk prints the page after this one. */
  readonly next: string
  readonly product: string
  readonly at: number
}

export function passbookPrint(said: PassbookSaid, language: Language): Print {
  const t = papers[language]
  const p = passbook[language]
  const hours = (minutes: number) => hoursText(minutes, language)
  const upTo = said.lines.at(-1)?.seq ?? said.after
  return {
    title: t.bookTitle,
    size: 'a4',
    language,
    at: said.at,
    foot: `${said.product} ${said.number}`,
    blocks: [
      {
        kind: 'facts',
        rows: [
          [t.name, `${said.name}　${said.number}`],
          [t.residence, `${said.station}　${said.phone}`],
          [t.bookPrinted, timeText(said.at, language)],
          [p.available, hours(said.available)],
          [p.served, hours(said.served)],
        ],
      },
      said.lines.length === 0
        ? { kind: 'text', text: t.bookNone }
        : {
            kind: 'table',
            head: [p.lineWhen, p.lineWhat, t.station, p.lineChange, p.lineBalance, t.seq],
            widths: [3, 4.5, 3, 2.6, 2.6, 1.6],
            rows: said.lines.map((line) => [
              ...[dayText(line.day, language), line.what, line.station],
              ...[hours(line.minutes), hours(line.balance), `${line.seq}`],
            ]),
            figures: [3, 4, 5],
          },
      { kind: 'code', address: said.next, caption: t.bookNext(upTo) },
    ],
  }
}
