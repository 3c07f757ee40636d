import { channel } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import Module from 'node:module'

export const dynamic = 'force-dynamic'

const CHANNELS = [
  'http.server.request.start',
  'http.server.response.finish',
  'http.client.request.start',
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:create',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'undici:client:sendHeaders',
]

/** Everything that the agent would have changed in the process, as a route of the app sees it. */
export function GET(): Response {
  const { prototype } = http.ServerResponse
  const fetchProperty = Object.getOwnPropertyDescriptor(globalThis, 'fetch') ?? {}
  const loaders = (Module as unknown as { _extensions: Record<string, unknown> })._extensions
  const symbols = Object.getOwnPropertySymbols(globalThis)
  const storages = symbols.filter((key) => /storage/i.test(String(key)))
  return Response.json({
    fetch: Object.keys(fetchProperty).toSorted(),
    symbols: symbols.map(String).filter((name) => /kymo/i.test(name)),
    emit: [http.Server, https.Server].map((server) => Object.hasOwn(server.prototype, 'emit')),
    response: Object.getOwnPropertyNames(prototype).toSorted(),
    writes: [prototype.write, prototype.end, prototype.writeHead, prototype.flushHeaders].map(lengthOf),
    outgoing: lengthOf(http.OutgoingMessage.prototype.write),
    request: lengthOf(http.request),
    channels: CHANNELS.map((name) => channel(name).hasSubscribers),
    listeners: process
      .eventNames()
      .map((name) => [String(name), process.listenerCount(name as 'exit')])
      .toSorted(),
    loader: String(loaders['.js']),
    stacks: String(Error.prepareStackTrace),
    console: lengthOf(console.error),
    storages: storages
      .map((key) => {
        const storage = (globalThis as unknown as Record<symbol, object>)[key] ?? {}
        return [String(key).replace(/@.*/, ''), Object.getOwnPropertyNames(storage).includes('run')]
      })
      .toSorted(),
  })
}

const lengthOf = (value: unknown): number => String(value).length
