/** UTF-16 units of a text that are looked through one by one. */
const SHORT = 16_384

/** Bytes of a body or message, where they are known without reading or changing it. */
export function byteSize(body: unknown): number | undefined {
  if (typeof body === 'string')
    return body.length > SHORT ? new Blob([body]).size : new TextEncoder().encode(body).length
  if (body instanceof Blob) return body.size
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength
  // Encoded, it is ASCII.
  if (body instanceof URLSearchParams) return body.toString().length
  return undefined
}
