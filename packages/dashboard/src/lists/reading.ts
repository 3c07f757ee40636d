/** A pointer or keyboard that has rested for so long in a list is not at work there any more. Milliseconds. */
const RESTS = 5000

/** Tells whether somebody is at work in a list, so that its rows must stay where they are. */
export class Reading {
  readonly #tell: (reading: boolean) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param tell called at each change of it */
  constructor(tell: (reading: boolean) => void) {
    this.#tell = tell
  }

  /** The pointer moved, or a key was pressed, in the list. */
  used(): void {
    if (this.#timer === undefined) this.#tell(true)
    else clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.left(), RESTS)
  }

  /** The pointer left the list, or the person its window. */
  left(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#tell(false)
  }
}
