import { Worker } from 'node:worker_threads'
import { EXIT_WORKER } from './exit-worker.ts'

/** Milliseconds that the end of a process may be held up. */
const BOUND = 1000

/**
 * Posts batches while this thread waits: in a process's last moment nothing asynchronous runs any more, so another
 * thread has to do it.
 */
export function deliverBeforeExit(
  endpoint: URL,
  headers: Readonly<Record<string, string>>,
  batches: readonly Uint8Array[],
): void {
  const done = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(EXIT_WORKER, {
    eval: true,
    // Neither the preload nor the app's flags: it has but one thing to do.
    execArgv: [],
    env: {},
    workerData: { endpoint: endpoint.href, headers, batches, done },
  })
  worker.on('error', () => {})
  Atomics.wait(done, 0, 0, BOUND)
}
