import { type Component, newComponent } from './component.ts'

/** The components that are known by their names, so many and no more. */
export class ComponentRegistry {
  #byName = new Map<string, Component>()
  #byIdentity = new WeakMap<object, Component>()
  #recent = new Set<Component>()
  #limit = 0
  #leftOut = 0
  /** Stands for all that have no room. */
  #noRoom = newComponent('', '')

  /** @param name of what is seen for the first time */
  of(identity: object, framework: string, name: () => string): Component {
    let component = this.#byIdentity.get(identity)
    if (!component) {
      component = this.named(name(), framework)
      this.#byIdentity.set(identity, component)
    }
    this.#recent.add(component)
    return component
  }

  named(name: string, framework: string): Component {
    const key = `${framework} ${name}`
    let component = this.#byName.get(key)
    if (!component) {
      if (this.#byName.size >= this.#limit) {
        this.#leftOut++
        return this.#noRoom
      }
      component = newComponent(name, framework)
      this.#byName.set(key, component)
    }
    this.#recent.add(component)
    return component
  }

  all(): Component[] {
    return [...this.#byName.values()]
  }

  /** Those that did something since the last call, and how many new ones had no room. */
  takeRecent(): { readonly components: readonly Component[]; readonly leftOut: number } {
    this.#recent.delete(this.#noRoom)
    const components = [...this.#recent]
    const leftOut = this.#leftOut
    this.#recent.clear()
    this.#leftOut = 0
    return { components, leftOut }
  }

  /** Keeps so many from now on; of more those that were seen first. */
  resize(limit: number): void {
    if (limit === this.#limit) return
    this.#limit = limit
    // Who had no room may have some now.
    this.#byIdentity = new WeakMap()
    this.#byName = new Map([...this.#byName].slice(0, limit))
  }

  clear(): void {
    this.#byName.clear()
    this.#byIdentity = new WeakMap()
    this.#recent.clear()
    this.#leftOut = 0
    this.#noRoom = newComponent('', '')
  }
}
