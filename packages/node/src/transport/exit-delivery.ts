import { Worker } from 'node:worker_threads'

/** Milliseconds that the end of a process may be held up. */
const BOUND = 1000

/**
 * Runs a thread that delivers, while this one waits: in a process's last moment nothing asynchronous runs any more, so
 * another thread has to do it.
 * @param script its code, as text, so that it starts from wherever this package's code was put: a bundle has no file of
 *   it. It is given `data` and `state`, in which it counts what was accepted, and says when it is done.
 * @returns how much was accepted
 */
export function deliverBeforeExit(script: string, data: object): number {
  /** Whether it is over, and how many were accepted. */
  const state = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(script, {
    eval: true,
    // Neither the preload nor the app's flags: it has but one thing to do.
    execArgv: [],
    env: {},
    workerData: { ...data, state },
  })
  worker.on('error', () => {})
  Atomics.wait(state, 0, 0, BOUND)
  return Atomics.load(state, 1)
}
