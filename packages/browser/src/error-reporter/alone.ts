import { attempt } from '../attempt.ts'
import { newId } from '../ids.ts'

/** Milliseconds for which a claim holds that its page does not renew, and that another page's claim takes to be seen. */
const CLAIM = 20_000
const SETTLED = 100

/**
 * Runs something in one page of the origin at a time; not at all where another page does so now. By Web Locks, and where
 * a page may not use them, by a claim in `localStorage`.
 *
 * @param run is told by its argument whether the page still has the right to go on
 */
export async function alone(name: string, run: (mine: () => boolean) => Promise<void>): Promise<void> {
  if (navigator.locks) {
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? run(() => true) : undefined))
    return
  }
  const key = `${name}.claim`
  const own = newId(8)
  const read = () => (attempt(() => localStorage.getItem(key)) ?? '').split(' ')
  const claim = () => attempt(() => localStorage.setItem(key, `${own} ${Date.now()}`))
  const [, at] = read()
  if (Date.now() - Number(at ?? 0) < CLAIM) return
  claim()
  // Of several that claim at once, the last one stays.
  await new Promise((resolve) => setTimeout(resolve, SETTLED))
  const mine = () => {
    if (read()[0] !== own) return false
    claim()
    return true
  }
  if (!mine()) return
  await run(mine)
  if (read()[0] === own) attempt(() => localStorage.removeItem(key))
}
