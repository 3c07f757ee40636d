/** A frame of Next.js's own files; an app's compiled ones are in `.next`. */
const NEXT_FRAME = /[\\/]next[\\/]dist[\\/]/
const OWN_FRAMES = 6

/**
 * Whether Next.js itself calls `fetch`, as its dev server does to ask for newer versions. Reads the stack: for calls
 * outside of any request only, which are few.
 */
export function calledByNext(): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = OWN_FRAMES
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  const frames = stack.split('\n').slice(1)
  const caller = frames.find((frame) => !frame.includes(import.meta.url) && !isOwn(frame))
  return caller !== undefined && NEXT_FRAME.test(caller)
}

const OWN_FOLDER = new URL('.', import.meta.url).href

function isOwn(frame: string): boolean {
  return frame.includes(OWN_FOLDER) || frame.includes('Object.apply')
}
