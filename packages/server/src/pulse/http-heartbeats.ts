import {
  type Batch,
  HEARTBEAT_POINT,
  type PulseHeartbeat,
  type PulseProblem,
  parseHeartbeat,
} from '@kymo/protocol'

export interface ToldHeartbeat {
  /** Of the process. */
  readonly instance: string
  readonly heartbeat: PulseHeartbeat
}

export interface HeartbeatsOfBatches {
  readonly heartbeats: readonly ToldHeartbeat[]
  readonly problems: readonly { readonly instance: string; readonly problem: PulseProblem }[]
}

/** The heartbeats among the facts of agents that have no Redis. */
export function heartbeatsOf(batches: readonly Batch[]): HeartbeatsOfBatches {
  const heartbeats: ToldHeartbeat[] = []
  const problems: { instance: string; problem: PulseProblem }[] = []
  for (const { header, facts } of batches) {
    const instance = header.resource['service.instance.id']
    for (const fact of facts) {
      if (fact.fact !== 'point' || fact.name !== HEARTBEAT_POINT) continue
      const json = fact.attributes[HEARTBEAT_POINT]
      const { value: heartbeat, problem } = parseHeartbeat(typeof json === 'string' ? json : '')
      if (problem === undefined) heartbeats.push({ instance, heartbeat })
      else problems.push({ instance, problem })
    }
  }
  return { heartbeats, problems }
}
