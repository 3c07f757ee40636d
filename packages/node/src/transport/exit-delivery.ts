import { Worker } from 'node:worker_threads'

/**
 * Milliseconds that the thread has to begin. It takes some 40; many more only where the machine has no time for it, which
 * says nothing of who is to be told.
 */
const BEGINNING = 3000

/**
 * Runs a thread that delivers, while this one waits: in a process's last moment nothing asynchronous runs any more, so
 * another thread has to do it.
 * @param script its code, as text, so that it starts from wherever this package's code was put: a bundle has no file of
 *   it. It is given `data` and `state`, in which it says that it begins (1) and that it is done (2), and counts what was
 *   accepted.
 * @param timeout milliseconds that the end of the process may be held up from when the thread has begun
 * @returns how much was accepted
 */
export function deliverBeforeExit(script: string, data: object, timeout: number): number {
  /** How far it is, and how many were accepted. */
  const state = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(script, {
    eval: true,
    // Neither the preload nor the app's flags: it has but one thing to do.
    execArgv: [],
    env: {},
    workerData: { ...data, state },
  })
  worker.on('error', () => {})
  Atomics.wait(state, 0, 0, BEGINNING)
  Atomics.wait(state, 0, 1, timeout)
  return Atomics.load(state, 1)
}
