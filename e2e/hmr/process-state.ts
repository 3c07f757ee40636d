import type { Client } from './client.ts'

/** What `app/api/inspect` of the fixture app tells of its process. */
export interface ProcessState {
  readonly pid: number
  readonly patches: {
    /** A number for each function of the platform, the same as long as it is the same function. */
    readonly functions: Readonly<Record<string, number | null>>
    /** Of diagnostics channels. */
    readonly subscribers: Readonly<Record<string, number>>
    /** Of the process's events. */
    readonly listeners: Readonly<Record<string, number>>
    /** The agent's frames around `fetch`, from its call to the platform's own function. */
    readonly fetchFrames: readonly string[]
  }
  /** Bytes used after a full garbage collection. */
  readonly heap: number
  /** Objects that could not be freed. */
  readonly alive: { readonly requests: number; readonly spans: number }
}

export async function inspect(client: Client): Promise<ProcessState> {
  const answer = await client.ask('inspect')
  const start = answer.indexOf('{"pid"')
  // One that failed is counted as such, and asked again.
  return start === -1 ? inspect(client) : (JSON.parse(answer.slice(start)) as ProcessState)
}
