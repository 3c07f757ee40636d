import http from 'node:http'
import { request } from 'undici'
import { upstream } from './upstream'

/** Clients that are not `fetch`: Next.js knows nothing of them. */
export const nodeClients: Readonly<Record<string, (mark: string) => Promise<unknown>>> = {
  'node-http': (mark) =>
    new Promise((resolve, reject) => {
      http
        .get(upstream(`/json/${mark}`), (response) => response.resume().on('end', resolve))
        .on('error', reject)
    }),
  'undici-request': async (mark) => (await request(upstream(`/chunked/${mark}`))).body.text(),
}
