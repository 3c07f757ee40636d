import type { Page } from '../page.ts'
import { type Corner, cornerBeside } from './corners.ts'
import { details, headline, sessionLink } from './details.ts'
import { glide, makeDraggable } from './drag.ts'
import { drawing, element, mark, present, pulse } from './elements.ts'
import { HealthStrip } from './health-strip.ts'
import { readRemembered, remember } from './remembered.ts'
import { duration, linkTo } from './rows.ts'
import { ShownSession } from './shown-session.ts'
import { STYLES } from './styles.ts'

/** The badge, and what it opens. */
export class Panel {
  readonly #page: Page
  readonly #host: HTMLElement
  readonly #session: ShownSession
  readonly #badge = element('button', { class: 'badge', type: 'button', tabindex: '-1' })
  readonly #grip = element('button', {
    class: 'grip',
    type: 'button',
    title: 'Drag into a corner, or use the arrow keys',
  })
  readonly #headline = element('div', { class: 'headline' })
  readonly #health = new HealthStrip()
  readonly #body = element('div', { class: 'body' })
  readonly #link = element('a', linkTo(''), 'Open in the dashboard')
  readonly #sheet: HTMLElement
  readonly #frame: HTMLElement
  #corner: Corner
  #open: boolean
  #revision = 0
  #focusBefore: Element | null = null

  /** @param host where it lives; its shadow tree is made here */
  constructor(page: Page, host: HTMLElement) {
    this.#page = page
    this.#host = host
    const { corner, open } = readRemembered()
    this.#corner = corner
    this.#open = open
    const close = element('button', {
      class: 'close',
      type: 'button',
      title: 'Close (Alt+K)',
      'aria-label': 'Close',
    })
    close.append(drawing('cross', '10 10', 'M2 3.5 5 6.5 8 3.5'))
    close.onclick = () => this.toggle()
    this.#badge.onclick = () => this.toggle()
    this.#grip.setAttribute('aria-label', 'Move Kymo to another corner with the arrow keys')
    this.#grip.onkeydown = (event) => this.#moveByKey(event)
    const head = element('header', {}, this.#grip, this.#headline, close)
    this.#sheet = element(
      'div',
      { class: 'sheet', role: 'dialog', 'aria-label': 'Kymo', tabindex: '-1' },
      head,
      this.#health.root,
      this.#body,
      element('footer', {}, this.#link, element('kbd', {}, 'Alt K')),
    )
    // A handler that returns false would keep all other keys from what they do.
    this.#sheet.onkeydown = ({ key }) => {
      if (key === 'Escape') this.toggle()
    }
    this.#frame = element('div', { class: 'frame' }, this.#badge, this.#sheet)
    const shadow = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLES)
    shadow.adoptedStyleSheets = [sheet]
    shadow.append(this.#frame)
    makeDraggable(this.#frame, [this.#badge, head], (corner) => this.#place(corner))
    this.#session = new ShownSession(page, () => this.#draw())
    page.transport.onState(() => this.#draw())
    this.#place(corner)
    this.#showOpen()
  }

  toggle(): void {
    const focused = this.#host.shadowRoot?.activeElement
    if (!this.#open) this.#focusBefore = document.activeElement
    this.#open = !this.#open
    remember({ corner: this.#corner, open: this.#open })
    this.#showOpen()
    if (this.#open) this.#sheet.focus({ preventScroll: true })
    else if (focused && this.#focusBefore instanceof HTMLElement)
      this.#focusBefore.focus({ preventScroll: true })
  }

  /** Closed, it is nothing to whoever reads the page by ear or walks it by keys: the shortcut opens it. */
  #showOpen(): void {
    this.#frame.classList.toggle('open', this.#open)
    this.#badge.hidden = this.#open
    this.#sheet.hidden = !this.#open
    if (this.#open) this.#host.removeAttribute('aria-hidden')
    else this.#host.setAttribute('aria-hidden', 'true')
    this.#session.detailed = this.#health.watched = this.#open
    this.#draw()
  }

  #place(corner: Corner): void {
    this.#corner = corner
    this.#host.dataset.corner = corner
    remember({ corner, open: this.#open })
  }

  #moveByKey(event: KeyboardEvent): void {
    const corner = cornerBeside(this.#corner, event.key)
    if (corner === this.#corner) return
    event.preventDefault()
    const { x, y } = this.#frame.getBoundingClientRect()
    glide(this.#frame, x, y, () => this.#place(corner))
  }

  #draw(): void {
    const { shown } = this.#session
    const { summary, connected } = shown
    const { visits, options } = this.#page
    const errors = summary?.counts.errors ?? 0
    this.#host.dataset.state = connected ? (errors > 0 ? 'failed' : 'fine') : 'lost'
    const line = pulse()
    const revision = summary?.revision ?? 0
    if (revision > this.#revision) line.classList.add('beat')
    this.#revision = revision
    if (this.#open) {
      this.#grip.replaceChildren(line)
      this.#headline.replaceChildren(...present(headline(visits.current, summary)))
      this.#body.replaceChildren(...present(details(shown, visits.current, options.url)))
      this.#link.href = sessionLink(options.url, visits.current)
      return
    }
    const words = connected
      ? `Kymo: ${summary?.counts.fetches ?? 0} fetches, ${errors} errors in this visit`
      : 'Kymo: the collector does not answer'
    this.#badge.title = `${words}. Click or Alt+K opens it.`
    this.#badge.replaceChildren(
      ...present([
        line,
        summary && duration(summary.duration),
        errors > 0 && element('span', { class: 'errors' }, mark('cross'), String(errors)),
      ]),
    )
  }
}
