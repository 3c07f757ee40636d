import { writeSync } from 'node:fs'

const said = new Set<string>()

/**
 * Tells people something, once for what it is `about`. Goes to the file descriptor: `console` and `process.stderr` may be
 * patched by the app or by its framework, and would then show it as the app's own words.
 */
export function reportOnce(code: string, message: string, about: string = code): void {
  if (said.has(about)) return
  said.add(about)
  try {
    writeSync(2, `kymo: ${code}: ${message}\n`)
  } catch {
    // Nobody reads it.
  }
}
