export const mark = 'instrumentation:0;'

/** Next.js calls it once a process, and again for each scope that it makes for Edge code. */
export function register() {
  Object.assign(globalThis, { registered: mark })
}
