/** What is read of React's own tree; the same in React 18 and 19, by their names in its source. */
export interface Fiber {
  readonly tag: number
  readonly type: unknown
  readonly elementType: unknown
  readonly mode: number
  readonly flags: number
  readonly subtreeFlags: number
  readonly return: Fiber | null
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  /** As it was before the commit, of what has rendered or stands beside it; null of what is new. */
  readonly alternate: Fiber | null
  readonly ref: unknown
  readonly stateNode: unknown
  readonly memoizedProps: unknown
  /** Of a function component the first of its hooks, of a class its state. */
  readonly memoizedState: unknown
  readonly dependencies: { readonly firstContext: ContextRead | null } | null
  /** Milliseconds with its children; only in development and in the profiling build. */
  readonly actualDuration?: number
  /** Names of the hooks in the order of their calls; only in development. */
  readonly _debugHookTypes?: readonly string[] | null
  /** Of who made its element; only in development, from React 19.1 on. */
  readonly _debugStack?: { readonly stack?: unknown } | string | null
  /** Where its element was made; only in development, until React 18. */
  readonly _debugSource?: { readonly fileName?: unknown } | null
  /** The component that made its element; only in development. */
  readonly _debugOwner?: Fiber | ServerComponent | null
}

/** A component that rendered on the server. */
export interface ServerComponent {
  readonly name?: unknown
  readonly debugStack?: Fiber['_debugStack']
  readonly owner?: ServerComponent | null
}

/** A place of a function component's list of hooks. */
export interface Hook {
  readonly memoizedState: unknown
  /** Of what can cause a render. */
  readonly queue: object | null
  readonly next: Hook | null
}

/** A context that a component has read in its last render. */
export interface ContextRead {
  readonly context: { readonly displayName?: unknown }
  readonly memoizedValue: unknown
  readonly next: ContextRead | null
}

export interface FiberRoot {
  readonly current: Fiber
  readonly containerInfo: unknown
}

const FUNCTION = 0
const CLASS = 1
const FORWARD_REF = 11
const SIMPLE_MEMO = 15

export const HOST_COMPONENT = 5
export const HOST_TEXT = 6
export const HOST_HOISTABLE = 26
export const HOST_SINGLETON = 27
/** `memo` of what is not a plain function: what it wraps is a component of its own below it. */
export const MEMO = 14
/** The content of Suspense and Activity; it has a state while it is hidden. */
export const OFFSCREEN = 22

/** Flag of what has rendered, and was not passed over. */
export const PERFORMED_WORK = 1
/** Flag of a class with a method to call after this commit. */
export const UPDATE = 4
/** Mode of what is measured. */
const PROFILE_MODE = 2

export const isClass = ({ tag }: Fiber): boolean => tag === CLASS

export const isComponent = ({ tag }: Fiber): boolean =>
  tag === FUNCTION || tag === SIMPLE_MEMO || tag === FORWARD_REF || tag === CLASS

export const isForwardRef = ({ tag }: Fiber): boolean => tag === FORWARD_REF

/** Milliseconds of its render with all below it; undefined where React does not measure. */
export function totalTime({ actualDuration, mode }: Fiber): number | undefined {
  return typeof actualDuration === 'number' && mode & PROFILE_MODE ? Math.max(0, actualDuration) : undefined
}

/** Milliseconds without what is below it. Only of what was visited by the newest render. */
export function selfTime(fiber: Fiber): number | undefined {
  let time = totalTime(fiber)
  if (time === undefined) return undefined
  for (let child = fiber.child; child; child = child.sibling) time -= child.actualDuration ?? 0
  return Math.max(0, time)
}
