import type { TraceId } from '@kymo/protocol'
import type { FactSink } from './recorder.ts'

/**
 * In the recorder's place where no fact goes anywhere: nothing is encoded, and no memory set aside. It samples as the
 * recorder does, since what this process calls may well have a collector.
 */
export class DiscardingRecorder implements FactSink {
  readonly facts = 0
  readonly pending = 0
  readonly #threshold: number
  readonly #failed: (error: unknown) => void

  /** @param sample share of traces, 0 to 1 */
  constructor(sample: number, failed: (error: unknown) => void) {
    this.#threshold = sample * 2 ** 32
    this.#failed = failed
  }

  samples(traceId: TraceId): boolean {
    return traceId.d >>> 0 < this.#threshold
  }

  write(): void {}
  writeEvent(): void {}
  writePoint(): void {}
  drain(): void {}
  close(): void {}

  failed(error: unknown): void {
    this.#failed(error)
  }
}
