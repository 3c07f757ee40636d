import type { MountedComponent } from './react/mounted-components.ts'

interface Instances {
  readonly name: string
  readonly framework: string
  count: number
}

/** How many instances there are of what is told by hand: by name of so many, of all others together. */
export class MountedByHand {
  #byName = new Map<string, Instances>()
  #others = 0
  #limit = 0

  mounted(name: string, framework: string): void {
    const key = `${framework} ${name}`
    const instances = this.#byName.get(key)
    if (instances) instances.count++
    else if (this.#byName.size < this.#limit) this.#byName.set(key, { name, framework, count: 1 })
    else this.#others++
  }

  unmounted(name: string, framework: string): void {
    const key = `${framework} ${name}`
    const instances = this.#byName.get(key)
    if (!instances) this.#others = Math.max(0, this.#others - 1)
    else if (--instances.count === 0) this.#byName.delete(key)
  }

  /** Of all. */
  get count(): number {
    return [...this.#byName.values()].reduce((sum, { count }) => sum + count, this.#others)
  }

  /** Of those that are known by name; what they take is not known. */
  all(): MountedComponent[] {
    return [...this.#byName.values()].map(({ name, framework, count }) => ({
      name,
      framework,
      instances: count,
      bytes: 0,
    }))
  }

  /** Knows so many names from now on, and those that it knows. */
  resize(limit: number): void {
    this.#limit = limit
  }

  clear(): void {
    this.#byName.clear()
    this.#others = 0
  }
}
