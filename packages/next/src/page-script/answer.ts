import type { OutgoingHttpHeader, ServerResponse } from 'node:http'

/** The head of an answer that is about to be sent. */
export interface AnswerHead {
  readonly statusCode: number
  /** Every value of the header, in the order they are sent. */
  header(name: string): readonly string[]
}

/** What is done to each piece of a body; `undefined` when the piece goes out as it is. */
export type Change = (piece: Uint8Array) => Uint8Array | undefined

/** @returns how the body is changed; `undefined` when it is not */
export type ChangeBody = (head: AnswerHead) => Change | undefined

/** Headers that are no longer true of a body that was changed. The validators would bring it back in another run. */
const OF_THE_BODY = new Set(['content-length', 'etag', 'last-modified', 'content-md5', 'digest'])

type Method = (this: ServerResponse, ...args: unknown[]) => unknown
const METHODS = ['writeHead', 'write', 'end'] as const
type Name = (typeof METHODS)[number]

/**
 * Changes the body of an answer before anything else sees it, so before it is compressed, whenever compression is put
 * upon the answer. That is done by assigning to these methods, so each becomes a property that keeps what is assigned
 * as another layer below: whoever calls the method comes in at the top, and what an upper layer has kept of the lower
 * ones leads only downwards.
 */
export function changeAnswer(response: ServerResponse, changeBody: ChangeBody): void {
  let decided = false
  let change: Change | undefined

  const decide = (head: AnswerHead): void => {
    decided = true
    change = changeBody(head)
  }

  const atTop: Record<Name, (method: Method, args: unknown[]) => unknown> = {
    writeHead(method, args) {
      if (decided) return Reflect.apply(method, response, args)
      const given = headersOf(args)
      decide({
        statusCode: Number(args[0]),
        header: (name) => given.get(name) ?? setHeader(response, name),
      })
      return Reflect.apply(method, response, change === undefined ? args : withoutBodyHeaders(response, args))
    },
    write: body,
    end: body,
  }

  function body(method: Method, args: unknown[]): unknown {
    if (!decided && !response.headersSent) {
      decide({ statusCode: response.statusCode, header: (name) => setHeader(response, name) })
      if (change !== undefined) for (const name of OF_THE_BODY) response.removeHeader(name)
    }
    const [chunk, encoding] = args
    const piece = change === undefined ? undefined : bytesOf(chunk, encoding)
    const changed = piece === undefined ? undefined : change?.(piece)
    return Reflect.apply(method, response, changed === undefined ? args : [changed, ...args.slice(1)])
  }

  for (const name of METHODS) {
    const layers: Method[] = []
    let top: Method
    const add = (method: Method): void => {
      const layer = layers.push(method) - 1
      top = function layered(...args) {
        return layer === layers.length - 1 ? atTop[name](method, args) : Reflect.apply(method, response, args)
      }
    }
    add(response[name] as Method)
    Object.defineProperty(response, name, {
      configurable: true,
      enumerable: true,
      get: () => top,
      set: (method: unknown) => {
        if (method !== top) add(method as Method)
      },
    })
  }
}

function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? chunk : undefined
}

function setHeader(response: ServerResponse, name: string): readonly string[] {
  return valuesOf(response.getHeader(name))
}

function valuesOf(value: OutgoingHttpHeader | undefined): readonly string[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [String(value)]
}

/** Name and value, as `writeHead(status, message?, headers?)` takes them: an object, a flat list, or a list of pairs. */
function pairsOf(headers: unknown): [string, OutgoingHttpHeader][] {
  if (!Array.isArray(headers)) {
    return typeof headers === 'object' && headers !== null
      ? Object.entries(headers as Record<string, OutgoingHttpHeader>)
      : []
  }
  if (Array.isArray(headers[0])) return headers as [string, OutgoingHttpHeader][]
  return Array.from({ length: headers.length >> 1 }, (_, i) => [String(headers[2 * i]), headers[2 * i + 1]])
}

function headersOf(args: readonly unknown[]): Map<string, readonly string[]> {
  const given = new Map<string, readonly string[]>()
  for (const [name, value] of pairsOf(args.at(-1))) {
    const key = name.toLowerCase()
    given.set(key, [...(given.get(key) ?? []), ...valuesOf(value)])
  }
  return given
}

function withoutBodyHeaders(response: ServerResponse, args: unknown[]): unknown[] {
  for (const name of OF_THE_BODY) response.removeHeader(name)
  const headers = args.at(-1)
  if (typeof headers !== 'object' || headers === null) return args
  const kept = pairsOf(headers).filter(([name]) => !OF_THE_BODY.has(name.toLowerCase()))
  // A list may hold a name more than once, and says in which order.
  return [...args.slice(0, -1), Array.isArray(headers) ? kept.flat() : Object.fromEntries(kept)]
}
