import { stripVTControlCharacters } from 'node:util'

/** Captured text must not move the cursor, colour the terminal, or turn the line around. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd')
}
