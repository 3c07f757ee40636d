import { newId } from '../ids.ts'
import { quietly } from '../quietly.ts'
import { elementName } from './element-name.ts'

/** Milliseconds after an input in which what happens is taken for what it caused. */
const CAUSES = 250

/** What the user did. */
export interface Interaction {
  readonly traceId: string
  /** Of its span, which is told of when somebody took it for a parent, or when it was slow. */
  readonly spanId: string
  /** Such as `click button “Add to cart”`. */
  readonly name: string
  /** By `performance.now()`, and by the event's own time. */
  readonly start: number
  /** Something was caused by it. */
  taken: boolean
}

const CURRENT = Symbol.for('kymo.interaction')
const holder = globalThis as { [CURRENT]?: Interaction | undefined }

/** What the user did that this is the consequence of; `undefined` for what happens by itself, or where nobody looks. */
export function causingInteraction(): Interaction | undefined {
  const current = holder[CURRENT]
  if (!current || performance.now() - current.start > CAUSES) return undefined
  current.taken = true
  return current
}

/** Follows what the user does. @param begun called before any listener of the app's */
export function followInputs(begun: (interaction: Interaction) => void): () => void {
  const onInput = (event: Event) =>
    quietly(() => {
      if (!event.isTrusted) return
      const interaction: Interaction = {
        traceId: newId(16),
        spanId: newId(8),
        name: inputName(event.type, event.target, (event as KeyboardEvent).key),
        start: event.timeStamp,
        taken: false,
      }
      holder[CURRENT] = interaction
      begun(interaction)
    })
  for (const type of INPUTS) addEventListener(type, onInput, true)
  return () => {
    for (const type of INPUTS) removeEventListener(type, onInput, true)
    holder[CURRENT] = undefined
  }
}

/** The ones by which apps are told of a press. */
const INPUTS = ['click', 'keydown'] as const

/** Keys that say nothing of what was written. */
const TELLING = /^(Enter|Escape|Tab|Backspace|Delete|Arrow\w+|Page\w+|Home|End)$/

export function inputName(type: string, target: EventTarget | null, key?: string): string {
  const what = type.startsWith('key') ? (TELLING.test(key ?? '') ? `press ${key} in` : 'type in') : 'click'
  return `${what} ${elementName(target)}`
}
