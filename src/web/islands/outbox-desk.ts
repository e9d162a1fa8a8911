/** The page 未上传的登记: what waits and what was not accepted, each to be put right or let go, and the forms for writing more. */
import type { outbox } from '../../words/outbox.ts'
import { numberTyped } from '../../ledger/check-digit.ts'
import { parseHours } from '../../ledger/minutes.ts'
import {
  alone,
  canKeep,
  countedIn,
  deskNow,
  type Ended,
  reach,
  showCounts,
  showNet,
  type Telling,
  tryingAgain,
  upload,
  whose,
} from './outbox.ts'
import {
  allItems,
  change,
  drop,
  fieldOf,
  type Item,
  keep,
  newId,
  opensTo,
  type State,
  type Written,
} from './outbox-store.ts'

type Words = typeof outbox.zh

const desk = document.querySelector<HTMLElement>('[data-outbox]')
const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-outbox-form]')]

function wordsHere(): Words {
  return JSON.parse(document.getElementById('outbox-words')?.textContent ?? '{}') as Words
}

function say(name: string, shown = true): void {
  const line = desk?.querySelector<HTMLElement>(`[data-outbox-say="${name}"]`)
  if (line) line.hidden = !shown
}

function element(tag: string, text: string, kind = ''): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  made.className = kind
  return made
}

function button(text: string, press: () => Promise<unknown>): HTMLElement {
  const made = element('button', text, 'quiet') as HTMLButtonElement
  made.type = 'button'
  made.addEventListener('click', () => void press())
  return made
}

/** As the page's own list says it: "activity" is 社区活动. */
function optionText(name: string, value: string): string {
  const found = [...document.querySelectorAll<HTMLSelectElement>(`select[name="${name}"]`)]
    .flatMap((select) => [...select.options])
    .find((option) => option.value === value)
  return found?.text ?? value
}

/** What was written, in one line: numbers, no names. */
function summary(written: Written, words: Words): string {
  const field = (name: string) => fieldOf(written, name)
  const kind = field('kind')
  const service = field('service') === '' ? [] : [optionText('service', field('service'))]
  const came = written.form.filter(([name]) => name.startsWith('present-')).length
  if (kind === 'credit') {
    const clocks = field('from') === '' ? [] : [`${field('from')}–${field('to')}`]
    const typed = field('hours')
    const plain = /^[\d.]+$/.test(typed) ? words.hours.replace('{n}', typed) : typed
    const hours = typed === '' ? [] : [plain]
    return [field('number'), ...service, field('servedOn'), ...hours, ...clocks].join(' · ')
  }
  if (kind === 'attended') {
    const lines = field('list')
      .split('\n')
      .filter((line) => line.trim() !== '')
    const people = countedIn(words.people, lines.length)
    return [optionText('activity', field('activity')), people, lines.join('，')].join(' · ')
  }
  const on = field('servedOn') || field('day')
  return [words.formKept, ...service, on, countedIn(words.people, came)].join(' · ')
}

function clockOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

function lineOf(item: Item, written: Written, words: Words): HTMLElement {
  const line = document.createElement('li')
  line.dataset['state'] = item.state
  const said = written.said === '' ? words.notTaken : written.said
  const elsewhere =
    item.station === whose().station ? [] : [element('p', countedStation(words, item))]
  line.append(
    element('strong', summary(written, words)),
    element('span', ` ${words.wroteAt} ${clockOf(item.at)}`, 'hint'),
    ...(said === undefined ? [] : [element('p', said)]),
    ...elsewhere,
    ...(item.state === 'look' ? [element('p', words.lookHint)] : []),
    buttonsOf(item, written, words),
  )
  return line
}

const countedStation = (words: Words, { station }: Item) =>
  words.elsewhere.replace('{station}', station)

function buttonsOf(item: Item, written: Written, words: Words): HTMLElement {
  const row = element('p', '')
  const again = async (work: () => Promise<unknown>) => {
    await alone(work)
    await draw()
  }
  if (item.state === 'review') {
    if (written.link !== undefined) row.append(linkTo(written.link, words.open), ' ')
    row.append(button(words.seen, () => again(() => drop(item))))
    return row
  }
  if (item.state === 'look')
    row.append(
      button(words.look, () => again(() => change(item, 'waits', written))),
      ' ',
    )
  const isTyped = ['credit', 'attended'].includes(fieldOf(written, 'kind'))
  if (isTyped)
    row.append(
      button(words.change, async () => fillIn(item, written)),
      ' ',
    )
  const ask = async () => {
    row.replaceChildren(
      element('strong', words.dropAsk),
      ' ',
      button(words.dropYes, () => again(() => drop(item))),
      ' ',
      button(words.dropNo, () => draw()),
    )
  }
  row.append(button(words.drop, ask))
  return row
}

function linkTo(href: string, text: string): HTMLElement {
  const link = element('a', text) as HTMLAnchorElement
  link.href = href
  return link
}

const LISTS: Readonly<Record<State, string>> = {
  waits: 'waits',
  look: 'waits',
  refused: 'refused',
  review: 'review',
}

let drawn: Promise<void> = Promise.resolve()

/** One drawing after another: the last one is how it stands. */
function draw(): Promise<void> {
  drawn = drawn.then(drawNow, drawNow)
  return drawn
}

/** The house has said that somebody is signed in, and has not said since that nobody is. */
let isLetIn = false

/** Whose writing may be seen here: of a page that was kept, nobody's once they have left. */
async function clerkSeen(): Promise<string> {
  const isTheirs = isLetIn || (await deskNow()) !== undefined
  return isTheirs ? whose().clerk : ''
}

/** The lists as they stand; of others only how many, and whose. */
async function drawNow(): Promise<void> {
  const words = wordsHere()
  const clerk = await clerkSeen()
  const lists = new Map<string, HTMLElement[]>()
  const others = new Map<string, number>()
  for (const item of await allItems()) {
    if (item.clerk === clerk) {
      const name = LISTS[item.state]
      const line = lineOf(item, await opensTo(item), words)
      lists.set(name, [...(lists.get(name) ?? []), line])
    } else others.set(item.name, (others.get(item.name) ?? 0) + 1)
  }
  for (const name of ['waits', 'refused', 'review']) showList(name, lists.get(name) ?? [])
  const none = desk?.querySelector<HTMLElement>('[data-outbox-none]')
  if (none) none.hidden = lists.size > 0
  const line = desk?.querySelector<HTMLElement>('[data-outbox-others]')
  const text = line?.dataset['outboxOthers'] ?? ''
  if (line)
    line.textContent = [...others]
      .map(([who, n]) => countedIn(text, n).replace('{who}', who))
      .join(' ')
  await showCounts()
}

function showList(name: string, lines: readonly HTMLElement[]): void {
  const section = desk?.querySelector<HTMLElement>(`[data-outbox-list="${name}"]`)
  if (!section) return
  section.hidden = lines.length === 0
  section.querySelector('ol')?.replaceChildren(...lines)
}

const telling: Telling = {
  done({ said, link }) {
    const section = desk?.querySelector<HTMLElement>('[data-outbox-list="done"]')
    const line = document.createElement('li')
    line.append(said, ' ', ...(link === undefined ? [] : [linkTo(link, wordsHere().open)]))
    section?.querySelector('ol')?.append(line)
    if (section) section.hidden = false
  },
  later(said) {
    const line = desk?.querySelector<HTMLElement>('[data-outbox-said]')
    if (!line || said === '') return
    line.hidden = false
    line.textContent = said
  },
}

let before: Ended | undefined

async function settle(): Promise<Ended> {
  const there = await reach()
  if (there !== 'away') isLetIn = there === 'here'
  const ended = there === 'away' ? 'away' : await upload(telling)
  showNet(ended === 'away')
  say('signedOut', ended === 'signedOut')
  // Tried again in vain, nothing is drawn anew under somebody's hand.
  if (ended !== 'away' || before !== 'away') await draw()
  before = ended
  return ended
}

const settled = tryingAgain(settle)

/** A new form: the next of the list has the same service, day and hours. */
function fresh(form: HTMLFormElement): void {
  delete form.dataset['item']
  delete form.dataset['twice']
  fieldIn(form, 'id').value = newId()
  for (const name of ['number', 'list']) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null
    if (field) field.value = ''
  }
  const day = form.elements.namedItem('servedOn') as HTMLInputElement | null
  if (day && day.value === '') day.value = clockOf(Date.now()).slice(0, 10)
  const save = form.querySelector<HTMLButtonElement>('button[data-save]')
  if (save) save.textContent = save.dataset['save'] ?? ''
}

const fieldIn = (form: HTMLFormElement, name: string) =>
  form.elements.namedItem(name) as HTMLInputElement

/** What was refused stands in its form again, under its id. */
function fillIn(item: Item, written: Written): void {
  const form = forms.find((one) => one.dataset['outboxForm'] === fieldOf(written, 'kind'))
  if (!form) return
  for (const [name, value] of written.form) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null
    if (field) field.value = value
  }
  form.dataset['item'] = `${item.n}`
  const save = form.querySelector<HTMLButtonElement>('button[data-save]')
  if (save) save.textContent = save.dataset['correct'] ?? ''
  form.scrollIntoView()
  form.querySelector<HTMLElement>('[name=number], [name=list]')?.focus()
}

/** What can be told to be wrong without the house; undefined where nothing can. */
function problemOf(form: HTMLFormElement, words: Words): string | undefined {
  const value = (name: string) => fieldIn(form, name).value
  if (form.dataset['outboxForm'] === 'credit') {
    if (numberTyped(value('number')) === undefined) return words.numberWrong
    const clocks = value('from') !== '' && value('to') > value('from')
    const hours = value('hours')
    return (hours === '' ? clocks : parseHours(hours)) ? undefined : words.hoursWrong
  }
  const lines = value('list').split('\n')
  const wrong = lines.findIndex((line) => {
    const [number = '', ...hours] = line.normalize('NFKC').trim().split(/\s+/)
    const isRead = hours.length === 0 || parseHours(hours.join(' ')) !== undefined
    return number !== '' && (numberTyped(number) === undefined || !isRead)
  })
  return wrong < 0 ? undefined : countedIn(words.lineWrong, wrong + 1)
}

/** Whether the very same waits already, and this is the first time that it is said of this form. */
async function isTwice(
  form: HTMLFormElement,
  items: readonly Item[],
  all: Written,
  words: Words,
): Promise<boolean> {
  const same = summary(all, words)
  if (form.dataset['twice'] === same) return false
  for (const item of items) {
    // Pressed twice, it is the same one and not another of the same.
    if (item.state !== 'waits' || item.id === fieldOf(all, 'id')) continue
    if (summary(await opensTo(item), words) !== same) continue
    form.dataset['twice'] = same
    return true
  }
  return false
}

async function written(form: HTMLFormElement): Promise<void> {
  const words = wordsHere()
  const here = await deskNow()
  for (const name of ['kept', 'full', 'noDesk', 'tooLong']) say(name, false)
  if (here === undefined) return say('noDesk')
  if (here === 'tooLong') return say('tooLong')
  const wrong = problemOf(form, words)
  const problem = form.querySelector<HTMLElement>('[data-outbox-problem]')
  if (problem) {
    problem.hidden = wrong === undefined
    problem.textContent = wrong ?? ''
  }
  if (wrong !== undefined) return
  const kind = form.dataset['outboxForm'] ?? ''
  const sent = [...new FormData(form)].map(
    ([name, value]) => [name, typeof value === 'string' ? value : ''] as const,
  )
  const all: Written = { form: [...sent, ['kind', kind]] }
  const items = await allItems()
  const old = items.find(({ n }) => `${n}` === form.dataset['item'])
  if (!old && problem && (await isTwice(form, items, all, words))) {
    problem.hidden = false
    problem.textContent = words.twice
    return
  }
  try {
    // Something new waits for nobody; what is there already may just be on its way.
    await (old ? alone(() => change(old, 'waits', all)) : keep(here, all))
  } catch {
    return say('full')
  }
  fresh(form)
  say('kept')
  await draw()
}

async function open(): Promise<void> {
  if (!desk) return
  desk.hidden = false
  if (!canKeep) {
    say('noKeep')
    for (const one of desk.querySelectorAll<HTMLElement>('[data-outbox-forms]')) one.hidden = true
    return
  }
  for (const form of forms) {
    fresh(form)
    let writing = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (writing) return
      writing = true
      void written(form).finally(() => {
        writing = false
        // A network that hangs holds up nobody who writes on.
        void settled()
      })
    })
  }
  const asked = new URLSearchParams(location.search)
  for (const name of ['kept', 'full']) if (asked.has(name)) say(name)
  desk.querySelector('[data-outbox-now]')?.addEventListener('click', () => void settled())
  if ((await deskNow()) === undefined && (await reach()) === 'away') say('noDesk')
  await draw()
  await settled()
}

void open()
