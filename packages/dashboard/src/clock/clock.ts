import { useSyncExternalStore } from 'react'

/*
 * The page's one clock: it ticks once a second for everything that shows an age, and rests while nothing does or
 * nobody looks.
 */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function run(): void {
  const wanted = listeners.size > 0 && document.visibilityState === 'visible'
  if (wanted && timer === undefined) {
    tick()
    timer = setInterval(tick, 1000)
  } else if (!wanted && timer !== undefined) {
    clearInterval(timer)
    timer = undefined
  }
}

document.addEventListener('visibilitychange', run)

function onTick(listener: () => void): () => void {
  listeners.add(listener)
  run()
  return () => {
    listeners.delete(listener)
    run()
  }
}

/** The time of the last tick. */
export function clockNow(): number {
  return timer === undefined ? Date.now() : now
}

/** Renders again only when what `read` makes of the time changes; it must make a primitive. */
export function useClock<T extends string | number | boolean | null>(read: (now: number) => T): T {
  return useSyncExternalStore(onTick, () => read(now))
}
