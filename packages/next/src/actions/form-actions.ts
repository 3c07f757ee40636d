import type { IncomingMessage } from 'node:http'

/** Either the id itself is the field's name, or a bound action's descriptor follows the field's head. */
const ACTION_FIELD =
  /name="\$ACTION_ID_([0-9a-f]{40,64})"|name="\$ACTION_\d+:0"\r\n(?:[^\r\n]+\r\n)*\r\n\{"id":"([0-9a-f]{40,64})"/g

/** Longer than any field that names an action, so that one cut by a chunk's end is still found. */
const OVERLAP = 512

type Push = (chunk: unknown, encoding?: BufferEncoding) => boolean

/**
 * Server actions that a plain form invokes, without scripts. The action's id stands in the form's hidden fields; it is
 * read as the body comes by, and the body itself is left alone.
 */
export class FormActions {
  readonly #ids = new WeakMap<IncomingMessage, string>()
  readonly #invoked = new WeakSet<IncomingMessage>()

  watch(request: IncomingMessage): void {
    if (request.method !== 'POST' || request.headers['next-action'] !== undefined) return
    if (request.headers['content-type']?.startsWith('multipart/form-data') !== true) return
    const push = request.push as Push
    let tail = ''
    request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      if (chunk instanceof Uint8Array) {
        const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
        const id = lastActionId(text)
        if (id !== undefined) this.#ids.set(request, id)
        tail = text.slice(-OVERLAP)
      }
      return Reflect.apply(push, request, [chunk, encoding])
    }
  }

  /** The id of the action that the form names; the last when it names two, as React has it. */
  idOf(request: IncomingMessage): string | undefined {
    return this.#ids.get(request)
  }

  markInvoked(request: IncomingMessage): void {
    this.#invoked.add(request)
  }

  wasAction(request: IncomingMessage): boolean {
    return this.#invoked.has(request)
  }
}

function lastActionId(text: string): string | undefined {
  if (!text.includes('$ACTION_')) return undefined
  let id: string | undefined
  for (const match of text.matchAll(ACTION_FIELD)) id = match[1] ?? match[2]
  return id
}
