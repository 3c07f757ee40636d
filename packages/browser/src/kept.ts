import { redactText, redactUrl } from '@kymo/protocol'

/** UTF-16 units. A page may give itself an address of megabytes. */
const ADDRESS = 4096
/** UTF-16 units of a name: a method, a class of errors. */
const NAME = 200

/** What JSON needs six bytes for, where three must do: control characters, and halves of a pair. */
const UNPRINTABLE = /(?![\n\r\t])\p{Cc}|\p{Surrogate}/gu

const cut = (text: string, length: number): string => text.slice(0, length).replace(UNPRINTABLE, '\ufffd')

/** An address, or a part of one from the path on, as it may be kept. */
export const keptUrl = (url: string): string => cut(redactUrl(url), ADDRESS)

export const keptName = (name: string): string => cut(name, NAME)

/** UTF-16 units: no secret is longer. */
const SECRET = 8192

/**
 * A text of the app's as it may be kept. What is far beyond the length is not even looked through for secrets; but to the
 * end of its word, for half a secret is not known for one.
 */
export function keptText(text: string, length: number): string {
  const far = 2 * length
  return cut(redactText(text.slice(0, far) + /^\S*/.exec(text.slice(far, far + SECRET))), length)
}
