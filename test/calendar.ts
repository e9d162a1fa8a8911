/** A room of a station as tests set it up: weekdays from nine to twelve and two to five, an hour each. */
import type { BookableOrder } from '../src/bank/calendar/bookable.ts'

export const ROOM: Omit<BookableOrder, 'id'> = {
  ...{ station: 'S001', code: 'room-3', kind: 'room', name: '三楼活动室', where: '站点三楼' },
  note: '',
  ...{ places: 1, people: 20, slot: 60, inRow: 2 },
  weekly: [1, 2, 3, 4, 5].flatMap((day) => [
    { day, from: 540, to: 720 },
    { day, from: 840, to: 1020 },
  ]),
  ...{ from: '2026-11-01', until: '2027-06-30' },
  ...{ ahead: 14, most: 3, bookBy: 120, cancelBy: 120, service: '-', open: true },
}
