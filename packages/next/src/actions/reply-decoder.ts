import type { FormPart } from './multipart.ts'

/** Data as JSON has it. What JSON has no word for is named in brackets, such as `[undefined]`. */
export type Shown = string | number | boolean | null | readonly Shown[] | { readonly [key: string]: Shown }

/** Values taken apart at most: references can make a short text stand for endless data. */
const VALUES_LIMIT = 5000
const DEPTH_LIMIT = 20

const BINARY: Readonly<Record<string, string>> = {
  A: 'ArrayBuffer',
  O: 'Int8Array',
  o: 'Uint8Array',
  U: 'Uint8ClampedArray',
  S: 'Int16Array',
  s: 'Uint16Array',
  L: 'Int32Array',
  l: 'Uint32Array',
  G: 'Float32Array',
  g: 'Float64Array',
  M: 'BigInt64Array',
  m: 'BigUint64Array',
  V: 'DataView',
}

const NAMED: Readonly<Record<string, string>> = {
  H: '[hole]',
  I: '[Infinity]',
  '-': '[-Infinity]',
  N: '[NaN]',
  u: '[undefined]',
  T: '[value of the client]',
  R: '[ReadableStream]',
  r: '[ReadableStream]',
  X: '[AsyncIterable]',
  x: '[AsyncIterator]',
}

/**
 * Reads arguments as React's client writes them for a server (`encodeReply`): JSON whose strings stand for other
 * things when they begin with a dollar, and refer to further fields by number.
 */
export class ReplyDecoder {
  readonly #parts: readonly FormPart[]
  readonly #fields: ReadonlyMap<string, FormPart>
  readonly #prefix: string
  readonly #nameAction: (id: string) => string | undefined
  /** What the fields say as JSON, by their names: there may be thousands of references to one. */
  readonly #parsed = new Map<string, unknown>()
  #values = 0

  /**
   * @param parts the fields that are referred to
   * @param prefix what their names begin with
   * @param nameAction the name of an action that is passed as an argument
   */
  constructor(parts: readonly FormPart[], prefix: string, nameAction: (id: string) => string | undefined) {
    this.#parts = parts
    this.#fields = new Map(parts.map((part) => [part.name, part]))
    this.#prefix = prefix
    this.#nameAction = nameAction
  }

  /** The value of a field; undefined where it is not there, was too long to be kept, or is no JSON. */
  field(id: string): Shown | undefined {
    const value = this.#read(id)
    return value === undefined ? undefined : this.#shown(value, 0)
  }

  /** The JSON of a field; undefined where there is none. */
  #read(id: string): unknown {
    const name = this.#prefix + id
    if (this.#parsed.has(name)) return this.#parsed.get(name)
    const text = this.#fields.get(name)?.value
    const value = text === undefined ? undefined : parse(text)
    this.#parsed.set(name, value)
    return value
  }

  #shown(value: unknown, depth: number): Shown {
    if (++this.#values > VALUES_LIMIT || depth > DEPTH_LIMIT) return '[…]'
    if (typeof value === 'string') return value.startsWith('$') ? this.#special(value, depth) : value
    if (Array.isArray(value)) return value.map((item) => this.#shown(item, depth + 1))
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([key, item]) => [key, this.#shown(item, depth + 1)] as const)
      return Object.fromEntries(entries)
    }
    return value as Shown
  }

  #special(text: string, depth: number): Shown {
    const kind = text.charAt(1)
    const rest = text.slice(2)
    const named = NAMED[kind]
    if (text === '$-0') return 0
    if (named !== undefined) return named
    switch (kind) {
      case '$':
        return text.slice(1)
      case '@':
      case 'i':
        return this.#reference(rest, depth)
      case 'h':
      case 'F':
        return this.#action(rest)
      case 'Q':
        return { '[Map]': this.#reference(rest, depth) }
      case 'W':
        return { '[Set]': this.#reference(rest, depth) }
      case 'K':
        return this.#form(rest)
      case 'D':
        return rest
      case 'n':
        return `[BigInt ${rest}]`
      case 'B':
        return this.#file(rest)
    }
    const binary = BINARY[kind]
    if (binary !== undefined)
      return `[${binary} of ${this.#fields.get(this.#prefix + rest)?.size ?? '?'} bytes]`
    return /^\$[0-9a-f]+(?::|$)/.test(text) ? this.#reference(text.slice(1), depth) : '[…]'
  }

  /** Another field, or the part of it that a path of names leads to. */
  #reference(reference: string, depth: number): Shown {
    const [id = '', ...path] = reference.split(':')
    if (this.#fields.get(this.#prefix + id)?.value === undefined) return '[too long]'
    let value = this.#read(id)
    for (const name of path) {
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined
    }
    return value === undefined ? '[…]' : this.#shown(value, depth + 1)
  }

  #action(reference: string): Shown {
    const described = this.#reference(reference, DEPTH_LIMIT - 2)
    const id =
      typeof described === 'object' && described !== null ? (described as { id?: unknown }).id : undefined
    const name = typeof id === 'string' ? this.#nameAction(id) : undefined
    return name === undefined ? '[server action]' : `[server action ${name}]`
  }

  #file(id: string): Shown {
    const part = this.#fields.get(this.#prefix + id)
    return part === undefined ? '[Blob]' : shownFile(part)
  }

  #form(id: string): Shown {
    const prefixes = [`${this.#prefix}_${id}_`, `${this.#prefix}${id}_`]
    const own: FormPart[] = []
    for (const part of this.#parts) {
      const prefix = prefixes.find((start) => part.name.startsWith(start))
      if (prefix !== undefined) own.push({ ...part, name: part.name.slice(prefix.length) })
    }
    return shownForm(own)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A form's fields by name, without those that React itself adds. */
export function shownForm(parts: readonly FormPart[]): Shown {
  const fields = new Map<string, Shown>()
  for (const part of parts) {
    if (part.name.startsWith('$ACTION_')) continue
    const value = part.file === undefined ? (part.value ?? '[too long]') : shownFile(part)
    const before = fields.get(part.name)
    if (before === undefined) fields.set(part.name, value)
    else fields.set(part.name, Array.isArray(before) ? [...before, value] : [before, value])
  }
  return Object.fromEntries(fields)
}

function shownFile({ file, size }: FormPart): Shown {
  return { name: file?.name ?? '', size, type: file?.type ?? '' }
}
