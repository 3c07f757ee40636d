import { once } from 'node:events'
import http from 'node:http'
import { request } from 'undici'
import { upstream } from './upstream'

/** Clients that are not `fetch`: Next.js knows nothing of them. */
export const nodeClients: Readonly<Record<string, (mark: string) => Promise<unknown>>> = {
  'node-http': async (mark) => {
    const request = http.get(upstream(`/json/${mark}`))
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    await once(response.resume(), 'end')
  },
  'undici-request': async (mark) => (await request(upstream(`/chunked/${mark}`))).body.text(),
}
