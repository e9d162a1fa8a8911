/** A person's card at the desk: made anew, its PIN set, unlocked, and cards of others linked to it. */
import type { Hono } from 'hono'
import {
  type Checked,
  keysOf,
  linkCard,
  REISSUE_REASONS,
  reissueCard,
  resetPin,
  unlinkCard,
  unlockCard,
  type Keys,
} from '../bank/people/cards.ts'
import { noteEvent } from '../bank/oversight/audit.ts'
import { covers } from '../bank/actor.ts'
import { CARD_KINDS } from '../bank/ports-member-keys.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { redeemingOf } from '../rules/redeeming.ts'
import { dayAt, dayText, maskName, timeText } from '../words/reading.ts'
import { CardSheet, cardSheetPages } from './card-sheet.tsx'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  isGoodPin,
  isMemberId,
  languageOf,
  mayHere,
  memberLink,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function cardPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/card', (c) => cardPage(web, c))
  app.get('/desk/members/:member/card/print', (c) => printPage(web, c))
  app.post('/desk/members/:member/card/:act', (c) => actSent(web, c))
  cardSheetPages(app, web)
}

/** On a person's page: what else can be done for them. */
export function KeysLinks({
  web,
  c,
  person,
}: {
  readonly web: Web
  readonly c: Ask
  readonly person: Person
}) {
  const t = words(c)
  const at = (path: string) => memberLink(c, person).replace(/(\?|$)/, `/${path}$1`)
  return (
    <p class="noprint">
      {mayHere(c, 'bookings:write') ? <a href={at('book')}>{t.complete.assistOpen}</a> : ''}{' '}
      {mayHere(c, 'bookings:write') && redeemingOf(web.bank.rules).vouchers ? (
        <a href={at('voucher')}>{t.vouchers.issue}</a>
      ) : (
        ''
      )}{' '}
      {mayHere(c, 'cards:write') ? <a href={at('card')}>{t.card.open}</a> : ''}{' '}
      <a href={at('passbook')}>{t.papers.bookOpen}</a>{' '}
      {mayHere(c, 'papers:write') ? <a href={at('papers')}>{t.papers.open}</a> : ''}{' '}
      {mayHere(c, 'cases:read') && person.station === actorOf(c).station ? (
        <a href={at('cases')}>{t.hotline.cases}</a>
      ) : (
        ''
      )}{' '}
      {mayHere(c, 'orders:supervise') ? <a href={at('clearance')}>{t.safety.clearance}</a> : ''}{' '}
      {mayHere(c, 'proxies:write') ? <a href={at('proxies')}>{t.proxy.open}</a> : ''}
    </p>
  )
}

/** Above what a search found: a card that is void, or one of another's that is linked, says whose it is. */
export async function CardFound({
  web,
  c,
  text,
}: {
  readonly web: Web
  readonly c: Ask
  readonly text: string
}) {
  if (text.length < 6) return <></>
  const { card } = words(c)
  const { people } = web.bank
  const gone = await people.members.voidCard(text)
  const member = gone?.member ?? (await people.members.linkedTo(text))
  const person = member && (await people.get(member))
  if (!person) return <></>
  const near = await covers(web.bank, actorOf(c), person.station)
  const name = maskName(person.name)
  const said = gone ? card.voidCard(gone.version, name) : card.linkedCard(name)
  return (
    <p class={gone ? 'problem' : 'done'} role="status">
      {gone && !near ? card.voidElsewhere : said}
      {gone && !near ? (
        ''
      ) : (
        <>
          {' '}
          · <a href={memberLink(c, person)}>{person.number}</a>
        </>
      )}
    </p>
  )
}

interface SentAct {
  readonly act: string
  readonly said: string
}

async function cardPage(web: Web, c: Ask, sent?: SentAct): Promise<Response> {
  const member = c.req.param('member') ?? ''
  const keys = isMemberId(member) ? await keysOf(web.bank, actorOf(c), member) : undefined
  if (!keys?.ok) return notFound(web, c)
  const t = words(c)
  const { person } = keys.value
  const body = (
    <>
      <h1>
        {maskName(person.name)} · {t.card.title}
      </h1>
      <Done c={c} />
      <Standing c={c} keys={keys.value} />
      <Forms web={web} c={c} keys={keys.value} sent={sent} />
      <p>
        <a class="button quiet" href={memberLink(c, person)}>
          {t.common.back}
        </a>
      </p>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.card.title, body, look: 'desk', status })
}

const DONE = {
  reissue: 'doneReissue',
  pin: 'donePin',
  unlock: 'doneUnlock',
  link: 'doneLink',
  unlink: 'doneUnlink',
} as const

function Done({ c }: { readonly c: Ask }) {
  const done = c.req.query('done') ?? ''
  if (!Object.hasOwn(DONE, done)) return <></>
  return (
    <p class="done" role="status">
      {words(c).card[DONE[done as keyof typeof DONE]]}
    </p>
  )
}

function Standing({ c, keys }: { readonly c: Ask; readonly keys: Keys }) {
  const { card, common } = words(c)
  const language = languageOf(c)
  const { version, issuedAt } = keys.card
  return (
    <>
      {keys.isLocked ? (
        <p class="problem" role="status">
          {card.locked}
        </p>
      ) : (
        ''
      )}
      <Facts
        rows={[
          [common.number, keys.person.number],
          [card.version, card.versionOf(version)],
          [card.issuedAt, issuedAt === 0 ? card.first : timeText(issuedAt, language)],
          [card.pin, keys.hasPin ? card.pinSet : card.pinNone],
        ]}
      />
      <p>
        <a class="button quiet" href={`/desk/members/${keys.person.member}/card/print`}>
          {card.print}
        </a>
      </p>
    </>
  )
}

interface FormsProps {
  readonly web: Web
  readonly c: Ask
  readonly keys: Keys
  readonly sent: SentAct | undefined
}

function Forms({ web, c, keys, sent }: FormsProps) {
  const t = words(c)
  const at = `/desk/members/${keys.person.member}/card`
  const problem = (act: string) => (
    <Problem t={t} said={sent?.act === act ? sent.said : undefined} />
  )
  return (
    <>
      <h2>{t.card.reissue}</h2>
      <p class="hint">{t.card.reissueHint}</p>
      {problem('reissue')}
      <form method="post" action={`${at}/reissue`}>
        <Hidden name="issue" value={web.bank.ids.entry()} />
        <Choice
          label={t.card.reason}
          name="reason"
          options={REISSUE_REASONS.map((one) => [one, t.card[one]])}
        />
        <Tick text={t.card.checkedPerson} />
        <button>{t.card.reissueSubmit}</button>
      </form>
      <h2>{t.card.resetPin}</h2>
      <p class="hint">{t.card.resetHint}</p>
      {problem('pin')}
      <PinForm c={c} at={at} />
      {keys.isLocked ? (
        <>
          <h2>{t.card.unlock}</h2>
          {problem('unlock')}
          <form method="post" action={`${at}/unlock`}>
            <Tick text={t.card.checkedDocument} />
            <button>{t.card.unlock}</button>
          </form>
        </>
      ) : (
        ''
      )}
      <h2>{t.card.linkTitle}</h2>
      <p class="hint">{t.card.linkHint}</p>
      {problem('link')}
      <LinkForms c={c} keys={keys} at={at} />
    </>
  )
}

function Tick({ text }: { readonly text: string }) {
  return (
    <label class="tick">
      <input type="checkbox" name="checked" value="1" required /> {text}
    </label>
  )
}

function PinForm({ c, at }: { readonly c: Ask; readonly at: string }) {
  const { card } = words(c)
  const field = { type: 'password', inputmode: 'numeric', maxlength: 6 } as const
  return (
    <form method="post" action={`${at}/pin`}>
      <div class="row">
        <Field {...field} label={card.pinNew} name="pin" autocomplete="new-password" />
        <Field {...field} label={card.pinRepeat} name="repeat" autocomplete="new-password" />
      </div>
      <Tick text={card.checkedDocument} />
      <button>{card.resetSubmit}</button>
    </form>
  )
}

function LinkForms({ c, keys, at }: { readonly c: Ask; readonly keys: Keys; readonly at: string }) {
  const { card } = words(c)
  const language = languageOf(c)
  return (
    <>
      {keys.linked.map(({ link, kind, linkedAt }) => (
        <form method="post" action={`${at}/unlink`} class="row">
          <Hidden name="link" value={link} />
          <p>{card.linkedOn(card[kind], dayText(dayAt(linkedAt), language))}</p>
          <button class="quiet">{card.unlink}</button>
        </form>
      ))}
      <form method="post" action={`${at}/link`}>
        <div class="row">
          <Choice
            label={card.kind}
            name="kind"
            options={CARD_KINDS.map((one) => [one, card[one]])}
          />
          <Field label={card.number} name="card" autocomplete="off" required />
        </div>
        <Tick text={card.checkedPerson} />
        <button>{card.linkSubmit}</button>
      </form>
    </>
  )
}

async function actSent(web: Web, c: Ask): Promise<Response> {
  const [member, act] = [c.req.param('member') ?? '', c.req.param('act') ?? '']
  if (!isMemberId(member) || !Object.hasOwn(ACTS, act)) return notFound(web, c)
  const fields = await fieldsOf(c)
  const checked = { member, checked: fields.get('checked') === '1' }
  if (act === 'pin' && fields.get('pin') !== fields.get('repeat'))
    return cardPage(web, c, { act, said: words(c).card.pinDiffers })
  const outcome = await (ACTS[act as keyof typeof ACTS] as Act)(web, c, checked, fields)
  if (!outcome.ok && outcome.refusal.code === 'unknown-member') return notFound(web, c)
  if (!outcome.ok) return cardPage(web, c, { act, said: await told(web, c, outcome.refusal) })
  const page = `/desk/members/${member}/card`
  return c.redirect(act === 'reissue' ? `${page}/print?done=reissue` : `${page}?done=${act}`, 303)
}

type Act = (web: Web, c: Ask, checked: Checked, fields: Fields) => Promise<Outcome<unknown>>

const ACTS = {
  reissue: ({ bank }, c, checked, fields) =>
    reissueCard(bank, actorOf(c), {
      ...checked,
      issue: fields.get('issue'),
      reason: fields.get('reason'),
    }),
  async pin({ bank }, c, checked, fields) {
    const pin = fields.get('pin')
    if (pin !== '' && !isGoodPin(pin)) return refuse({ code: 'pin-unreadable' })
    const hashed = pin === '' ? undefined : await bank.passwords.hash(pin)
    if (hashed && !hashed.ok) return hashed
    return resetPin(bank, actorOf(c), { ...checked, pinHash: hashed?.value ?? '' })
  },
  unlock: ({ bank }, c, checked) => unlockCard(bank, actorOf(c), checked),
  link: ({ bank }, c, checked, fields) =>
    linkCard(bank, actorOf(c), {
      ...checked,
      kind: fields.get('kind'),
      number: fields.get('card'),
    }),
  unlink: ({ bank }, c, { member }, fields) =>
    unlinkCard(bank, actorOf(c), { member, link: fields.get('link') }),
} satisfies Readonly<Record<string, Act>>

/** One card, as it is now. That it was printed is kept: whoever holds the paper holds the card. */
async function printPage(web: Web, c: Ask): Promise<Response> {
  const member = (c.req.param('member') ?? '') as MemberId
  const keys = isMemberId(member) ? await keysOf(web.bank, actorOf(c), member) : undefined
  if (!keys?.ok) return notFound(web, c)
  const { person, card } = keys.value
  await noteEvent(web.bank, actorOf(c), {
    act: 'card-issued',
    ok: true,
    about: member,
    refs: [
      ['version', `${card.version}`],
      ['print', '1'],
    ],
  })
  const t = words(c)
  const body = (
    <>
      <h1 class="noprint">{t.card.printTitle}</h1>
      <Done c={c} />
      <p class="noprint hint">{t.card.printHint}</p>
      <CardSheet web={web} c={c} people={[{ person, version: card.version }]} />
      <p class="noprint">
        <a class="button quiet" href={`/desk/members/${member}/card`}>
          {t.common.back}
        </a>
      </p>
    </>
  )
  return show(web, c, { title: t.card.printTitle, body, look: 'desk' })
}
