import type { DuckDBConnection } from '@duckdb/node-api'
import type { TrafficTally } from '../traffic/traffic-tally.ts'
import { TableWriter } from './table-writer.ts'
import { TRAFFIC_BUCKETS, TRAFFIC_HOUR_BUCKETS, TRAFFIC_HOURS, TRAFFIC_MINUTES } from './traffic-tables.ts'

/** Appends to the tables of traffic. Minutes and hours have their columns in the same order. */
export class TrafficRows {
  readonly #minutes: TableWriter
  readonly #buckets: TableWriter
  readonly #hours: TableWriter
  readonly #hourBuckets: TableWriter

  private constructor(writers: readonly TableWriter[]) {
    const [minutes, buckets, hours, hourBuckets] = writers as [
      TableWriter,
      TableWriter,
      TableWriter,
      TableWriter,
    ]
    this.#minutes = minutes
    this.#buckets = buckets
    this.#hours = hours
    this.#hourBuckets = hourBuckets
  }

  static async open(connection: DuckDBConnection): Promise<TrafficRows> {
    const writers: TableWriter[] = []
    for (const table of [TRAFFIC_MINUTES, TRAFFIC_BUCKETS, TRAFFIC_HOURS, TRAFFIC_HOUR_BUCKETS]) {
      writers.push(await TableWriter.open(connection, table))
    }
    return new TrafficRows(writers)
  }

  minute(route: number, origin: number, minute: number, tally: TrafficTally): void {
    count(this.#minutes, route, minute, tally).int(1, origin)
    for (const [bucket, requests] of tally.buckets) {
      inBucket(this.#buckets, route, minute, bucket, requests).int(1, origin)
    }
  }

  hour(route: number, told: number, hour: number, tally: TrafficTally): void {
    count(this.#hours, route, hour, tally).byte(1, told)
    for (const [bucket, requests] of tally.buckets) {
      inBucket(this.#hourBuckets, route, hour, bucket, requests).byte(1, told)
    }
  }

  flush(): void {
    for (const writer of [this.#minutes, this.#buckets, this.#hours, this.#hourBuckets]) writer.flush()
  }
}

function count(writer: TableWriter, route: number, time: number, tally: TrafficTally): TableWriter {
  writer.row()
  writer.int(0, route)
  writer.int(2, time)
  writer.int(3, tally.count)
  writer.int(4, tally.errors)
  writer.int(5, tally.slow)
  writer.float(6, tally.max)
  writer.float(7, tally.last)
  return writer
}

function inBucket(
  writer: TableWriter,
  route: number,
  time: number,
  bucket: number,
  requests: number,
): TableWriter {
  writer.row()
  writer.int(0, route)
  writer.int(2, time)
  writer.short(3, bucket)
  writer.int(4, requests)
  return writer
}
