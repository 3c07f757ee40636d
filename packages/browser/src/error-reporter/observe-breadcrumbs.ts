import { type BreadcrumbCategory, type BreadcrumbLevel, GIVEN_UP } from '@kymo/protocol'
import type { CallWatcher, WatchedCall } from '../fetches/calls.ts'
import { traffic } from '../fetches/traffic.ts'
import { keptUrl } from '../kept.ts'
import { patched } from '../monitors/patched.ts'
import { elementWords } from '../network/element-words.ts'
import { quietly } from '../quietly.ts'
import { addressHere } from '../visits/visit.ts'
import type { Breadcrumbs } from './breadcrumbs.ts'
import { consoleText } from './console-text.ts'

/** Methods of the console that leave a breadcrumb; `error` is seen where errors are. */
const CONSOLE: readonly (readonly ['warn' | 'info' | 'log', BreadcrumbLevel])[] = [
  ['warn', 'warning'],
  ['info', 'info'],
  ['log', 'info'],
]

/** Notes what the page does, of these categories. @returns no longer */
export function observeBreadcrumbs(
  crumbs: Breadcrumbs,
  categories: readonly BreadcrumbCategory[],
  levels: readonly string[],
): { readonly moved: () => void; readonly undo: () => void } {
  const undo: (() => void)[] = []
  const wants = (category: BreadcrumbCategory) => categories.includes(category)
  const on = (target: EventTarget, type: string, listener: (event: Event) => void) => {
    const quiet = (event: Event) => quietly(() => listener(event))
    target.addEventListener(type, quiet, true)
    undo.push(() => target.removeEventListener(type, quiet, true))
  }

  let address = addressHere()
  const moved = () => {
    const now = addressHere()
    if (now === address || !wants('navigation')) return
    crumbs.add('navigation', { message: `to ${keptUrl(now)}`, data: { from: keptUrl(address) } })
    address = now
  }
  if (wants('navigation')) {
    const { navigation } = window as { readonly navigation?: EventTarget }
    if (navigation) on(navigation, 'currententrychange', moved)
    on(window, 'popstate', moved)
    on(window, 'hashchange', moved)
  }
  if (wants('click'))
    on(window, 'click', (event) => crumbs.add('click', { message: elementWords(event.composedPath()[0]) }))
  // That something was typed or chosen, never what.
  if (wants('input'))
    on(window, 'change', (event) => crumbs.add('input', { message: elementWords(event.composedPath()[0]) }))
  if (wants('request')) undo.push(traffic().watch(noteRequests(crumbs)))
  if (wants('console'))
    for (const [method, level] of CONSOLE) {
      if (!levels.includes(method)) continue
      undo.push(
        patched(console, method, {
          apply(native, self, args: unknown[]) {
            quietly(() => crumbs.add('console', { message: consoleText(args), level }))
            return Reflect.apply(native, self, args)
          },
        }),
      )
    }
  return {
    moved,
    undo() {
      for (const one of undo) quietly(one)
    },
  }
}

/** With its answer's head: what goes wrong with it, goes wrong before its end. */
function noteRequests(crumbs: Breadcrumbs): CallWatcher {
  const noted = new WeakSet<WatchedCall>()
  const note = (call: WatchedCall, status: number, error?: string) => {
    if (noted.has(call)) return
    noted.add(call)
    const { method, url, by, start } = call
    const failed = status >= 500 || (!status && error !== undefined && error !== GIVEN_UP)
    crumbs.add('request', {
      message: `${method} ${keptUrl(url.href)}`,
      level: failed ? 'error' : status >= 400 ? 'warning' : 'info',
      data: {
        ...(status && { status }),
        ...(error && error !== String(status) && { error }),
        ...(by !== 'fetch' && { by }),
        duration: Math.round(performance.now() - start),
      },
    })
  }
  return { answered: note, ended: (call, { status, error }) => note(call, status, error) }
}
