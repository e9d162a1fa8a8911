/** Tuesday 24 November 2026, ten in the morning in Guangzhou. */
export const TEN = Date.parse('2026-11-24T10:00:00+08:00')
export const TODAY = '2026-11-24'
