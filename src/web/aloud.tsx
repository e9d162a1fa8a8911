/**
 * 读给我听: on every page for elders one button reads what stands there, and
 * beside it one chooses the voice, and whether Cantonese is written too. What
 * is read is written here for the ear; the page's script only says it.
 */
import { getCookie, setCookie, deleteCookie } from 'hono/cookie'
import { today } from '../bank/draft.ts'
import { forEar } from '../words/ear.ts'
import type { Pages } from '../words/pages.ts'
import { type Tongue, tongueTag, wordsIn } from '../words/tongue.ts'
import { type Ask, languageOf, type Web } from './view.ts'

/** The voice alone, or the text as well. */
const CHOICES = ['zh', 'yue', 'yue-shown'] as const

const TONGUE_COOKIE = 'kapok-tongue'
const YEAR_S = 31_536_000

/** Remembers the voice that was chosen by a link, on this device. */
export function rememberTongue(c: Ask, { options }: Web): void {
  const asked = CHOICES.find((one) => one === c.req.query('tongue'))
  if (asked === undefined) return
  const keep = { path: '/', sameSite: 'Lax', secure: options.secure, maxAge: YEAR_S } as const
  setCookie(c, TONGUE_COOKIE, asked, { ...keep, httpOnly: true })
}

/** On a screen that many use, the next one begins with what everybody understands. */
export function forgetTongue(c: Ask, { options }: Web): void {
  deleteCookie(c, TONGUE_COOKIE, { path: '/', secure: options.secure })
}

/** What a page for elders is read in, and what it is written in. */
export function tonguesOf(c: Ask): { readonly said: Tongue; readonly shown: Tongue } {
  const language = languageOf(c)
  if (language === 'en') return { said: 'en', shown: 'en' }
  const asked = c.req.query('tongue') ?? getCookie(c, TONGUE_COOKIE)
  return {
    said: asked === 'yue' || asked === 'yue-shown' ? 'yue' : 'zh',
    shown: asked === 'yue-shown' ? 'yue' : 'zh',
  }
}

/** Words of a page for elders as they are written. */
export function shownWords(c: Ask): Pages {
  return wordsIn(tonguesOf(c).shown)
}

/** And as they are read aloud. */
export function heardWords(c: Ask): Pages {
  return wordsIn(tonguesOf(c).said)
}

/** Choices as they are read, each with its number; nothing where there is none. */
export function choicesHeard(c: Ask, choices: readonly string[]): readonly string[] {
  const { elder } = heardWords(c)
  if (choices.length === 0) return []
  if (choices.length === 1) return [`${elder.canChoose}：${choices[0]}`]
  return [`${elder.canChoose}：`, ...choices.map((text, at) => elder.nth(at + 1, text))]
}

/** The button and the choice of voice; shown by the script where the device has that voice, and a note where it has not. */
export function Aloud({
  web,
  c,
  lines,
}: {
  readonly web: Web
  readonly c: Ask
  readonly lines: readonly string[]
}) {
  const { said, shown } = tonguesOf(c)
  const { elder } = shownWords(c)
  const now = today(web.bank)
  const text = lines.filter((line) => line.trim() !== '').map((line) => forEar(line, said, now))
  return (
    <div class="aloud noprint">
      <button
        type="button"
        hidden
        data-aloud={JSON.stringify(text)}
        data-lang={tongueTag(said)}
        data-stop={elder.stop}
      >
        {elder.aloud}
      </button>
      <p class="hint" role="status" data-aloud-none hidden>
        {heardWords(c).elder.noVoice}
      </p>
      <Choose c={c} tongue={said === 'yue' ? 'zh' : 'yue'}>
        {said === 'yue' ? elder.speakZh : elder.speakYue}
      </Choose>
      {said === 'yue' ? (
        <Choose c={c} tongue={shown === 'yue' ? 'yue' : 'yue-shown'}>
          {shown === 'yue' ? elder.showZh : elder.showYue}
        </Choose>
      ) : (
        ''
      )}
    </div>
  )
}

/** The same page in another voice; a form that was sent begins anew at the start. */
function Choose({
  c,
  tongue,
  children,
}: {
  readonly c: Ask
  readonly tongue: (typeof CHOICES)[number]
  readonly children?: string
}) {
  const isGet = c.req.method === 'GET'
  const here = isGet ? new URL(c.req.url).searchParams : new URLSearchParams()
  here.set('tongue', tongue)
  here.set('lang', 'zh')
  const path = isGet ? c.req.path : '/elder'
  return (
    <a class="button quiet" href={`${path}?${here.toString()}`}>
      {children}
    </a>
  )
}
