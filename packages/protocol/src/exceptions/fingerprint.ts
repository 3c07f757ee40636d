import type { Attributes } from '../facts.ts'
import { hash64 } from '../hash64.ts'
import { parseStack } from './parse-stack.ts'
import { isAppSource, isBuiltFile, sourcePath } from './source-path.ts'

/** Of an absolute path, what is the same on every machine. */
const KEPT_SEGMENTS = 4
const MAX_MESSAGE = 200

/**
 * What says that exceptions are one mistake: app, type, and the innermost function of the app's own code, by its file
 * and name. Lines do not count: an edit elsewhere in the file moves them. Nor do files that a bundler made, whose names
 * change with every build.
 *
 * Where the function has no name the message stands in for it; where no file of the app is known, the message alone;
 * without what differs from one time to the next (`normalizeMessage`). Stored: as the same mistake should stay the same
 * over versions, this must change only for good reason. One rule for all: what an agent counts, a collector finds again.
 *
 * Files that did not load are told apart by their address, without its query and what differs from one build to the next.
 *
 * @param attributes of an `exception` event
 * @returns 16 hex digits
 */
export function exceptionFingerprint(app: string, attributes: Attributes): string {
  const type = text(attributes, 'exception.type') ?? 'Error'
  const place = placeOf(attributes)
  const message = place?.function == null ? normalizeMessage(messageOf(attributes)) : ''
  return hash64(['exception', app, type, place?.file ?? '', place?.function ?? '', message].join('\n'))
}

/** Of a file that did not load the address is what matters: as text, not as one address like another. */
function messageOf(attributes: Attributes): string {
  const message = text(attributes, 'exception.message') ?? ''
  if (text(attributes, 'kymo.exception.mechanism') !== 'resource') return message
  return message.replace(/\bhttps?:\/\/([^\s?#]+)[^\s]*/gi, '$1')
}

interface Place {
  readonly file: string
  readonly function: string | null
}

function placeOf(attributes: Attributes): Place | undefined {
  const file = text(attributes, 'code.file.path')
  if (file !== null) return { file: stableFile(file), function: text(attributes, 'code.function.name') }
  const frame = parseStack(text(attributes, 'exception.stacktrace') ?? '').find(({ file: path }) => {
    const source = sourcePath(path)
    return isAppSource(source) && !isBuiltFile(source)
  })
  return frame && { file: stableFile(sourcePath(frame.file)), function: frame.function }
}

function stableFile(file: string): string {
  const path = file.replace(/^[a-z]+:\/\/[^/]*/i, '')
  if (!path.startsWith('/') && !/^[a-z]:\//i.test(path)) return path
  return path.split('/').slice(-KEPT_SEGMENTS).join('/')
}

const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi
const QUOTED = /(?<![\w\\])(?:"[^"\n]*"|'[^'\n]*'(?!\w)|`[^`\n]*`|“[^”\n]*”|‘[^’\n]*’)/g
/** Hashes, tokens, hex and other ids: long, or with digits among letters. */
const ID = /\b(?:0x[0-9a-f]+|(?=[a-z_-]*\d)[0-9a-z_-]{6,})\b/gi
const NUMBER = /\d+(?:[.,:]\d+)*/g

/** The first line of a message without what differs from one time to the next: ids, numbers and quoted values. */
export function normalizeMessage(message: string): string {
  return (message.split('\n', 1)[0] as string)
    .slice(0, MAX_MESSAGE * 10)
    .replace(UUID, '#')
    .replace(QUOTED, '#')
    .replace(/\bhttps?:\/\/[^\s)]+/gi, '#')
    .replace(ID, '#')
    .replace(NUMBER, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE)
}

function text(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}
