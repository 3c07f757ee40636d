import type { Client } from './client.ts'
import type { Account } from './reconcile.ts'

const HEAD = [
  'run',
  'edits',
  'sent',
  'unanswered',
  'requests',
  'fetches',
  'actions',
  'heap MB',
  'alive',
  'seconds',
]
const WIDTHS = [22, 6, 6, 11, 13, 13, 11, 15, 22, 8]

export interface Line {
  readonly run: string
  readonly edits: number
  readonly client: Client
  readonly account?: Account
  /** Before and after, bytes. */
  readonly heap?: readonly [before: number, after: number]
  readonly alive?: string
  readonly seconds: number
}

const lines: string[] = []

/** Notes a run's numbers: of what is counted, what the client knows and what the collector says. */
export function note({ run, edits, client, account, heap, alive, seconds }: Line): void {
  const of = (expected?: number, counted?: number) =>
    expected === undefined ? '' : `${expected} = ${counted}`
  const { expected, counted } = account ?? {}
  lines.push(
    row([
      run,
      edits,
      client.sent.length,
      client.sent.filter(({ answered }) => !answered).length,
      of(expected?.totalRequests, counted?.totalRequests),
      of(expected?.totalFetches, counted?.totalFetches),
      of(expected?.actions, counted?.actions),
      heap === undefined ? '' : heap.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' → '),
      alive ?? '',
      seconds.toFixed(1),
    ]),
  )
}

export function printReport(): void {
  process.stdout.write(`\n${[row(HEAD), ...lines].join('\n')}\n\n`)
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 0)).join(' ')
}
