import { type Batch, SERVER_LISTENING_EVENT } from '@kymo/protocol'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

/** Origins under which this machine's browsers see the servers that these facts tell of. */
export function appOrigins(batches: readonly Batch[]): string[] {
  return batches
    .flatMap(({ facts }) => facts)
    .flatMap((fact) =>
      fact.fact === 'event' && fact.name === SERVER_LISTENING_EVENT ? [fact.attributes] : [],
    )
    .flatMap(({ 'server.port': port, 'url.scheme': scheme }) =>
      isPort(port) && (scheme === 'http' || scheme === 'https')
        ? LOOPBACK_NAMES.map((name) => new URL(`${scheme}://${name}:${port}`).origin)
        : [],
    )
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}
