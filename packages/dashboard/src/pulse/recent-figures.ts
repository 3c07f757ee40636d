import type { PulseHistory } from '@kymo/protocol'
import { HISTORY } from '../api/fleet-state.ts'
import type { SparkFigures } from '../charts/spark-path.ts'

/** Longer without a figure than this is a gap. Milliseconds. */
const GAP = 20_000

/** The last five minutes of a share, up to its newest figure. Percent. */
export function recentFigures(history: PulseHistory, of: 'cpu' | 'memory'): SparkFigures {
  const values = history[of]
  const to = history.time[values.findLastIndex((value) => value !== null)] ?? 0
  return { times: history.time, values, from: to - HISTORY, to, top: 100, gap: GAP }
}
