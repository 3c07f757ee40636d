import { type Attributes, type Batch, type InstanceStatus, SERVER_LISTENING_EVENT } from '@kymo/protocol'
import type { Store } from '../store/store.ts'
import { LOCAL_NAMES } from './host.ts'

/** Servers looked at, the newest, that were told of before this collector began. */
const RECALLED = 1000

/** What is known of an origin under which an app's pages are found. */
export interface AppOrigin {
  /** Where the app runs on this machine. */
  readonly folder: string | undefined
}

/** The origins under which this machine's browsers see the servers that agents told of. */
export class AppOrigins {
  readonly #origins = new Map<string, AppOrigin>()

  get(origin: string): AppOrigin | undefined {
    return this.#origins.get(origin)
  }

  /** @returns the origins that these facts tell of */
  learn(batches: readonly Batch[]): string[] {
    return batches.flatMap(({ facts }) =>
      facts.flatMap((fact) =>
        fact.fact === 'event' && fact.name === SERVER_LISTENING_EVENT ? this.#add(fact.attributes) : [],
      ),
    )
  }

  /**
   * Learns what was told to the collector that was here before, of servers that still run: they do not tell it again.
   * @returns their origins
   */
  async recall(store: Store): Promise<string[]> {
    const instances = await store.instances()
    const running = new Set(instances.filter(isRunning).map(({ instance }) => instance))
    const events = await store.events({ names: [SERVER_LISTENING_EVENT], limit: RECALLED })
    return events
      .toReversed()
      .flatMap(({ instance, attributes }) => (running.has(instance) ? this.#add(attributes) : []))
  }

  #add(attributes: Attributes): string[] {
    const { 'process.working_directory': folder } = attributes
    const origins = originsOf(attributes)
    for (const origin of origins)
      this.#origins.set(origin, { folder: typeof folder === 'string' ? folder : undefined })
    return origins
  }
}

function originsOf({ 'server.port': port, 'url.scheme': scheme }: Attributes): string[] {
  if (!isPort(port) || (scheme !== 'http' && scheme !== 'https')) return []
  return LOCAL_NAMES.map((name) => new URL(`${scheme}://${name}:${port}`).origin)
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}

function isRunning({ pid }: InstanceStatus): boolean {
  try {
    return pid !== null && process.kill(pid, 0)
  } catch {
    return false
  }
}
