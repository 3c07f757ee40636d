import type { IncomingMessage } from 'node:http'
import { type FormPart, MultipartReader, multipartBoundary } from './multipart.ts'

/** Bytes of a value that are kept: enough for an action's id, or for arguments worth showing. */
const ID_LIMIT = 1024
const ARGUMENTS_LIMIT = 64 * 1024

const ID_FIELD = /^\$ACTION_ID_([0-9a-f]{40,64})$/
const REFERENCE_FIELD = /^\$ACTION_REF_(\d+)$/
const DESCRIPTOR = /^\{"id":"([0-9a-f]{40,64})"/

type Push = (chunk: unknown, encoding?: BufferEncoding) => boolean

/** Which action a form's fields name, and where they keep what is bound to it. */
export interface FormAction {
  readonly id: string
  /** Begins the names of the fields that describe a bound action; undefined for one with nothing bound. */
  readonly prefix: string | undefined
}

/**
 * The body of a request that may invoke a server action, read as it comes by; the body itself is left alone.
 */
export class ActionBody {
  readonly #reader: MultipartReader | undefined
  #text: Buffer[] | undefined
  #length = 0

  private constructor(reader: MultipartReader | undefined) {
    this.#reader = reader
    this.#text = reader === undefined ? [] : undefined
  }

  /**
   * Undefined for a request that no action is invoked by.
   * @param keepArguments whether the arguments will be asked for, and not only the id
   */
  static watch(request: IncomingMessage, keepArguments: boolean): ActionBody | undefined {
    if (request.method !== 'POST') return undefined
    const byScript = request.headers['next-action'] !== undefined
    if (byScript && !keepArguments) return undefined
    const boundary = multipartBoundary(request.headers['content-type'])
    if (boundary === undefined && !byScript) return undefined
    const limit = keepArguments ? ARGUMENTS_LIMIT : ID_LIMIT
    const body = new ActionBody(boundary === undefined ? undefined : new MultipartReader(boundary, limit))
    const push = request.push as Push
    request.push = (chunk, encoding) => {
      if (chunk instanceof Uint8Array) body.#take(chunk)
      return Reflect.apply(push, request, [chunk, encoding])
    }
    return body
  }

  /** The form's fields so far; undefined for a body of another kind. */
  get parts(): readonly FormPart[] | undefined {
    return this.#reader?.parts
  }

  /** The body; undefined for a form, and for one longer than is kept. */
  get text(): string | undefined {
    return this.#text === undefined ? undefined : Buffer.concat(this.#text).toString('utf8')
  }

  /** The action that the form's fields name; the last when they name two, as React has it. */
  get formAction(): FormAction | undefined {
    let action: FormAction | undefined
    for (const { name } of this.parts ?? []) {
      const id = ID_FIELD.exec(name)?.[1]
      const reference = REFERENCE_FIELD.exec(name)?.[1]
      if (id !== undefined) action = { id, prefix: undefined }
      else if (reference !== undefined) action = this.#described(`$ACTION_${reference}:`) ?? action
    }
    return action
  }

  #described(prefix: string): FormAction | undefined {
    const descriptor = this.parts?.find((part) => part.name === `${prefix}0`)?.value
    const id = DESCRIPTOR.exec(descriptor ?? '')?.[1]
    return id === undefined ? undefined : { id, prefix }
  }

  #take(chunk: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.push(chunk)
      return
    }
    this.#length += chunk.byteLength
    if (this.#length > ARGUMENTS_LIMIT) this.#text = undefined
    else this.#text?.push(Buffer.from(chunk))
  }
}
