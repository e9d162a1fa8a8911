/**
 * What a browser adds to the pages of staff: it shows passkeys, and the buttons
 * that change over to a colleague take the form somebody is filling in. All
 * else works without it.
 */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import './outbox-desk.ts'
import './station-device.ts'

const TYPED = 'input:not([type=hidden]), select, textarea'

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
  form.hidden = !browserSupportsWebAuthn()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void answer(form)
  })
}
if (!browserSupportsWebAuthn()) {
  for (const hint of document.querySelectorAll<HTMLElement>('[data-nopasskey]')) hint.hidden = false
}

async function answer(form: HTMLFormElement): Promise<void> {
  const optionsJSON = JSON.parse(form.dataset['options'] ?? '{}')
  const field = form.elements.namedItem('answer') as HTMLInputElement
  try {
    const made =
      form.dataset['passkey'] === 'create'
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON })
    field.value = JSON.stringify(made)
  } catch {
    // Given up, or none there: the server says what else there is.
    field.value = ''
  }
  form.submit()
}

/** The form somebody has typed in last is the one that goes along. */
document.addEventListener('input', (event) => {
  const { form } = event.target as HTMLInputElement
  // By attribute: a field named "id" would stand in the way of the form's own.
  const id = form?.getAttribute('id')
  if (!id || form?.getAttribute('method') !== 'post' || !form.querySelector(TYPED)) return
  for (const button of document.querySelectorAll('[data-seat]')) button.setAttribute('form', id)
})
