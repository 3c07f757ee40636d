/** One line of a V8 stack. */
export interface StackFrame {
  /** As V8 wrote it, such as `async Object.GET`; empty where it wrote none. */
  readonly caller: string
  /** A path or an address; that of the script, where React made the frame up. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

const POSITION = /^(.+):(\d+):(\d+)$/
const AT = /^\s+at /

/** React replays the frames of a Server Component elsewhere, by scripts that stand for the true ones. */
const REPLAYED = /^about:\/\/React\/[^/]*\/(.*?)(?:\?[^?]*)?$/

/** What a line of a stack says; undefined for one that is no frame, or that names no place in a file. */
export function parseFrame(line: string): StackFrame | undefined {
  const at = AT.exec(line)
  if (at === null) return undefined
  const text = line.slice(at[0].length)
  const open = text.endsWith(')') ? text.indexOf(' (') : -1
  const place = open === -1 ? text.replace(/^async /, '') : text.slice(open + 2, -1)
  const position = POSITION.exec(place)
  if (position === null || place.startsWith('eval at ')) return undefined
  const [, file = '', row, column] = position
  return {
    caller: open === -1 ? '' : text.slice(0, open),
    file: scriptOf(file),
    line: Number(row),
    column: Number(column),
  }
}

function scriptOf(file: string): string {
  const replayed = REPLAYED.exec(file)?.[1]
  if (replayed === undefined) return file
  try {
    return decodeURI(replayed)
  } catch {
    return replayed
  }
}

/** Names that compilers make up for what has none. */
const MADE_UP =
  /(?:^|\.)(?:eval|<anonymous>|<unknown>|_onTimeout|\w*module.{1,2}evaluation\w*|\$\$RSC_SERVER_(?:ACTION|CACHE)_\d+)$/
const DEFAULT_EXPORT = /^(?:__TURBOPACK__default__export__|__WEBPACK_DEFAULT_EXPORT__)$/

/** The function's name as its author wrote it; null where it has none. */
export function functionName({ caller }: StackFrame): string | null {
  const name = caller
    .replace(/^async /, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/^(?:Object|Module|Function|__webpack_exports__|exports)\./, '')
  if (name === '' || MADE_UP.test(name)) return null
  return DEFAULT_EXPORT.test(name) ? 'default' : name
}

/** The lines of a text, one after the other. */
export function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    yield text.slice(start, end)
    start = end + 1
  }
}
