/**
 * What the runner asks of a page: `time` for what runs in a moment, `pace` for what goes on after it was called, as a
 * request does, and `hold` for what is kept.
 */
const cases = new Map()

/**
 * @param {string} name
 * @param {object} parts
 * @param {(count: number) => void} [parts.run] does it so often, as fast as it can
 * @param {(count: number) => Promise<void>} [parts.pace] does it so often, as an app would
 * @param {(count: number) => unknown} [parts.hold] does it so often, and returns what an app would hold of it
 * @param {() => void} [parts.clear] forgets what was done, unmeasured
 */
export function bench(name, parts) {
  cases.set(name, { clear: () => {}, ...parts })
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Does it so often, some at a time, with rests in which the page's timers have their turn. */
export async function inSteps(count, atOnce, act) {
  for (let i = 0; i < count; i++) {
    if (i % atOnce === 0) await sleep(25)
    await act(i)
  }
}

/** Milliseconds that a batch takes at least: thousands of steps of the clock. */
const BATCH = 25
const BATCHES = 9

async function batch({ run, clear }, count) {
  clear()
  // Timers and observers of what went before have their turn outside of what is measured.
  await sleep(0)
  const begun = performance.now()
  run(count)
  return performance.now() - begun
}

self.bench = {
  names: (part) => [...cases].filter(([, parts]) => parts[part]).map(([name]) => name),

  /** Microseconds for one: the quickest of some batches, as the others were disturbed; after some that warm up. */
  async time(name) {
    const parts = cases.get(name)
    let count = 10
    for (let took = 0; took < BATCH; ) {
      took = await batch(parts, count)
      if (took < BATCH) count = Math.ceil(count * Math.min(10, Math.max(1.2, (1.1 * BATCH) / (took || 0.01))))
    }
    const each = []
    for (let i = 0; i < BATCHES; i++) each.push(((await batch(parts, count)) / count) * 1000)
    parts.clear()
    return Math.min(...each)
  },

  pace: (name, count) => cases.get(name).pace(count),

  async hold(name, count) {
    self.held = await cases.get(name).hold(count)
  },

  release(name) {
    self.held = undefined
    cases.get(name).clear()
  },
}
