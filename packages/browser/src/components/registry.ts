import { type Component, newComponent } from './component.ts'

/** Without room that are told apart in one report. */
const OTHERS = 1000

/** The components that are known by their names, so many and no more. */
export class ComponentRegistry {
  #byName = new Map<string, Component>()
  #byIdentity = new WeakMap<object, Component>()
  #recent = new Set<Component>()
  /** Those without room that were asked for since the last report. */
  #noRoom = new Map<string, Component>()
  #limit = 0

  /**
   * @param name of what is seen for the first time
   * @param library as far as is known: it may turn out to be the app's
   */
  of(identity: object, framework: string, name: () => string, library: boolean): Component {
    const known = this.#byIdentity.get(identity)
    if (known?.library === library) {
      this.#recent.add(known)
      return known
    }
    const text = name()
    const kept = this.#kept(text, framework, library)
    if (kept) this.#byIdentity.set(identity, kept)
    return kept ?? this.#withoutRoom(text, framework, library)
  }

  /** Of the app's. */
  named(name: string, framework: string): Component {
    return this.#kept(name, framework, false) ?? this.#withoutRoom(name, framework, false)
  }

  all(): Component[] {
    return [...this.#byName.values()]
  }

  /** Those that did something since the last call, and how many others did that have no room. */
  takeRecent(): { readonly components: readonly Component[]; readonly leftOut: number } {
    const components = [...this.#recent].filter(hasDone)
    const leftOut = [...this.#noRoom.values()].filter(hasDone).length
    this.#recent.clear()
    this.#noRoom.clear()
    return { components, leftOut }
  }

  /** Keeps so many from now on; of more those that were seen first. */
  resize(limit: number): void {
    if (limit === this.#limit) return
    this.#limit = limit
    // Who had room may have none now.
    this.#byIdentity = new WeakMap()
    this.#byName = new Map([...this.#byName].slice(0, limit))
    this.#noRoom.clear()
  }

  clear(): void {
    this.#byName.clear()
    this.#byIdentity = new WeakMap()
    this.#recent.clear()
    this.#noRoom.clear()
  }

  #kept(name: string, framework: string, library: boolean): Component | undefined {
    const key = keyOf(name, framework, library)
    let component = this.#byName.get(key)
    if (!component) {
      if (this.#byName.size >= this.#limit) return undefined
      component = newComponent(name, framework, library)
      this.#byName.set(key, component)
    }
    this.#recent.add(component)
    return component
  }

  #withoutRoom(name: string, framework: string, library: boolean): Component {
    const key = keyOf(name, framework, library)
    const component = this.#noRoom.get(key) ?? newComponent(name, framework, library)
    if (this.#noRoom.size < OTHERS) this.#noRoom.set(key, component)
    return component
  }
}

/** A library may have one of the same name as the app. */
const keyOf = (name: string, framework: string, library: boolean) =>
  `${library ? 'library' : 'app'} ${framework} ${name}`

/** Who only stood above what rendered has not. */
const hasDone = ({ recent }: Component) => recent.renders > 0 || recent.unmounts > 0 || recent.effects > 0
