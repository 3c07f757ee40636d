import { attempt } from '../../attempt.ts'
import type { Fiber, ServerComponent } from './fiber.ts'

/** Whose code an element was made by. */
export type Maker = 'app' | 'library'

/** Server components above one another that are gone through. */
const ABOVE = 50

/**
 * Whose code made the element of a fiber; undefined where React does not tell, as in production. What a server component
 * of a library makes, who used that component made: it is not in the page itself.
 */
export function makerOf({ _debugStack, _debugSource, _debugOwner }: Fiber): Maker | undefined {
  return attempt(() => {
    if (_debugSource) return makerAt(String(_debugSource.fileName))
    let maker = makerIn(textOf(_debugStack))
    let owner = _debugOwner
    for (let above = 0; maker === 'library' && owner && isOnServer(owner) && above < ABOVE; above++) {
      maker = makerIn(textOf(owner.debugStack))
      owner = owner.owner
    }
    return maker
  })
}

const isOnServer = (owner: Fiber | ServerComponent): owner is ServerComponent => !('tag' in owner)

/** React has a text in place of the error in some builds. The stack is written when it is first read. */
const textOf = (stack: Fiber['_debugStack']) => (typeof stack === 'string' ? stack : stack?.stack)

const CHROMIUM = /^\s+at (?:(.*?) \()?(.*?)\)?$/
const OTHERS = /^(.*?)@(.*)$/

/** What may stand between who makes an element and React's own factory. */
const FACTORY = /(?:^|[ .])(?:jsxs?|jsxs?DEV|createElement|cloneElement)$/
/** In place of the factory's, of an element that was made on the server; of that stack the framework cuts its own frames. */
const FROM_SERVER = 'fakeJSXCallSite'
/** Below it are React's own. Its name in 19.0 has other dashes. */
const BOTTOM = /react[-_]stack[-_]bottom[-_]frame/
/** React takes no stacks of more than ten thousand elements a second: all others have this one. */
const NO_STACK = 'UnknownOwner'

/** @param stack as React keeps it of an element: its factory first */
export function makerIn(stack: unknown): Maker | undefined {
  if (typeof stack !== 'string') return undefined
  let factory: string | undefined
  for (const line of stack.split('\n', 30)) {
    const [frame, name = '', place = ''] = CHROMIUM.exec(line) ?? OTHERS.exec(line) ?? []
    if (frame === undefined) continue
    if (BOTTOM.test(name)) break
    if (name.endsWith(NO_STACK)) return undefined
    if (factory === undefined) factory = name
    // What has no address is the language's own, such as `map`.
    else if (!FACTORY.test(name) && /[/\\]/.test(place)) return makerAt(place)
  }
  return factory?.endsWith(FROM_SERVER) ? 'library' : undefined
}

const PACKAGE = /node_modules[/\\_]/
/**
 * A chunk of Turbopack whose name was cut before its last `node_modules_`, which a hash stands for. Names that are too
 * long are cut alike, but to sixty characters at least.
 */
const CUT_CHUNK = /\/chunks\/(?:[^/]+\/)*[0-9a-f]{4,5}_(?:next_dist_|[^/]{1,59}\.js)/

const makerAt = (place: string): Maker => (PACKAGE.test(place) || CUT_CHUNK.test(place) ? 'library' : 'app')
