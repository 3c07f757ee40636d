import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { answerOf } from './api/app.ts'
import type { ApiEnv } from './api/context.ts'
import { KymoError, type Notice } from './kymo-error.ts'
import { type GateOptions, passGate } from './security/gate.ts'
import { LIMITS, SERVER_OPTIONS } from './security/limits.ts'

const LOOPBACK = ['127.0.0.1', '::1'] as const
/** Tries to find a port that is free on both addresses. */
const ATTEMPTS = 20
/** Milliseconds that open answers get when the servers close. */
const CLOSE_GRACE = 2_000
/** Milliseconds in which it is said once that connections can not be accepted. */
const SAID_ONCE_IN = 60_000

export interface ListenOptions {
  /** 0 for any. */
  readonly port: number
  readonly host?: string
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer }
}

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on the host's address; without one on both loopback addresses, or on the one that the machine has.
 * @param onNotice is told, once a minute, when connections can not be accepted; those that are open go on
 */
export async function listen(
  { port, host, tls }: ListenOptions,
  app: Hono<ApiEnv>,
  gate: GateOptions,
  onNotice: (notice: Notice) => void,
): Promise<Listening> {
  const addresses = host === undefined ? LOOPBACK : [host]
  const refused = acceptFailures(onNotice)
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = []
    try {
      let bound = port
      for (const address of addresses) {
        const server = createGuardedServer(app, gate, tls)
        if (await bind(server, bound, address)) servers.push(server.on('error', refused))
        bound ||= (servers[0]?.address() as AddressInfo | null)?.port ?? 0
      }
      if (bound !== 0 && servers.length > 0) return { port: bound, close: () => closeAll(servers) }
      throw noAddress(addresses)
    } catch (error) {
      await closeAll(servers)
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EADDRINUSE' && port === 0 && attempt < ATTEMPTS) continue
      if (code === 'EADDRINUSE') {
        throw new KymoError(
          'PORT_IN_USE',
          `Port ${port} is in use.`,
          'Choose another, or end what uses it.',
          {
            cause: error,
          },
        )
      }
      if (code === 'EACCES') {
        throw new KymoError('PORT_FORBIDDEN', `Port ${port} may not be used.`, 'Choose one from 1024 on.', {
          cause: error,
        })
      }
      if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw noAddress(addresses)
      throw error
    }
  }
}

function noAddress(addresses: readonly string[]): KymoError {
  return new KymoError(
    'NO_ADDRESS',
    `This machine does not have the address ${addresses.join(' or ')} to listen on.`,
  )
}

/** @returns false where the machine does not have the address */
function bind(server: Server, port: number, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(false)
      else reject(error)
    }
    server.once('error', failed)
    // `::` is for both families; loopback's have a server each.
    server.listen({ port, host: address, ipv6Only: address !== '::' }, () => {
      server.off('error', failed)
      resolve(true)
    })
  })
}

/** Without a listener such an error would end the process. */
function acceptFailures(onNotice: (notice: Notice) => void): (error: NodeJS.ErrnoException) => void {
  let silentUntil = 0
  return ({ code, message }) => {
    if (performance.now() < silentUntil) return
    silentUntil = performance.now() + SAID_ONCE_IN
    onNotice({
      code: 'ACCEPT_FAILED',
      message: `A connection could not be accepted (${code ?? message}).`,
      hint:
        code === 'EMFILE' || code === 'ENFILE'
          ? 'Let the collector have more open files (ulimit -n), or fewer connections.'
          : 'Those that are open go on; see whether the machine is short of something.',
    })
  }
}

function createGuardedServer(app: Hono<ApiEnv>, gate: GateOptions, tls: ListenOptions['tls']): Server {
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    hostname: 'localhost',
    errorHandler: (error) => {
      const { status, body } = answerOf(error)
      return Response.json(body, { status })
    },
  })
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    try {
      if (passGate(request, response, gate)) void listener(request, response)
    } catch (error) {
      refuse(response, error)
    }
    // A body that nobody reads must not keep the connection.
    response.once('finish', () => {
      if (!request.complete) request.socket.destroySoon()
    })
  }
  const server =
    tls === undefined
      ? createServer(SERVER_OPTIONS, handle)
      : createTlsServer({ ...SERVER_OPTIONS, key: tls.key, cert: tls.cert, minVersion: 'TLSv1.2' }, handle)
  server.maxConnections = LIMITS.connections
  server.on('clientError', answerMalformed)
  server.on('connect', (_, socket) => answerMalformed(new Error('CONNECT'), socket))
  server.on('checkExpectation', (_, response) => {
    response.writeHead(417, { connection: 'close' }).end()
  })
  return server
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, headers, body } = answerOf(error)
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

/** What is no HTTP at all still gets an answer that says so. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'REQUEST_TIMEOUT']
        : ['400 Bad Request', 'BAD_REQUEST']
  const body = JSON.stringify({
    error: { code, message: 'This is not a request that the collector understands.' },
  })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  )
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE)
          server.close(() => {
            clearTimeout(timer)
            resolve()
          })
          server.closeIdleConnections()
        }),
    ),
  )
}
