import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type IncomingMessage, Server, type ServerResponse } from 'node:http'
import { Server as SecureServer } from 'node:https'
import { PAGE_SCRIPT_PATH } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean

/**
 * Answers requests for the page's script in place of the app, on every HTTP server of the process.
 * @param file the built script
 * @param isOn whether it is answered now
 * @returns how to undo it
 */
export function serveScript(file: URL, isOn: () => boolean): () => void {
  const undo = [Server.prototype, SecureServer.prototype].map((prototype) => layEmit(prototype, file, isOn))
  return () => {
    for (const step of undo) step()
  }
}

function layEmit(prototype: object, file: URL, isOn: () => boolean): () => void {
  const holder = prototype as { emit: Emit }
  const own = Object.hasOwn(holder, 'emit')
  const { emit } = holder
  let stopped = false

  const laid: Emit = function (event, ...args) {
    if (event === 'request' && !stopped && isOn()) {
      const [request, response] = args as [IncomingMessage | undefined, ServerResponse]
      const url = request?.url
      if (url?.startsWith(PAGE_SCRIPT_PATH) && /^(\?|$)/.test(url.slice(PAGE_SCRIPT_PATH.length))) {
        guard('page script', () => void answer(request as IncomingMessage, response, file))
        return true
      }
    }
    return Reflect.apply(emit, this, [event, ...args])
  }
  holder.emit = laid
  return () => {
    stopped = true
    // Whoever patched on top of it keeps working.
    if (holder.emit !== laid) return
    if (own) holder.emit = emit
    else Reflect.deleteProperty(holder, 'emit')
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, file: URL): Promise<void> {
  request.resume()
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  let script: Buffer
  try {
    script = await readFile(file)
  } catch {
    response.writeHead(404, { 'cache-control': 'no-store' }).end()
    return
  }
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`
  const headers = {
    'cache-control': 'no-cache',
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    etag,
  }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, { ...headers, 'content-length': script.length })
  response.end(request.method === 'HEAD' ? undefined : script)
}
