export interface FetchLimits {
  /** Bytes, decompressed. */
  readonly size: number
  readonly signal: AbortSignal
}

/**
 * The text at an address, and only there: redirects are not followed.
 * @returns `undefined` for what is not there, or is longer than allowed
 */
export async function fetchText(url: string, { size, signal }: FetchLimits): Promise<string | undefined> {
  const response = await fetch(url, { redirect: 'error', credentials: 'omit', signal })
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel()
    return undefined
  }
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.length
    // Leaving the loop cancels the rest.
    if (length > size) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
