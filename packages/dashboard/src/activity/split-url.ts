/** Host and the rest of an address, for showing; an address that is none comes back whole as `rest`. */
export function splitUrl(url: string): { host: string; rest: string } {
  const match = /^https?:\/\/([^/?#]*)(.*)$/.exec(url)
  if (match === null) return { host: '', rest: url }
  return { host: match[1] as string, rest: match[2] === '' ? '/' : (match[2] as string) }
}
