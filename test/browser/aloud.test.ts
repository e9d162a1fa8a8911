/** The elders' pages read aloud, in a real browser whose voices are stood in for: what is said on each, in which voice; and how large, and how few, the choices are. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from './service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

interface Said {
  readonly lang: string
  readonly text: string
  readonly voice: string
}

/** Stands in for the voices of a device: keeps what is said, and says it at once. */
function voices(langs: readonly string[]): void {
  const said: Said[] = []
  const own = langs.map((lang) => ({ lang, name: lang }))
  class Utterance extends EventTarget {
    lang = ''
    rate = 1
    voice: { name: string } | undefined
    readonly text: string
    constructor(text: string) {
      super()
      this.text = text
    }
  }
  const speech = Object.assign(new EventTarget(), {
    getVoices: () => own,
    cancel: () => undefined,
    speak(one: Utterance) {
      said.push({ lang: one.lang, text: one.text, voice: one.voice?.name ?? '' })
      one.dispatchEvent(new Event('end'))
    },
  })
  Object.assign(window, { SpeechSynthesisUtterance: Utterance, said })
  Object.defineProperty(window, 'speechSynthesis', { value: speech })
}

async function elder(langs: readonly string[], size = { width: 360, height: 740 }): Promise<Page> {
  const page = await service.page({ viewport: size })
  await page.addInitScript(voices, langs)
  const { name, secret } = service.signIn('长者')
  await page.goto(`${service.base}/card?large=1`)
  await page.fill('input[name=card]', name)
  await page.fill('input[name=pin]', secret)
  await page.click('main form button:not([type=button])')
  await page.waitForURL(/\/elder/)
  return page
}

/** Presses the button and gives back what was said. */
async function heard(page: Page): Promise<readonly Said[]> {
  await page.click('button[data-aloud]')
  return page.evaluate(() => (window as unknown as { said: Said[] }).said.splice(0))
}

const textOf = (said: readonly Said[]) => said.map(({ text }) => text).join('\n')

/** A page's choices, and how high and how many they are. */
async function measured(page: Page, at: string): Promise<void> {
  const seen = await page.evaluate(() => {
    const high = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)]
        .filter((one) => !one.hidden && one.tabIndex >= 0)
        .map((one) => one.getBoundingClientRect().height)
    return {
      wide: document.documentElement.scrollWidth - window.innerWidth,
      buttons: high(
        '.aloud button, main button, main a.button, main input:not([type=hidden]):not([type=checkbox])',
      ),
      cards: document.querySelectorAll('main .cards > li').length,
      answers: document.querySelectorAll('main form button:not([type=button]):not([name])').length,
    }
  })
  expect(seen.wide, at).toBeLessThanOrEqual(0)
  expect(Math.min(...seen.buttons), at).toBeGreaterThanOrEqual(60)
  expect(seen.cards, at).toBeLessThanOrEqual(3)
  expect(seen.answers, at).toBeLessThanOrEqual(3)
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('the way to a booking is read page by page, in the voice that was chosen', async () => {
  const page = await elder(['en-US', 'zh-CN', 'zh-HK'])
  const mandarin = await heard(page)
  expect(new Set(mandarin.map(({ lang, voice }) => `${lang} ${voice}`))).toEqual(
    new Set(['zh-CN zh-CN']),
  )
  expect(textOf(mandarin)).toMatch(/您还有.+可以用/)
  expect(textOf(mandarin)).toContain('想约什么服务？')
  expect(textOf(mandarin)).toMatch(/第一个，.+，用.*(小时|分钟)/)
  expect(textOf(mandarin)).not.toMatch(/\d/)
  await measured(page, 'home')
  await shot(page, 'elder-home-zh')

  await page.click('.aloud button[value=yue]')
  const cantonese = await heard(page)
  expect(new Set(cantonese.map(({ lang, voice }) => `${lang} ${voice}`))).toEqual(
    new Set(['zh-HK zh-HK']),
  )
  expect(textOf(cantonese)).toMatch(/您仲有.+钟.*可以用/)
  expect(textOf(cantonese)).toContain('想约咩服务？')
  // Written as before, until it is asked for.
  expect(await page.textContent('main h2')).toBe('想约什么服务？')
  await page.click('.aloud button[value=yue-shown]')
  expect(await page.textContent('main h2')).toBe('想约咩服务？')
  expect(await page.getAttribute('main', 'lang')).toBe('zh-HK')
  await shot(page, 'elder-home-yue')

  await page.click('main .cards a.button')
  await page.waitForURL(/\/elder\/whom/)
  expect(textOf(await heard(page))).toContain('帮边个约？\n您可以拣：\n第一个，帮我自己')
  await measured(page, 'whom')
  await shot(page, 'elder-whom-yue')
  await page.click('main .cards a.button')
  await page.waitForURL(/\/elder\/day/)
  expect(textOf(await heard(page))).toContain('边日方便？')
  await measured(page, 'day')
  await page.click('main .cards a.button')
  await page.waitForURL(/\/elder\/confirm/)
  const asked = textOf(await heard(page))
  expect(asked).toMatch(
    /约.+，用.*钟，系咪？\n您可以拣：\n第一个，系，就约呢个\n第二个，唔系，重新拣过/,
  )
  await measured(page, 'confirm')
  await shot(page, 'elder-confirm-yue')

  await page.click('form[action="/elder/bookings"] button')
  await page.waitForURL(/\/elder\/bookings\//)
  const slip = textOf(await heard(page))
  expect(slip).toContain('约好咗')
  expect(slip).toMatch(/到访码：.，.，.，.\n/)
  await measured(page, 'slip')
  await page.click('a[href$="/cancel"]')
  await page.waitForURL(/\/cancel$/)
  expect(textOf(await heard(page))).toContain(
    '唔约喇？\n您可以拣：\n第一个，唔约喇，将时间退返俾我',
  )
  await measured(page, 'cancel')
  await page.click('form[action$="/release"] button')
  await page.waitForURL(/\/elder\?done=cancelled/)
  expect(textOf(await heard(page))).toContain('时间退返俾您喇')
})

test('what was asked for, one request, and who looked are read as well', async () => {
  const page = await elder(['zh-CN', 'zh-HK'])
  // Whoever chose Cantonese is read to in it on another device as well.
  expect((await heard(page))[0]?.lang).toBe('zh-HK')
  await page.click('.aloud button[value=zh]')
  await page.waitForSelector('.aloud button[value=yue]')
  await page.goto(`${service.base}/elder/orders`)
  expect(textOf(await heard(page))).toContain('我的请求')
  await measured(page, 'orders')
  const first = page.locator('main .cards a.button').first()
  if ((await first.count()) > 0) {
    await first.click()
    await page.waitForURL(/\/elder\/orders\//)
    expect((await heard(page)).length).toBeGreaterThan(0)
    await measured(page, 'order')
  }
  await page.goto(`${service.base}/elder/looks`)
  expect(textOf(await heard(page))).toContain('谁看过我的信息')
  await page.goto(`${service.base}/card?large=1`)
  expect(textOf(await heard(page))).toContain('刷卡或输入卡号')
  await measured(page, 'card')
})

test('a device without the voice says so, and the button stays away; without a script nothing is promised', async () => {
  const page = await elder(['zh-CN'])
  await page.goto(`${service.base}/elder`)
  await page.click('.aloud button[value=yue]')
  await page.waitForSelector('[data-aloud-none]:not([hidden])')
  expect(await page.textContent('[data-aloud-none]')).toContain('冇广东话嘅声')
  expect(await page.locator('button[data-aloud]').isVisible()).toBe(false)
  await page.click('.aloud button[value=zh]')
  await page.waitForSelector('button[data-aloud]:not([hidden])')

  const still = await service.page({ javaScriptEnabled: false })
  await still.context().addCookies(await page.context().cookies())
  await still.goto(`${service.base}/elder`)
  expect(await still.locator('button[data-aloud]').isVisible()).toBe(false)
})

test('on a screen that many use the next one begins in Mandarin, and no code is read out', async () => {
  const page = await elder(['zh-CN', 'zh-HK'], { width: 1080, height: 1400 })
  await page.goto(`${service.base}/elder?kiosk=1`)
  await page.click('.aloud button[value=yue]')
  await page.waitForSelector('.aloud button[value=zh]')
  await measured(page, 'kiosk')
  await shot(page, 'elder-kiosk')
  await page.click('main .cards a.button')
  await page.click('main .cards a.button')
  await page.click('main .cards a.button')
  await page.click('form[action="/elder/bookings"] button')
  await page.waitForURL(/\/elder\/bookings\//)
  expect(textOf(await heard(page))).not.toContain('到访码：')
  await page.goto(`${service.base}/kiosk/end`)
  await page.waitForURL(/\/card/)
  expect((await heard(page))[0]?.lang).toBe('zh-CN')
})
