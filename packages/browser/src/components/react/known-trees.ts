import { countComponents } from './each-below.ts'
import type { FiberRoot } from './fiber.ts'

/** Elements, or hosts of shadow trees, whose React is not the app's: Next.js's overlay in development, and Kymo's own. */
const FOREIGN = 'nextjs-portal, kymo-panel'

/** Trees that were seen, and whether they are looked at. It keeps none of them alive. */
export class KnownTrees {
  #watched = new WeakMap<FiberRoot, boolean>()
  #roots: WeakRef<FiberRoot>[] = []

  has(root: FiberRoot): boolean {
    return this.#watched.has(root)
  }

  /** Whether it is the app's own, and of a React that is known. Asked once for each tree. */
  isWatched(root: FiberRoot): boolean {
    let is = this.#watched.get(root)
    if (is === undefined) {
      is = isSupported(root) && !isForeign(root.containerInfo)
      this.#watched.set(root, is)
      if (is) this.#roots = [...this.#roots.filter((other) => other.deref()), new WeakRef(root)]
    }
    return is
  }

  /** Those that are looked at. */
  roots(): FiberRoot[] {
    return this.#roots.flatMap((root) => root.deref() ?? [])
  }

  /** Instances of components in them. */
  count(): number {
    return this.roots().reduce((sum, root) => sum + countComponents(root), 0)
  }
}

const isSupported = ({ current }: FiberRoot) => typeof current?.subtreeFlags === 'number'

function isForeign(container: unknown): boolean {
  const host = container instanceof ShadowRoot ? container.host : container
  return host instanceof Element && host.closest(FOREIGN) !== null
}
