import { componentName, identityOf } from './component-name.ts'
import { chainDevToolsHook, type HookListener } from './devtools-hook.ts'
import { type Fiber, type FiberRoot, isComponent } from './fiber.ts'
import type { KnownTrees } from './known-trees.ts'
import type { LibraryComponents } from './library-components.ts'

export interface ReactListener {
  /**
   * @param unmounted what the commit took away, one by one
   * @param late the tree was there before it was seen for the first time, which is now
   */
  committed(root: FiberRoot, unmounted: readonly Unmounted[], late: boolean): void
}

export interface Unmounted {
  readonly identity: object
  readonly name: () => string
  readonly library: boolean
}

/** Hears of each commit of the app's own trees, of React 18 and later. @returns how that ends */
export function observeReact(
  trees: KnownTrees,
  libraries: LibraryComponents,
  listener: ReactListener,
): () => void {
  const listenTo = (): HookListener => {
    // Of each renderer what it takes away, until it says in which tree that was.
    const unmounted = new Map<unknown, Unmounted[]>()
    return {
      unmounted(renderer, fiber) {
        if (!isComponent(fiber)) return
        const gone = unmounted.get(renderer)
        const leaves = leaving(fiber, libraries.has(fiber))
        if (gone) gone.push(leaves)
        else unmounted.set(renderer, [leaves])
      },
      committed(renderer, root) {
        const gone = unmounted.get(renderer) ?? []
        unmounted.delete(renderer)
        const isFirst = !trees.has(root)
        if (trees.isWatched(root)) listener.committed(root, gone, isFirst && !!root.current.alternate?.child)
      },
    }
  }
  return chainDevToolsHook(listenTo)
}

/** The name is read at once, and only what is the component's stays: nothing of the tree. */
function leaving(fiber: Fiber, library: boolean): Unmounted {
  const identity = identityOf(fiber)
  const name = componentName(fiber)
  return { identity, name: () => name, library }
}
