const NAME = 'content-length'

/** The content-length among raw headers (name, value, name, value), or -1. Reads bytes: most headers are passed over by their length. */
export function contentLength(headers: readonly Uint8Array[]): number {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as Uint8Array
    if (name.length === NAME.length && isContentLength(name)) return digits(headers[i + 1] as Uint8Array)
  }
  return -1
}

function isContentLength(name: Uint8Array): boolean {
  // 0x20 makes a letter lower-case and leaves the hyphen.
  for (let i = 0; i < NAME.length; i++) if (((name[i] as number) | 0x20) !== NAME.charCodeAt(i)) return false
  return true
}

function digits(value: Uint8Array): number {
  if (value.length === 0 || value.length > 15) return -1
  let number = 0
  for (let i = 0; i < value.length; i++) {
    const digit = (value[i] as number) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
