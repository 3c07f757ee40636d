import { Worker } from 'node:worker_threads'
import { EXIT_WORKER } from './exit-worker.ts'

/** Milliseconds that the end of a process may be held up. */
const BOUND = 1000

/**
 * Posts batches, in order, while this thread waits: in a process's last moment nothing asynchronous runs any more, so another
 * thread has to do it.
 * @returns how many of them were accepted
 */
export function deliverBeforeExit(
  endpoint: URL,
  headers: Readonly<Record<string, string>>,
  batches: readonly Uint8Array[],
): number {
  /** Whether it is over, and how many were accepted. */
  const state = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(EXIT_WORKER, {
    eval: true,
    // Neither the preload nor the app's flags: it has but one thing to do.
    execArgv: [],
    env: {},
    workerData: { endpoint: endpoint.href, headers, batches, state },
  })
  worker.on('error', () => {})
  Atomics.wait(state, 0, 0, BOUND)
  return Atomics.load(state, 1)
}
