/** So many random bytes as lower-case hex digits: 8 for a span or visit, 16 for a trace. */
export function newId(bytes: number): string {
  let id = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) id += (byte + 256).toString(16).slice(1)
  return id
}
