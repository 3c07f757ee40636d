import { keptText } from '../kept.ts'
import { elementWords } from './element-words.ts'

const LENGTH = 100

/** The later, the more it says. */
const EVENTS = ['pointerdown', 'keydown', 'input', 'change', 'drop', 'click', 'submit']

/** How much an event says of what the user did; negative for one that says nothing. */
export const tellingRank = (type: string): number => EVENTS.indexOf(type)

/** What the user did, such as `click button “Add to cart”`; redacted, at most 100 characters. */
export function interactionWords(event: Event): string {
  const words = elementWords(event.composedPath()[0])
  return keptText(`${verbOf(event)} ${words}`, LENGTH)
}

function verbOf(event: Event): string {
  if (event.type === 'pointerdown') return 'click'
  if (event.type !== 'keydown') return event.type
  const { key = '' } = event as KeyboardEvent
  // A key that writes a character is what the user writes.
  const isNamed = key.length > 1 && key !== 'Dead' && key !== 'Unidentified'
  return isNamed ? `press ${key.slice(0, 20)} in` : 'type in'
}
