import { SERVER_LISTENING_EVENT } from '@kymo/protocol'
import type { RecordedEvent } from '../../recorded-event.ts'

/** Tells on which port the app is found, and where it runs, so that a collector beside it knows the app's own pages. */
export function listeningEvent(port: number, scheme: 'http' | 'https', time: number): RecordedEvent {
  return {
    name: SERVER_LISTENING_EVENT,
    time,
    traceId: undefined,
    spanId: undefined,
    attributes: {
      'server.port': port,
      'url.scheme': scheme,
      'process.working_directory': process.cwd(),
    },
  }
}
