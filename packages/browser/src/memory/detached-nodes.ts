import { quietly } from '../quietly.ts'
import type { Collections } from './collections.ts'

/** Roots of parts taken out that are remembered at once. */
const MOST = 20_000
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

  #take(records: readonly MutationRecord[]): void {
    const { seen } = this.#collections
    for (const { removedNodes } of records) {
      for (const node of removedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE || node.isConnected) continue
        const element = node as Element
        const known = this.#known.get(element)
        if (known === undefined && this.#suspects.size >= MOST) continue
        const suspect = known ?? { node: new WeakRef(element), since: seen }
        suspect.since = seen
        this.#known.set(element, suspect)
        this.#suspects.add(suspect)
      }
    }
  }
}
