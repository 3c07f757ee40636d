/** One field of a form, as it came. */
export interface FormPart {
  readonly name: string
  /** Present for files. */
  readonly file?: { readonly name: string; readonly type: string }
  /** Bytes of its content. */
  size: number
  /** The content; undefined for files, and for what is longer than is kept. */
  value: string | undefined
}

const LINE = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')
/** Bytes of a part's head; longer ones are no browser's. */
const HEAD_LIMIT = 16 * 1024
const PARTS_LIMIT = 1000

/**
 * Reads a `multipart/form-data` body as it comes by. Of files only the size is kept, of values what is short enough.
 */
export class MultipartReader {
  readonly parts: FormPart[] = []
  readonly #delimiter: Buffer
  readonly #limit: number
  #rest: Buffer
  #state: 'content' | 'head' | 'done' = 'content'
  #part: FormPart | undefined
  #chunks: Buffer[] = []

  /** @param limit bytes of a value that are kept at most */
  constructor(boundary: string, limit: number) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
    this.#limit = limit
    // The first delimiter has no line before it.
    this.#rest = LINE
  }

  push(chunk: Uint8Array): void {
    if (this.#state === 'done') return
    this.#rest = Buffer.concat([this.#rest, chunk])
    while (this.#advance());
  }

  /** Goes one step on; false when that takes more than has come. */
  #advance(): boolean {
    if (this.#state === 'content') return this.#content()
    if (this.#state === 'head') return this.#head()
    this.#rest = Buffer.alloc(0)
    return false
  }

  #content(): boolean {
    const end = this.#rest.indexOf(this.#delimiter)
    if (end === -1) {
      // The delimiter may have begun.
      const safe = Math.max(0, this.#rest.length - this.#delimiter.length)
      this.#keep(this.#rest.subarray(0, safe))
      this.#rest = this.#rest.subarray(safe)
      return false
    }
    this.#keep(this.#rest.subarray(0, end))
    this.#finishPart()
    this.#rest = this.#rest.subarray(end + this.#delimiter.length)
    this.#state = 'head'
    return true
  }

  /** From the end of a delimiter: two dashes after the last, else a line's end, the head and an empty line. */
  #head(): boolean {
    if (this.#rest.length < 2) return false
    const end = this.#rest.indexOf(HEAD_END)
    const last = this.#rest[0] === 0x2d && this.#rest[1] === 0x2d
    if (last || (end === -1 && this.#rest.length > HEAD_LIMIT) || this.parts.length === PARTS_LIMIT) {
      this.#state = 'done'
      return true
    }
    if (end === -1) return false
    this.#part = partOf(this.#rest.toString('utf8', 0, end))
    this.#rest = this.#rest.subarray(end + HEAD_END.length)
    this.#state = 'content'
    return true
  }

  #keep(bytes: Buffer): void {
    const part = this.#part
    if (part === undefined || bytes.length === 0) return
    part.size += bytes.length
    if (part.file !== undefined || part.size > this.#limit) this.#chunks = []
    else this.#chunks.push(Buffer.from(bytes))
  }

  #finishPart(): void {
    const part = this.#part
    if (part === undefined) return
    if (part.file === undefined && part.size <= this.#limit) {
      part.value = Buffer.concat(this.#chunks).toString('utf8')
    }
    this.parts.push(part)
    this.#part = undefined
    this.#chunks = []
  }
}

/** The boundary that a content type names; undefined when it is of another kind. */
export function multipartBoundary(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) return undefined
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  return match?.[1] ?? match?.[2]
}

function partOf(head: string): FormPart | undefined {
  const name = /\bname="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return undefined
  const file = /\bfilename="([^"]*)"/i.exec(head)?.[1]
  const type = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? ''
  return {
    name: plainName(name),
    ...(file === undefined ? undefined : { file: { name: plainName(file), type } }),
    size: 0,
    value: undefined,
  }
}

/** Browsers write what would end the name as its percent code. */
function plainName(text: string): string {
  return text.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
