/** A wait that can be cut short, and that keeps no process alive. */
export class Pause {
  #end: () => void = () => {}

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref()
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Ends the wait that was begun last. */
  end(): void {
    this.#end()
  }
}
