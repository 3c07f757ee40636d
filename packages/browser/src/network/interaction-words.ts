import { keptText } from '../kept.ts'
import { elementWords } from './element-words.ts'

const LENGTH = 100

/** The later, the more it says. */
const EVENTS = ['pointerdown', 'keydown', 'input', 'change', 'drop', 'click', 'submit']

/** Where one writes. */
const WRITTEN =
  'textarea,[contenteditable]:not([contenteditable="false"]),input:not([type=checkbox],[type=radio],[type=range],[type=color],[type=file],[type=button],[type=submit],[type=reset],[type=image])'

/** How much an event says of what the user did; negative for one that says nothing. */
export const tellingRank = (type: string): number => EVENTS.indexOf(type)

/**
 * What the user did, as people say it: `click button “Add to cart”`, `type in “Search”`, `press Enter in input “Search”`,
 * `choose in “Size”`, `submit form “Order”`. Redacted, at most 100 characters.
 */
export function interactionWords(event: Event): string {
  const target = event.composedPath()[0]
  const verb = verbOf(event, target instanceof Element ? target : undefined)
  return keptText(`${verb} ${elementWords(target, NAME_SAYS_IT.includes(verb))}`, LENGTH)
}

const NAME_SAYS_IT = ['type in', 'choose in']

function verbOf(event: Event, target: Element | undefined): string {
  const { type } = event
  if (type === 'pointerdown') return 'click'
  if (type === 'drop') return 'drop on'
  const isWritten = target?.closest(WRITTEN) != null
  if (type === 'keydown') {
    const { key = '' } = event as KeyboardEvent
    // A key that writes a character is what the user writes.
    if (key.length > 1 && key !== 'Dead' && key !== 'Unidentified') return `press ${key.slice(0, 20)} in`
    return isWritten ? 'type in' : 'press a key in'
  }
  if (type !== 'input' && type !== 'change') return type
  return isWritten ? 'type in' : target?.localName === 'select' ? 'choose in' : 'change'
}
