import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CountingUpstream {
  readonly url: string
  /** Requests that came, by path. */
  readonly counts: ReadonlyMap<string, number>
  /** Begins to count anew. */
  reset(): void
  close(): Promise<void>
}

/** The service behind the app: it knows what really went over the network. */
export async function startCountingUpstream(): Promise<CountingUpstream> {
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    counts.set(path, (counts.get(path) ?? 0) + 1)
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    reset: () => counts.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
