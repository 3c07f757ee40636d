/** What every monitor can be told. */
export interface MonitorConfig<Event = unknown> {
  /** Whether it observes. Off, it has no patch, no observer and no timer in the page. Default: false */
  readonly enabled?: boolean
  /** Entries that it keeps of each sort, the newest. 1 to 100,000; default: 1000 */
  readonly maxEntries?: number
  /**
   * Share of the tabs in which it observes at all, 0 to 1; decided once for each tab, and alike for all monitors: who is in
   * a share of 0.1 is also in one of 0.5. Default: 1
   */
  readonly sampleRate?: number
  /** Called with each thing that it sees. What it throws is told once and reaches nobody. */
  readonly onEvent?: ((event: Event) => void) | undefined
}
