import { type Client, countOutcomes } from './client.ts'
import type { ProcessState } from './process-state.ts'
import type { Account } from './reconcile.ts'

const HEAD = [
  'run',
  'edits',
  'sent',
  'unanswered/failed',
  'requests',
  'fetches',
  'actions',
  'heap MB',
  'alive req/spans',
  'seconds',
]
const WIDTHS = [22, 6, 6, 18, 13, 13, 11, 15, 22, 8]

export interface Line {
  readonly run: string
  readonly edits: number
  readonly client: Client
  /** Where an agent ran. */
  readonly account: Account | undefined
  /** Of the last process, before and after. */
  readonly states: readonly [before: ProcessState, after: ProcessState]
  readonly seconds: number
}

const lines: string[] = []

/** Notes a run's numbers: of what is counted, what the client knows and what the collector says. */
export function note({ run, edits, client, account, states, seconds }: Line): void {
  const of = (expected?: number, counted?: number) =>
    expected === undefined ? '' : `${expected} = ${counted}`
  const { expected, counted } = account ?? {}
  lines.push(
    row([
      run,
      edits,
      client.sent.length,
      `${countOutcomes(client.sent, 'unanswered')}/${countOutcomes(client.sent, 'failed')}`,
      of(expected?.totalRequests, counted?.totalRequests),
      of(expected?.totalFetches, counted?.totalFetches),
      of(expected?.actions, counted?.actions),
      states.map(({ heap }) => (heap / 2 ** 20).toFixed(1)).join(' → '),
      states.map(({ alive }) => `${alive.requests}/${alive.spans}`).join(' → '),
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
