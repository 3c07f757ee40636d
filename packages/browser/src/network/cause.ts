import type { WatchedCall } from '../fetches/calls.ts'
import type { Interaction, Interactions } from './interaction.ts'

/** Milliseconds after an event in which what begins is taken for its doing. */
const AFTER_EVENT = 1000
/** Milliseconds after an answer to something that it caused. */
const AFTER_ANSWER = 200
/** Milliseconds after which a chain of calls is no longer the user's doing. */
const LONGEST = 10_000
/** Addresses that the page asks for by itself, of which so many are remembered. */
const HABITS = 300
/** Times that the page has asked by itself for what is then a poll. */
const POLL = 3

/**
 * Which interaction made the page ask. A browser tells of no causes, so it is
 *
 * 1. certain of what is asked while an event of it is dispatched, or in microtasks of its handlers: also what React
 *    renders at once, and effects of that;
 * 2. nearly so of what is asked right after the answer to something that it caused, as after an `await fetch(…)`; on a busy
 *    page timers that are due run before anything can say that this is over, so a poll is left out;
 * 3. assumed of what is asked within a second of its newest event, or 200 ms after such an answer, as by a timer that
 *    waits for the user to end typing; but not where the page has asked for the same address, by the same method and
 *    without anything of the user's, before: a poll.
 *
 * What is asked in another visit than the interaction's, as after a change of page, is that page's own doing.
 */
export class Causes {
  readonly #interactions: Interactions
  /** How often each was asked for, the one of the longest standing first. */
  readonly #habits = new Map<string, number>()
  readonly #caused = new WeakMap<object, Interaction>()
  #answered: { readonly interaction: Interaction; readonly at: number } | undefined
  #running: Interaction | undefined

  constructor(interactions: Interactions) {
    this.#interactions = interactions
  }

  of(call: WatchedCall): Interaction | undefined {
    const habit = habitOf(call)
    const times = this.#habits.get(habit) ?? 0
    const certain = this.#interactions.dispatched ?? (times >= POLL ? undefined : this.#running)
    const found = certain ?? (times > 0 ? undefined : this.#assumed(call))
    if (!found || found.visitId !== call.visitId) {
      if (!certain) this.#keep(habit, times + 1)
      return undefined
    }
    this.#caused.set(call, found)
    return found
  }

  /** Called right before the app learns of the answer. */
  answered(call: WatchedCall): void {
    const interaction = this.#caused.get(call)
    if (!interaction) return
    this.#answered = { interaction, at: performance.now() }
    this.#running = interaction
    // What the answer's microtasks do is over by the next task; but those that are due already come before this one.
    setTimeout(() => {
      this.#running = undefined
    })
  }

  clear(): void {
    this.#habits.clear()
    this.#answered = this.#running = undefined
  }

  #assumed(call: WatchedCall): Interaction | undefined {
    const { newest } = this.#interactions
    const now = call.start
    if (newest && now - newest.latest < AFTER_EVENT) return newest
    const answered = this.#answered
    const goesOn = answered && now - answered.at < AFTER_ANSWER && now - answered.interaction.latest < LONGEST
    return goesOn ? answered.interaction : undefined
  }

  #keep(habit: string, times: number): void {
    this.#habits.set(habit, times)
    const [oldest] = this.#habits.keys()
    if (this.#habits.size > HABITS && oldest !== undefined) this.#habits.delete(oldest)
  }
}

/** Of a poll the query may change. */
const habitOf = ({ method, url }: WatchedCall) => `${method} ${(url.origin + url.pathname).slice(0, 500)}`
