import type { RenderCause } from '@kymo/protocol'
import { attempt } from '../../attempt.ts'
import { type ContextRead, type Fiber, isClass, isForwardRef } from './fiber.ts'
import { lookAtHooks } from './hooks.ts'

/** What was different: the name of a prop, of a class's state or of a context, or a hook such as `#2 useState`. */
export interface ChangedKey {
  readonly cause: RenderCause
  readonly key: string
}

/** Why a component rendered again. */
export interface Change {
  /** One at least. */
  readonly causes: readonly RenderCause[]
  readonly keys: readonly ChangedKey[]
}

/** Names of what changed that are looked at in one render of one component. */
const KEYS = 50

/** Compares a component that has rendered with what it was before. @returns its effects that run now, too */
export function whyRendered(fiber: Fiber, before: Fiber): Change & { readonly effects: number } {
  const causes: RenderCause[] = []
  const keys: ChangedKey[] = []
  const found = (cause: RenderCause, key: string) => {
    if (causes.at(-1) !== cause) causes.push(cause)
    if (keys.length < KEYS) keys.push({ cause, key: key.slice(0, 200) })
  }
  const given = fiber.memoizedProps !== before.memoizedProps
  if (given) eachChanged(before.memoizedProps, fiber.memoizedProps, (key) => found('props', key))
  if (isForwardRef(fiber) && fiber.ref !== before.ref && keys.every(({ key }) => key !== 'ref')) {
    found('props', 'ref')
  }

  let effects = 0
  if (!isClass(fiber)) effects = lookAtHooks(fiber, before, (hook) => found('state', hook))
  else if (fiber.memoizedState !== before.memoizedState) {
    causes.push('state')
    eachChanged(before.memoizedState, fiber.memoizedState, (key) => found('state', key))
  }

  eachChangedContext(before, fiber, (name) => {
    // One that is read twice is in the list twice.
    if (!keys.some(({ cause, key }) => cause === 'context' && key === name)) found('context', name)
  })
  // A parent that renders makes new props, though all in them be the same.
  if (!causes.length) causes.push(given ? 'parent' : 'unknown')
  return { causes, keys, effects }
}

function eachChanged(before: unknown, after: unknown, changed: (key: string) => void): void {
  attempt(() => {
    const [old, now] = [before ?? {}, after ?? {}] as Readonly<Record<string, unknown>>[]
    if (!old || !now) return
    for (const key in now) if (isOther(old, now, key)) changed(key)
    for (const key in old) if (!(key in now) && isOther(old, now, key)) changed(key)
  })
}

/** Reading what an app put there may run code of its own: what can't be read has not changed. */
function isOther(
  old: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  key: string,
): boolean {
  try {
    return !Object.is(old[key], now[key])
  } catch {
    return false
  }
}

function eachChangedContext(before: Fiber, after: Fiber, changed: (name: string) => void): void {
  let old = before.dependencies?.firstContext ?? null
  for (let read = after.dependencies?.firstContext ?? null; read; read = read.next) {
    const was = old?.context === read.context ? old : find(before.dependencies?.firstContext, read)
    if (was && !Object.is(was.memoizedValue, read.memoizedValue)) changed(contextName(read))
    old = old?.next ?? null
  }
}

function find(from: ContextRead | null | undefined, { context }: ContextRead): ContextRead | undefined {
  for (let read = from ?? null; read; read = read.next) if (read.context === context) return read
  return undefined
}

function contextName({ context }: ContextRead): string {
  const name = attempt(() => context.displayName)
  return typeof name === 'string' && name ? name : 'Context'
}
