import { quietly } from '../quietly.ts'
import type { Collections } from './collections.ts'

/** Roots of parts taken out that are remembered at once. */
const MOST = 20_000
/** Roots that found no room until room is made: what is gone by then holds its place no longer. */
const PATIENCE = 1000
/** Nodes counted at one look. */
const MOST_COUNTED = 200_000
/**
 * Collections noticed until what is still there is held by something: the first may have been before, the second may have
 * passed over what was taken out while it went on, and some engines collect nodes in the one after.
 */
const SURVIVED = 3

interface Suspect {
  readonly node: WeakRef<Element>
  /** Collections noticed when it was taken out. */
  since: number
}

/** Follows what is taken out of the document, outside of shadow trees, and counts what stays alive nevertheless. */
export class DetachedNodes {
  readonly #collections: Collections
  readonly #observer: MutationObserver
  #suspects = new Set<Suspect>()
  #known = new WeakMap<Element, Suspect>()
  #missed = 0

  constructor(collections: Collections) {
    this.#collections = collections
    this.#observer = new MutationObserver((records) => quietly(() => this.#take(records)))
    this.#observer.observe(document, { childList: true, subtree: true })
  }

  /**
   * Elements that were taken out, and are still there though garbage was collected since. What was taken out lately is not
   * among them: it may only wait to be collected.
   */
  look(): number {
    this.#take(this.#observer.takeRecords())
    const roots = new Set<Node>()
    for (const suspect of this.#suspects) {
      const node = suspect.node.deref()
      if (!node || node.isConnected) this.#suspects.delete(suspect)
      else if (this.#collections.seen - suspect.since >= SURVIVED) {
        // A part of one that was taken out is a part of it still, or of something else that is held.
        roots.add(node.getRootNode({ composed: true }))
      }
    }
    let count = 0
    for (const root of roots) {
      count += Number(root.nodeType === Node.ELEMENT_NODE)
      count += (root as ParentNode & Node).querySelectorAll('*').length
      if (count >= MOST_COUNTED) break
    }
    return count
  }

  stop(): void {
    this.#observer.disconnect()
    this.#suspects.clear()
  }

  /** Lets go what is collected or back in the document; it looks at all of them, and so not each time. */
  #makesRoom(): boolean {
    if (++this.#missed < PATIENCE) return false
    this.#missed = 0
    for (const suspect of this.#suspects)
      if (suspect.node.deref()?.isConnected !== false) this.#suspects.delete(suspect)
    return this.#suspects.size < MOST
  }

  #take(records: readonly MutationRecord[]): void {
    const { seen } = this.#collections
    for (const { removedNodes } of records) {
      for (const node of removedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE || node.isConnected) continue
        const element = node as Element
        const known = this.#known.get(element)
        if (this.#suspects.size >= MOST && !this.#suspects.has(known as Suspect) && !this.#makesRoom())
          continue
        const suspect = known ?? { node: new WeakRef(element), since: seen }
        suspect.since = seen
        this.#known.set(element, suspect)
        this.#suspects.add(suspect)
      }
    }
  }
}
