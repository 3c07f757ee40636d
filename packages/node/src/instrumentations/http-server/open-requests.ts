import { type IncomingMessage, ServerResponse } from 'node:http'
import { type Server, Socket } from 'node:net'

export interface OpenRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  readonly server: Server
}

interface ServerSocket extends Socket {
  readonly _httpMessage?: unknown
  readonly server?: Server
}

/** The requests that servers of this process have taken and not answered yet, as their connections know them. */
export function openRequests(): OpenRequest[] {
  // There is no other way to come by servers that began to listen before; undocumented, so it may be gone some day.
  const { _getActiveHandles: activeHandles } = process as { _getActiveHandles?: () => readonly unknown[] }
  const handles = typeof activeHandles === 'function' ? activeHandles.call(process) : []
  return handles.flatMap((handle) => {
    if (!(handle instanceof Socket)) return []
    const socket: ServerSocket = handle
    const { _httpMessage: response, server } = socket
    if (!(response instanceof ServerResponse) || response.writableEnded || server === undefined) return []
    return [{ request: response.req, response, socket, server }]
  })
}
