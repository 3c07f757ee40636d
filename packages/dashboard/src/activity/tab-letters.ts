import { remember, remembered } from '../address/remembered.ts'

/** A tab that was not seen for so long gives its letter back. Milliseconds. */
const FORGOTTEN_AFTER = 24 * 60 * 60 * 1000

interface Known {
  readonly tab: string
  readonly letter: string
  seen: number
}

/** A, B … Z, A2, B2 … */
function letterOf(index: number): string {
  const round = Math.floor(index / 26)
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round + 1}`
}

/** Names browser tabs by letters that are short and stay: the first tab is A, the next B. */
export class TabLetters {
  readonly #known = new Map<string, Known>()
  readonly #keep: (text: string) => void

  /** @param text what `keep` was given before */
  constructor(text: string | null, keep: (text: string) => void, now: number) {
    this.#keep = keep
    for (const entry of parse(text)) {
      if (now - entry.seen < FORGOTTEN_AFTER) this.#known.set(entry.tab, entry)
    }
  }

  get size(): number {
    return this.#known.size
  }

  of(tab: string, now: number): string {
    const known = this.#known.get(tab)
    if (known !== undefined) {
      known.seen = now
      return known.letter
    }
    for (const entry of this.#known.values()) {
      if (now - entry.seen >= FORGOTTEN_AFTER) this.#known.delete(entry.tab)
    }
    const taken = new Set([...this.#known.values()].map(({ letter }) => letter))
    let index = 0
    while (taken.has(letterOf(index))) index++
    const letter = letterOf(index)
    this.#known.set(tab, { tab, letter, seen: now })
    this.#keep(JSON.stringify([...this.#known.values()]))
    return letter
  }
}

function parse(text: string | null): Known[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.filter(isKnown) : []
  } catch {
    return []
  }
}

function isKnown(value: unknown): value is Known {
  if (typeof value !== 'object' || value === null) return false
  const { tab, letter, seen } = value as Record<string, unknown>
  return typeof tab === 'string' && typeof letter === 'string' && typeof seen === 'number'
}

let letters: TabLetters | undefined

/** The letter of a browser tab on this page, and on the next one opened here. */
export function tabLetter(tab: string): string {
  letters ??= new TabLetters(remembered('tabs'), (text) => remember('tabs', text), Date.now())
  return letters.of(tab, Date.now())
}
