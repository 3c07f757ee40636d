/** From the path on: a client that takes the server for a proxy sends the whole address. */
export function requestPath(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target
  const { pathname, search } = new URL(target)
  return pathname + search
}
