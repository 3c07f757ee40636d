import { stderrStyle } from './style.ts'

/** What the command itself has to say, beside what its app prints. */
export function say(line: string): void {
  process.stderr.write(`${stderrStyle.brand('kymo')}  ${line}\n`)
}
