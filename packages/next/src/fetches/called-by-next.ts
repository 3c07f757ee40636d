/** A frame of Next.js's own files; an app's compiled ones are in `.next`. */
const NEXT_FRAME = /[\\/]next[\\/]dist[\\/]/
const OWN_FOLDER = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1)
/** Enough for this folder's frames and the caller's. */
const FRAMES = 6

/**
 * Whether Next.js itself calls `fetch`, as its dev server does to ask for newer versions. Reads the stack: for calls
 * outside of any request only, which are few.
 */
export function calledByNext(): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const { stack = '' } = new Error()
  Error.stackTraceLimit = limit
  const caller = stack.split('\n').find((line) => line.startsWith('    at ') && !line.includes(OWN_FOLDER))
  return caller !== undefined && NEXT_FRAME.test(caller)
}
