/**
 * Puts a proxy with these traps in the place of a function or class.
 *
 * @returns puts back what was there; where somebody else has meanwhile covered it, it lets all through from then on
 */
export function patched<Owner extends object, Name extends keyof Owner & string>(
  owner: Owner,
  name: Name,
  traps: ProxyHandler<Owner[Name] & object>,
): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  const handler = { ...traps }
  const proxy = new Proxy(owner[name] as Owner[Name] & object, handler)
  owner[name] = proxy
  return () => {
    for (const trap in handler) delete handler[trap as keyof typeof handler]
    if (owner[name] !== proxy) return
    if (own) Object.defineProperty(owner, name, own)
    else delete owner[name]
  }
}
