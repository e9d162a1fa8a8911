/**
 * 读给我听: on every page for elders one button reads what stands there, and
 * beside it one chooses the voice, and whether Cantonese is written too. What
 * is read is written here for the ear; the page's script only says it.
 */
import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { today } from '../bank/draft.ts'
import { type Voice, VOICES } from '../bank/ports-people.ts'
import { forEar } from '../words/ear.ts'
import type { Pages } from '../words/pages.ts'
import { type Tongue, tongueTag, wordsIn } from '../words/tongue.ts'
import { isOwnPath } from './own-path.ts'
import { Hidden, notFound } from './page.tsx'
import { type Ask, fieldsOf, languageOf, type Web, type WebEnv } from './view.ts'

const VOICE_COOKIE = 'kapok-voice'
const YEAR_S = 31_536_000

export function aloudPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/elder/voice', async (c) => {
    const fields = await fieldsOf(c)
    const voice = VOICES.find((one) => one === fields.get('voice'))
    if (voice === undefined) return notFound(web, c)
    rememberVoice(c, web, voice)
    // Whoever is read to keeps it; a relative who acts for them chooses for this device alone.
    const actor = c.get('actor')
    if (actor?.kind === 'member' && actor.member !== undefined && !actor.through)
      await web.bank.people.amend(actor.member, { voice })
    const to = fields.get('to')
    return c.redirect(isOwnPath(to) ? to : '/elder', 303)
  })
}

function rememberVoice(c: Ask, { options }: Web, voice: Voice): void {
  const keep = { path: '/', sameSite: 'Lax', secure: options.secure, maxAge: YEAR_S } as const
  setCookie(c, VOICE_COOKIE, voice, { ...keep, httpOnly: true })
}

/** The voice a person has chosen before, on a device that was not told another. */
export function ownVoice(c: Ask, web: Web, voice: Voice | undefined): void {
  if (voice === undefined || getCookie(c, VOICE_COOKIE) !== undefined) return
  c.set('voice', voice)
  rememberVoice(c, web, voice)
}

/** On a screen that many use, the next one begins with what everybody understands. */
export function forgetVoice(c: Ask, { options }: Web): void {
  deleteCookie(c, VOICE_COOKIE, { path: '/', secure: options.secure })
}

/** What a page for elders is read in, and what it is written in. */
export function tonguesOf(c: Ask): { readonly said: Tongue; readonly shown: Tongue } {
  const language = languageOf(c)
  if (language === 'en') return { said: 'en', shown: 'en' }
  const asked = c.get('voice') ?? getCookie(c, VOICE_COOKIE)
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
  const { said } = tonguesOf(c)
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
      {c.req.method === 'GET' ? <Voices c={c} /> : ''}
    </div>
  )
}

/** The same page in another voice; not where a form has just been sent, which would be lost. */
function Voices({ c }: { readonly c: Ask }) {
  if (languageOf(c) === 'en') return <></>
  const { said, shown } = tonguesOf(c)
  const { elder } = shownWords(c)
  const { pathname, search } = new URL(c.req.url)
  const choice = (voice: Voice, text: string) => (
    <form method="post" action="/elder/voice">
      <Hidden name="to" value={`${pathname}${search}`} />
      <button class="quiet" name="voice" value={voice}>
        {text}
      </button>
    </form>
  )
  if (said === 'zh') return choice('yue', elder.speakYue)
  return (
    <>
      {choice('zh', elder.speakZh)}
      {shown === 'yue' ? choice('yue', elder.showZh) : choice('yue-shown', elder.showYue)}
    </>
  )
}
