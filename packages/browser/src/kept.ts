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

/** A text of the app's as it may be kept. What is far beyond the length is not even looked through for secrets. */
export const keptText = (text: string, length: number): string =>
  cut(redactText(text.slice(0, 2 * length)), length)
