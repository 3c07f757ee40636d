/** One call of a stack, as an engine wrote it. */
export interface StackFrame {
  /** Number of its line in the text, from 0. */
  readonly index: number
  readonly function: string | null
  /** A URL, a path, or what the engine calls its own. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

const POSITION = /:(\d{1,9}):(\d{1,9})\)?$/
/** Lines looked at; what is longer than this is no stack of an app. */
const MAX_LINES = 200
const MAX_LINE = 4_000

/** The frames of a stack that name a place, innermost first: of Chromium and Node, of Firefox, of Safari. */
export function parseStack(stack: string): StackFrame[] {
  return stack.split('\n', MAX_LINES).flatMap((text, index) => {
    const frame = text.length > MAX_LINE ? undefined : frameOf(text.trim())
    return frame === undefined ? [] : [{ index, ...frame }]
  })
}

function frameOf(text: string): Omit<StackFrame, 'index'> | undefined {
  const position = POSITION.exec(text)
  if (position === null) return undefined
  const call = text.slice(0, position.index)
  const parts = call.startsWith('at ') ? chromium(call.slice(3)) : firefox(call)
  if (parts === undefined || parts[1] === '') return undefined
  const [name, file] = parts
  return { function: functionName(name), file, line: Number(position[1]), column: Number(position[2]) }
}

/** `fn (file`, `file`, `async file` */
function chromium(call: string): [name: string, file: string] {
  const open = call.indexOf(' (')
  return open === -1 ? ['', call.replace(/^async /, '')] : [call.slice(0, open), call.slice(open + 2)]
}

/** `fn@file` */
function firefox(call: string): [name: string, file: string] | undefined {
  const at = call.indexOf('@')
  return at === -1 ? undefined : [call.slice(0, at), call.slice(at + 1)]
}

/** `null` for what an engine says where a function has no name. */
function functionName(text: string): string | null {
  const name = text
    .replace(/^(?:async |new )+/, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/[/<]+$/, '')
    .replace(/^(?:Object|Module|exports|window|global|globalThis)\./, '')
  return name === '' || name === 'eval' || name.endsWith('<anonymous>') || name === 'anonymous' ? null : name
}
