const { info } = console

/** Says why a library is not followed, or not all of it; the app goes on without. */
export function notTracked(library: string, why: string): void {
  info(`kymo SIGNALS_NOT_TRACKED: ${library}: ${why}`)
}

/**
 * Puts something in the place of a property.
 *
 * @returns puts back what was there, unless somebody else has covered it meanwhile
 */
export function replaced(owner: object, name: string, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: before?.enumerable ?? false,
    ...descriptor,
  })
  const mine = Object.getOwnPropertyDescriptor(owner, name)
  return () => {
    const now = Object.getOwnPropertyDescriptor(owner, name)
    if (now?.value !== mine?.value || now?.get !== mine?.get || now?.set !== mine?.set) return
    if (before) Object.defineProperty(owner, name, before)
    else delete (owner as { [name: string]: unknown })[name]
  }
}

/** A method's replacement, assignable as the method was. */
export const method = (value: unknown): PropertyDescriptor => ({ value, writable: true })

/** A name that is not set is told by the constructor as `undefined`; what the app sets later need not be a text. */
export const named = (name: unknown): string => (typeof name === 'string' ? name : '')

/** What functions that make followed signals take besides. */
export interface SignalName {
  /** Default: such as `signal #12`; of an effect the name of its function. */
  readonly name?: string | undefined
}
