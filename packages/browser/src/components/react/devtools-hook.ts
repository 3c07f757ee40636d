import { quietly } from '../../quietly.ts'
import type { Fiber, FiberRoot } from './fiber.ts'

/** What React looks for when it is loaded, and calls from then on. */
interface DevToolsHook {
  readonly renderers?: Map<number, object>
  readonly isDisabled?: boolean
  onCommitFiberRoot?: (...args: never[]) => unknown
  onCommitFiberUnmount?: (...args: never[]) => unknown
}

export interface HookListener {
  /** @param renderer by which its commits and unmounts belong together */
  committed(renderer: unknown, root: FiberRoot): void
  /** Comes before the commit that it is a part of. */
  unmounted(renderer: unknown, fiber: Fiber): void
}

const NAME = '__REACT_DEVTOOLS_GLOBAL_HOOK__'
const holder = () => globalThis as { [NAME]?: DevToolsHook | undefined }

/** On a hook that was made here. */
const OURS = Symbol.for('kymo.react-hook')

/** Milliseconds after which a React that was loaded would have told the hook. */
const PATIENCE = 5000

/**
 * Listens to React through its DevTools' hook. A hook that is there is chained, by its methods, and so is one that takes
 * its place later. Where there is none, one is put on the prototype of the window: React finds it there, and whoever
 * comes later and looks whether the window has one of its own, as React's DevTools do, makes one as if there were none.
 *
 * @param listenTo makes a listener for one hook
 * @returns how it is undone. React keeps the hook that it found for good: one that it has taken stays, and does nothing.
 */
export function chainDevToolsHook(listenTo: () => HookListener): () => void {
  const chained = new Map<DevToolsHook, () => void>()
  const passing = new Set<unknown>()
  const chain = () => {
    const hook = holder()[NAME]
    if (!hook || chained.has(hook)) return
    const listener = listenTo()
    const undo = [
      before(hook, 'onCommitFiberRoot', listener.committed, passing),
      before(hook, 'onCommitFiberUnmount', listener.unmounted, passing),
    ]
    chained.set(hook, () => {
      for (const undoOne of undo) undoOne()
    })
  }
  const check = () => void quietly(chain)

  if (!holder()[NAME]) putHook(check)
  check()
  // Who defines a hook of its own can't be heard; it does so before React's script runs, or for nothing.
  document.addEventListener('readystatechange', check)
  const timer = setTimeout(() => quietly(tellIfLate), PATIENCE)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('readystatechange', check)
    for (const undo of chained.values()) undo()
    takeHook()
  }
}

/**
 * Calls the listener before the method, which may be another's by then.
 *
 * @param passing what is told just now: a hook that took another's place may pass on to that one, which is chained, too
 */
function before<Told extends object>(
  hook: DevToolsHook,
  method: 'onCommitFiberRoot' | 'onCommitFiberUnmount',
  listener: (renderer: unknown, of: Told) => void,
  passing: Set<unknown>,
): () => void {
  let told: typeof listener | undefined = listener
  type Args = [renderer: unknown, of: Told, ...more: unknown[]]
  const native = hook[method] as ((...args: Args) => unknown) | undefined
  function chained(this: unknown, ...args: Args): unknown {
    const [renderer, of] = args
    if (!told || passing.has(of)) return native?.apply(this, args)
    quietly(() => told?.(renderer, of))
    passing.add(of)
    try {
      return native?.apply(this, args)
    } finally {
      passing.delete(of)
    }
  }
  hook[method] = chained
  return () => {
    told = undefined
    if (hook[method] !== chained) return
    if (native) hook[method] = native
    else delete hook[method]
  }
}

function putHook(replaced: () => void): void {
  let renderers = 0
  const hook = {
    [OURS]: true,
    renderers: new Map<number, object>(),
    supportsFiber: true,
    supportsFlight: true,
    inject(renderer: object) {
      this.renderers.set(++renderers, renderer)
      return renderers
    },
    onScheduleFiberRoot() {},
    onCommitFiberRoot: nothing,
    onCommitFiberUnmount: nothing,
  }
  Object.defineProperty(Window.prototype, NAME, {
    configurable: true,
    get: () => hook,
    set(other: unknown) {
      Object.defineProperty(window, NAME, {
        value: other,
        configurable: true,
        enumerable: true,
        writable: true,
      })
      replaced()
    },
  })
}

/** Takes away a hook that was put, unless React or somebody else has taken it. */
function takeHook(): void {
  const hook = Object.getOwnPropertyDescriptor(Window.prototype, NAME)?.get?.() as
    | (DevToolsHook & { [OURS]?: true })
    | undefined
  if (!hook?.[OURS] || hook.renderers?.size || hook.onCommitFiberRoot !== nothing) return
  delete (Window.prototype as { [NAME]?: unknown })[NAME]
}

function nothing(): void {}

/** Says so where React was loaded first, found no hook, and will tell nobody. */
function tellIfLate(): void {
  const hook = holder()[NAME] as (DevToolsHook & { [OURS]?: true }) | undefined
  if (!hook?.[OURS] || hook.renderers?.size) return
  const rendered = [...document.querySelectorAll('*')]
    .slice(0, 1000)
    .some((element) => Object.keys(element).some((key) => key.startsWith('__react')))
  if (!rendered) return
  console.info(
    'kymo REACT_LOADED_FIRST: components are not observed. Start the component tracker before React is loaded: import it, and what enables it, first.',
  )
}
