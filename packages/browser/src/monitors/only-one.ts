/** What is there once in a window, also when several copies of this module are; on a server once in the process. */
export function onlyOne<Thing>(name: string, make: () => Thing): Thing {
  const key = Symbol.for(`kymo.${name}`)
  const global = globalThis as { [key]?: Thing }
  global[key] ??= make()
  return global[key]
}

/** That one, where it was made. */
export function theOne<Thing>(name: string): Thing | undefined {
  return (globalThis as { [key: symbol]: Thing | undefined })[Symbol.for(`kymo.${name}`)]
}
