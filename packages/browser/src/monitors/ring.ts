/** The newest of what was put in. */
export class Ring<Item> {
  #items: Item[] = []
  #start = 0
  #size: number

  /** @param size how many it holds */
  constructor(size: number) {
    this.#size = size
  }

  push(item: Item): void {
    if (this.#items.length < this.#size) this.#items.push(item)
    else {
      this.#items[this.#start] = item
      this.#start = (this.#start + 1) % this.#size
    }
  }

  /** Holds so many from now on; of more the newest stay. */
  resize(size: number): void {
    if (size === this.#size) return
    this.#items = this.all().slice(-size)
    this.#start = 0
    this.#size = size
  }

  /** Oldest first. */
  all(): Item[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)]
  }

  /** The newest. */
  last(): Item | undefined {
    return this.#items.at(this.#start - 1)
  }

  get length(): number {
    return this.#items.length
  }

  clear(): void {
    this.#items = []
    this.#start = 0
  }
}
