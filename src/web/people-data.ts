/** The pages about people's data: looked at whole, who looked, one's own, erased. */
import type { Hono } from 'hono'
import { erasePages } from './erase.tsx'
import { looksPages } from './looks.tsx'
import { ownRecordPages } from './own-record.tsx'
import { passbookPages } from './passbook.tsx'
import { unmaskPages } from './unmask.tsx'
import type { Web, WebEnv } from './view.ts'

export function peopleDataPages(app: Hono<WebEnv>, web: Web): void {
  unmaskPages(app, web)
  erasePages(app, web)
  looksPages(app, web)
  passbookPages(app, web)
  ownRecordPages(app, web)
}
