import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'

/** Looks at each instance of a class of the window's, or of one made of it. */
export function covered<Made extends object>(
  name: 'WebSocket' | 'EventSource',
  made: (instance: Made, args: readonly unknown[]) => void,
): () => void {
  const { prototype } = window[name]
  const uncover = patched(window, name, {
    construct(native, args: unknown[], newTarget) {
      const instance = Reflect.construct(native, args, newTarget) as Made
      quietly(() => made(instance, args))
      return instance
    },
  })
  // An instance's class is the one that scripts find.
  const unname = quietly(() => replaced(prototype, window[name]))
  return () => {
    unname?.()
    uncover()
  }
}

function replaced(prototype: object, cover: unknown): () => void {
  const native = Object.getOwnPropertyDescriptor(prototype, 'constructor')
  Object.defineProperty(prototype, 'constructor', { ...native, value: cover })
  return () => {
    if (native && prototype.constructor === cover) Object.defineProperty(prototype, 'constructor', native)
  }
}
