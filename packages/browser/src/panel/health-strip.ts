import { pageHealth } from '@kymo/protocol'
import { sumUp } from '../dashboard/sum-up.ts'
import { whileShown } from '../monitors/while-shown.ts'
import { quietly } from '../quietly.ts'
import { drawing, element, mark } from './elements.ts'
import { healthLook, PART_NAMES, partReason } from './health-words.ts'

/** Milliseconds between two looks. */
const INTERVAL = 1000

/** How healthy the page is, from 0 to 100, and opened what that is made of. It looks only while it is watched. */
export class HealthStrip {
  readonly #state = element('span', { class: 'state' })
  readonly #parts = element('ul', { 'aria-label': 'Parts of the score' })
  readonly #chevron = drawing('chevron', '10 10', 'M2 3.5 5 6.5 8 3.5')
  readonly root: HTMLElement
  #drawn = ''
  #end: (() => void) | undefined

  constructor() {
    const title = 'How well this page load does, from 0 to 100: the mean of what is known, by weight'
    this.root = element(
      'details',
      { class: 'health', hidden: '' },
      element('summary', { title }, element('span', { class: 'dim' }, 'Health'), this.#state, this.#chevron),
      this.#parts,
    )
  }

  set watched(watched: boolean) {
    this.#end?.()
    this.#end = watched ? whileShown(INTERVAL, () => quietly(() => this.#draw())) : undefined
    if (watched) quietly(() => this.#draw())
  }

  #draw(): void {
    const { figures } = sumUp()
    const { score, parts } = pageHealth(figures)
    this.root.hidden = score === null
    const rows = parts.map(({ name, ...part }) => ({ ...part, name, reason: partReason(name, figures) }))
    const drawn = JSON.stringify([score, rows])
    if (score === null || drawn === this.#drawn) return
    this.#drawn = drawn
    const { word, shape, tone } = healthLook(score)
    this.#state.className = `state ${tone}`
    this.#state.replaceChildren(mark(shape), word, element('b', {}, String(Math.round(score))))
    this.#parts.replaceChildren(
      ...rows.map(({ name, score, weight, reason }) => {
        const look = healthLook(score)
        return element(
          'li',
          { class: 'part' },
          element(
            'span',
            {},
            PART_NAMES[name],
            element('span', { class: 'faint', title: 'Weight in the score' }, ` ×${weight}`),
          ),
          element('span', { class: 'dim reason', title: reason }, reason),
          element('span', { class: `status ${look.tone}`, title: look.word }, mark(look.shape)),
          element('b', {}, String(Math.round(score))),
        )
      }),
    )
  }
}
