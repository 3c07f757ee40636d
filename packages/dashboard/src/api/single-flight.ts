export interface SingleFlight {
  ask(): void
  stop(): void
}

/**
 * Runs `task` whenever it is asked to, but never twice at once and not more often than every `gap` milliseconds. What
 * is asked for meanwhile comes to one further run, so the last state is always read.
 */
export function singleFlight(task: () => Promise<unknown>, gap: number): SingleFlight {
  let running = false
  let asked = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    running = true
    asked = false
    try {
      await task()
    } catch {
      // The task shows its own failure; the next event asks again.
    }
    timer = setTimeout(() => {
      running = false
      if (asked && !stopped) void run()
    }, gap)
  }

  return {
    ask() {
      asked = true
      if (!running && !stopped) void run()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
