/**
 * Reads a page for elders aloud: the lines the page was given, one after
 * another, in the voice it names. Where the device has no such voice the
 * button stays away, and the page's note says so.
 */
const button = document.querySelector<HTMLElement>('[data-aloud]')
const none = document.querySelector<HTMLElement>('[data-aloud-none]')

/** Voices come late on many devices; so long one waits for them. */
const VOICES_MS = 2_000

/** Which voices speak what a page asks for: Cantonese has two names. */
const SPEAKS: Readonly<Record<string, RegExp>> = {
  'zh-HK': /^(zh[-_](HK|MO|yue)|yue)/i,
  'zh-CN': /^(zh[-_](CN|Hans|cmn)|cmn|zh$)/i,
  en: /^en/i,
}

function voiceFor(lang: string): SpeechSynthesisVoice | undefined {
  return speechSynthesis.getVoices().find((voice) => SPEAKS[lang]?.test(voice.lang))
}

function show(lang: string): boolean {
  const isThere = voiceFor(lang) !== undefined
  if (button) button.hidden = !isThere
  if (isThere && none) none.hidden = true
  return isThere
}

function start(said: HTMLElement, lang: string): void {
  const lines = JSON.parse(said.dataset['aloud'] ?? '[]') as readonly string[]
  const own = said.textContent ?? ''
  let left = lines.length
  const ended = () => {
    said.textContent = own
    delete said.dataset['reading']
  }
  said.dataset['reading'] = '1'
  said.textContent = said.dataset['stop'] ?? own
  const stop = () => {
    speechSynthesis.cancel()
    ended()
  }
  said.addEventListener('click', stop, { once: true })
  for (const line of lines) {
    const utterance = new SpeechSynthesisUtterance(line)
    const voice = voiceFor(lang)
    if (voice) utterance.voice = voice
    utterance.lang = lang
    // Slower than people in a hurry like it.
    utterance.rate = 0.85
    utterance.addEventListener('end', () => {
      left -= 1
      if (left > 0 || said.dataset['reading'] === undefined) return
      said.removeEventListener('click', stop)
      ended()
    })
    speechSynthesis.speak(utterance)
  }
}

if (button) {
  const lang = button.dataset['lang'] ?? ''
  if ('speechSynthesis' in window) {
    // What was being read on the page before is not read on.
    speechSynthesis.cancel()
    speechSynthesis.addEventListener('voiceschanged', () => void show(lang))
    if (!show(lang))
      setTimeout(() => {
        if (!show(lang) && none) none.hidden = false
      }, VOICES_MS)
    button.addEventListener('click', () => {
      if (button.dataset['reading'] === undefined) start(button, lang)
    })
  } else if (none) none.hidden = false
}
