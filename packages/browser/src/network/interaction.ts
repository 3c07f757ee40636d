import type { Attributes } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { newId } from '../ids.ts'
import { onlyOne } from '../monitors/only-one.ts'
import { report } from '../monitors/reporting.ts'
import { observedPage } from '../page.ts'
import { quietly } from '../quietly.ts'
import { interactionWords, tellingRank } from './interaction-words.ts'

/** Something that the user did: all events of one press of a key or pointer. */
export interface Interaction {
  /** Of its span, and of what it causes. */
  readonly traceId: string
  readonly spanId: string
  readonly visitId: string | undefined
  /** Such as `click button “Add to cart”`; redacted, at most 100 characters. */
  readonly name: string
  /** By `performance.now()`. */
  readonly start: number
  /** When its newest event came, by `performance.now()`. */
  readonly latest: number
  /** Its span was written. */
  readonly told: boolean
}

/** What is known of its span to who measures it better. Times by `performance.now()`, milliseconds. */
export interface MeasuredInteraction {
  readonly start?: number
  readonly duration?: number
  readonly attributes?: Attributes
}

/** The user's interactions with this window, observed once for all who ask. */
export interface Interactions {
  /** Observes from now on. @returns no longer; what was observed by others goes on */
  watch(): () => void
  /** The newest. */
  readonly newest: Interaction | undefined
  /** The one whose event is being dispatched: what runs now is its handlers, or microtasks of theirs. */
  readonly dispatched: Interaction | undefined
  /** That an event of this `timeStamp` was part of, as the `startTime` of an event timing entry has it. */
  at(timeStamp: number): Interaction | undefined
  /** It caused something that names its span as parent: it is told of soon, if nobody does so before. */
  caused(interaction: Interaction): void
  /** Writes its span, a `measure` of type `interaction`; once, also when it is called again. */
  tell(interaction: Interaction, measured?: MeasuredInteraction): void
}

/** Begin an interaction. */
const BEGIN = ['pointerdown', 'keydown']
/** Are part of the one before, or, but for `submit`, begin one where there is none. */
const JOIN = ['pointerup', 'keyup', 'click', 'input', 'change', 'submit', 'drop']
/** Milliseconds in which an event belongs to the interaction before it. */
const TOGETHER = 1000
/** Milliseconds that somebody else has to tell of one that caused something. */
const PATIENCE = 1500
const KEPT = 20

interface Kept extends Interaction {
  name: string
  start: number
  latest: number
  told: boolean
  rank: number
  clicked: boolean
  painted: number
  painting: boolean
  timer: ReturnType<typeof setTimeout> | undefined
  readonly stamps: number[]
}

export const interactions = (): Interactions => onlyOne('interactions', createInteractions)

function createInteractions(): Interactions {
  let kept: Kept[] = []
  let watching = 0
  // Weak, since an event holds what it happened to.
  let event: WeakRef<Event> | undefined
  /** What a script clicks now: what follows from that is not the user's, though the browser says so. */
  let scripted: WeakRef<EventTarget> | undefined

  const begin = (now: number): Kept => {
    const interaction: Kept = {
      traceId: newId(16),
      spanId: newId(8),
      visitId: observedPage()?.visits.current.id,
      name: '',
      start: now,
      latest: now,
      told: false,
      rank: -1,
      clicked: false,
      painted: 0,
      painting: false,
      timer: undefined,
      stamps: [],
    }
    kept = [...kept.slice(1 - KEPT), interaction]
    return interaction
  }

  const came = (next: Event) => {
    const { type, timeStamp, target } = next
    if (!next.isTrusted && type === 'click' && target) {
      scripted = new WeakRef(target)
      queueMicrotask(() => {
        scripted = undefined
      })
    }
    if (!next.isTrusted || isOwnPanel(next) || (target && scripted?.deref() === target)) return
    const before = kept.at(-1)
    const firstClick = type === 'click' && before !== undefined && !before.clicked
    const joins =
      before !== undefined &&
      (BEGIN.includes(type)
        ? (next as KeyboardEvent).repeat === true
        : timeStamp - before.latest < TOGETHER || firstClick)
    if (!joins && ['submit', 'pointerup', 'keyup'].includes(type)) return
    const interaction = joins ? before : begin(timeStamp)
    event = new WeakRef(next)
    interaction.stamps.push(timeStamp)
    if (interaction.stamps.length > 20) interaction.stamps.shift()
    if (type !== 'pointerup' && type !== 'keyup') interaction.latest = timeStamp
    // What came of it says more than how it began; the time for which a button is held is no work of the page's.
    if (type === 'click' && !interaction.clicked) {
      interaction.clicked = true
      if (interaction.timer === undefined) interaction.start = timeStamp
    }
    const rank = tellingRank(type)
    if (rank > interaction.rank) {
      interaction.rank = rank
      interaction.name = interactionWords(next)
    }
    if (interaction.painting) return
    interaction.painting = true
    afterPaint(() => {
      interaction.painting = false
      interaction.painted = performance.now()
    })
  }
  const listener = (next: Event) => quietly(() => came(next))
  const leaving = () => {
    for (const one of kept) if (one.timer !== undefined) quietly(() => tell(one))
  }

  const tell = (interaction: Interaction, { start, duration, attributes }: MeasuredInteraction = {}) => {
    const one = interaction as Kept
    clearTimeout(one.timer)
    if (one.told) return
    one.told = true
    const begun = start ?? one.start
    report({
      fact: 'span',
      traceId: one.traceId,
      spanId: one.spanId,
      kind: 'measure',
      name: one.name,
      start: epoch(begun),
      duration: duration ?? Math.max(0, (one.painted || performance.now()) - begun),
      status: 'unset',
      attributes: {
        'kymo.measure.type': 'interaction',
        ...(one.visitId !== undefined && { 'kymo.visit.id': one.visitId }),
        ...attributes,
      },
    })
  }

  return {
    watch() {
      if (watching++ === 0) {
        for (const type of [...BEGIN, ...JOIN])
          addEventListener(type, listener, { capture: true, passive: true })
        // Before what waits is sent for the last time.
        addEventListener('pagehide', leaving, true)
      }
      let done = false
      return () => {
        if (done) return
        done = true
        if (--watching > 0) return
        for (const type of [...BEGIN, ...JOIN]) removeEventListener(type, listener, true)
        removeEventListener('pagehide', leaving, true)
        leaving()
        kept = []
      }
    },
    get newest() {
      return kept.at(-1)
    },
    get dispatched() {
      return event?.deref()?.eventPhase ? kept.at(-1) : undefined
    },
    at: (timeStamp) =>
      kept.findLast(({ stamps }) => stamps.some((stamp) => Math.abs(stamp - timeStamp) < 0.5)),
    caused(interaction) {
      const one = interaction as Kept
      if (!one.told) one.timer ??= setTimeout(() => quietly(() => tell(one)), PATIENCE)
    },
    tell,
  }
}

const isOwnPanel = (event: Event) =>
  event.composedPath().some((part) => part instanceof Element && part.localName === 'kymo-panel')

function afterPaint(then: () => void): void {
  if (document.hidden) then()
  else requestAnimationFrame(() => setTimeout(then))
}
