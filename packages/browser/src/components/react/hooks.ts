import type { Fiber, Hook } from './fiber.ts'

/** Places in the list that a hook takes; one, where it is not named here. */
const PLACES: Readonly<Record<string, number>> = {
  useContext: 0,
  useDebugValue: 0,
  useTransition: 2,
  useSyncExternalStore: 2,
  useActionState: 3,
  useFormState: 3,
}

/** In the tag of an effect: it runs after this commit. */
const HAS_EFFECT = 1

/**
 * Looks through the hooks of a function component that has just rendered.
 *
 * @param changed called once with each whose state is another, such as `#2 useState`: numbered in the order of their calls
 *   as React's own tools number them, which is without `useContext`; in production builds the kind is not known, and the
 *   number is that of the place in React's list
 * @returns effects that run after this commit
 */
export function lookAtHooks(fiber: Fiber, before: Fiber | null, changed: (hook: string) => void): number {
  const kinds = fiber._debugHookTypes
  let effects = 0
  let number = 0
  let call = -1
  let places = 0
  let told = 0
  let last: Hook | undefined
  let old = before?.memoizedState as Hook | null | undefined
  for (let hook = fiber.memoizedState as Hook | null; hook; hook = hook.next) {
    if (!places) {
      number++
      do call++
      while (kinds && PLACES[kinds[call] ?? ''] === 0)
      places = (kinds && PLACES[kinds[call] ?? '']) || 1
    }
    places--
    const kind = kinds?.[call]
    if (old && told !== number && !Object.is(old.memoizedState, hook.memoizedState)) {
      if (hook.queue || kind === 'useDeferredValue') {
        told = number
        changed(kind ? `#${number} ${kind}` : `#${number}`)
      }
    }
    // What a store's hook and a handle do by themselves is no effect of the component's.
    if (isEffect(hook) && !(last && isStore(last)) && kind !== 'useImperativeHandle') effects++
    last = hook
    old = old?.next
  }
  return effects
}

const isStore = ({ queue }: Hook) => queue !== null && 'getSnapshot' in queue

function isEffect({ queue, memoizedState }: Hook): boolean {
  if (queue || typeof memoizedState !== 'object' || memoizedState === null) return false
  const { tag, create } = memoizedState as { tag?: unknown; create?: unknown }
  return typeof create === 'function' && typeof tag === 'number' && (tag & HAS_EFFECT) !== 0
}
