import type { ServerOptions } from 'node:http'

export const LIMITS = {
  /** Bytes of a request's URL. */
  url: 4096,
  /** Open connections on each address. */
  connections: 1024,
  /** Live streams: wall displays and pages of a whole company. */
  streams: 600,
  /** Bytes that may wait for one slow stream client. */
  streamBuffer: 1024 * 1024,
} as const

/** Milliseconds and bytes that a client may take: one that dawdles or floods is cut off. */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
  insecureHTTPParser: false,
  requireHostHeader: true,
}
