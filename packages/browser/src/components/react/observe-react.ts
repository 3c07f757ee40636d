import { componentName, identityOf } from './component-name.ts'
import { chainDevToolsHook, type HookListener } from './devtools-hook.ts'
import { type Fiber, type FiberRoot, isComponent } from './fiber.ts'

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
}

export interface ReactObserver {
  /** Trees that have been seen and are there. */
  roots(): FiberRoot[]
  stop(): void
}

/** Elements, or hosts of shadow trees, whose React is not the app's: Next.js's overlay in development, and Kymo's own. */
const FOREIGN = 'nextjs-portal, kymo-panel'

/** Hears of each commit of the app's own trees, of React 18 and later. */
export function observeReact(listener: ReactListener): ReactObserver {
  const watched = new WeakMap<FiberRoot, boolean>()
  let known: WeakRef<FiberRoot>[] = []
  const see = (root: FiberRoot) => {
    const is = isSupported(root) && !isForeign(root.containerInfo)
    watched.set(root, is)
    if (is) known = [...known.filter((other) => other.deref()), new WeakRef(root)]
  }

  const listenTo = (): HookListener => {
    // Of each renderer what it takes away, until it says in which tree that was.
    const unmounted = new Map<unknown, Unmounted[]>()
    return {
      unmounted(renderer, fiber) {
        if (!isComponent(fiber)) return
        const gone = unmounted.get(renderer)
        if (gone) gone.push(leaving(fiber))
        else unmounted.set(renderer, [leaving(fiber)])
      },
      committed(renderer, root) {
        const gone = unmounted.get(renderer) ?? []
        unmounted.delete(renderer)
        const isFirst = !watched.has(root)
        if (isFirst) see(root)
        if (watched.get(root)) listener.committed(root, gone, isFirst && !!root.current.alternate?.child)
      },
    }
  }
  const stop = chainDevToolsHook(listenTo)
  return {
    roots: () => known.flatMap((root) => root.deref() ?? []),
    stop,
  }
}

/** The name is read at once, and only what is the component's stays: nothing of the tree. */
function leaving(fiber: Fiber): Unmounted {
  const identity = identityOf(fiber)
  const name = componentName(fiber)
  return { identity, name: () => name }
}

const isSupported = ({ current }: FiberRoot) => typeof current?.subtreeFlags === 'number'

function isForeign(container: unknown): boolean {
  const host = container instanceof ShadowRoot ? container.host : container
  return host instanceof Element && host.closest(FOREIGN) !== null
}
