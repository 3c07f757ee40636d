import {
  type BatchWriter,
  isSecretName,
  REDACTED,
  REQUEST_HEADER_PREFIX,
  RESPONSE_HEADER_PREFIX,
  redactHeader,
} from '@kymo/protocol'

/** Header names are few and come again; what a client makes up must not fill the memory. */
const NAMES_KEPT = 500

/** Writes headers of one side of a request as attributes, redacted. */
export class HeaderAttributes {
  static readonly request = new HeaderAttributes(REQUEST_HEADER_PREFIX)
  static readonly response = new HeaderAttributes(RESPONSE_HEADER_PREFIX)

  readonly #prefix: string
  readonly #names = new Map<string, string>()

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** @param name lower-case */
  write(writer: BatchWriter, name: string, value: string | readonly string[]): void {
    writer.attribute(this.#attributeName(name), this.#redacted(name, value))
  }

  #redacted(name: string, value: string | readonly string[]): string[] {
    if (isSecretName(name)) return typeof value === 'string' ? [REDACTED] : value.map(() => REDACTED)
    return typeof value === 'string'
      ? [redactHeader(name, value)]
      : value.map((one) => redactHeader(name, one))
  }

  #attributeName(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const made = this.#prefix + name
    if (this.#names.size < NAMES_KEPT) this.#names.set(name, made)
    return made
  }
}
