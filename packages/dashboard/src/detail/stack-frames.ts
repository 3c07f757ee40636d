/** One line of a stack. */
export interface StackLine {
  readonly text: string
  /** Undefined for a line that is no frame, such as what the cause was. */
  readonly frame: StackFrame | undefined
}

export interface StackFrame {
  readonly function: string | null
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  /** Whether it is the app's own code, as far as its path tells. */
  readonly own: boolean
}

/** `file:12:9` at the end of a place. */
const PLACE = /^(.*?)(?::(\d+))?(?::(\d+))?$/
/** `at name (place)` and `at place`, as V8 writes them. */
const V8 = /^at (?:async )?(?:(.+?) \((.*)\)|(.+))$/
/** `name@place`, as other browsers write them. */
const OTHERS = /^([^@\s]*)@(\S+:\d+(?::\d+)?)$/
/** A longer line is no frame, whatever it looks like. */
const LONGEST = 2000
const FOREIGN =
  /(^|[/\\(])node_modules[/\\]|^node:|^internal\/|^native$|^<anonymous>$|^\(?index \d+\)?$|^wasm:|\/_next\/|^(?:webpack|turbopack):.*(?:next\/dist|node_modules)|next\/dist\//

function frameOf(name: string | undefined, place: string): StackFrame {
  const [, file = place, line, column] = PLACE.exec(place) ?? []
  return {
    function: name === undefined || name === '' ? null : name,
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    own: line !== undefined && !FOREIGN.test(file),
  }
}

function lineOf(text: string): StackLine {
  if (text.length > LONGEST) return { text, frame: undefined }
  const v8 = V8.exec(text)
  if (v8 !== null) return { text, frame: frameOf(v8[1], (v8[2] ?? v8[3]) as string) }
  const other = OTHERS.exec(text)
  return { text, frame: other === null ? undefined : frameOf(other[1], other[2] as string) }
}

/** The lines of a stack, without those at its head that say the type and the message again. */
export function stackLines(stack: string, type: string, message: string): StackLine[] {
  const heads = [`${type}: ${message}`, message, type]
  const head = heads.find((text) => text !== '' && stack.startsWith(`${text}\n`))
  const rest = head === undefined ? stack : stack.slice(head.length + 1)
  return rest
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(lineOf)
}

/** A stretch of lines: of the app's own code and of what is said between frames, or of others' code. */
export interface StackPart {
  readonly own: boolean
  readonly lines: readonly StackLine[]
}

export function stackParts(lines: readonly StackLine[]): StackPart[] {
  const parts: { own: boolean; lines: StackLine[] }[] = []
  for (const line of lines) {
    const own = line.frame === undefined || line.frame.own
    const last = parts.at(-1)
    if (last !== undefined && last.own === own) last.lines.push(line)
    else parts.push({ own, lines: [line] })
  }
  return parts
}
