import { type Attributes, type Batch, SERVER_LISTENING_EVENT } from '@kymo/protocol'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

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
    const told: string[] = []
    for (const { facts } of batches) {
      for (const fact of facts) {
        if (fact.fact !== 'event' || fact.name !== SERVER_LISTENING_EVENT) continue
        const folder = fact.attributes['process.working_directory']
        for (const origin of originsOf(fact.attributes)) {
          this.#origins.set(origin, { folder: typeof folder === 'string' ? folder : undefined })
          told.push(origin)
        }
      }
    }
    return told
  }
}

function originsOf({ 'server.port': port, 'url.scheme': scheme }: Attributes): string[] {
  if (!isPort(port) || (scheme !== 'http' && scheme !== 'https')) return []
  return LOOPBACK_NAMES.map((name) => new URL(`${scheme}://${name}:${port}`).origin)
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}
