/** Waits of something that comes to its end one day. They keep no process alive. */
export class Pause {
  #over = false
  #wake: () => void = () => {}

  /** Resolves when the time is over, or at the end. */
  wait(milliseconds: number): Promise<void> {
    if (this.#over) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Ends the wait that was begun last, and from now on there is none. */
  end(): void {
    this.#over = true
    this.#wake()
  }
}
