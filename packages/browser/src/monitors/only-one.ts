/** What is there once in a window, also when several copies of this module are; on a server once in the process. */
export function onlyOne<Thing>(name: string, make: () => Thing): Thing {
  const key = Symbol.for(`kymo.${name}`)
  const global = globalThis as { [key]?: Thing }
  global[key] ??= make()
  return global[key]
}
