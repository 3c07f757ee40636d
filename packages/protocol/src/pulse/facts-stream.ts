/*
 * How facts go through Redis. One hash tag holds all of it in one slot of a cluster, because what is done to it is done
 * at once. See `docs/facts-in-redis.md`.
 */

/** A Stream of batches that no collector has taken over yet. Fields: see `FACTS_FIELDS`. */
export const FACTS_STREAM = 'kymo:{facts}'
/** The consumer group; every collector is a consumer of it. */
export const FACTS_GROUP = 'kymo'
/** A String, a number: bytes of all payloads in the stream. */
export const FACTS_SIZE_KEY = 'kymo:{facts}:size'
/** A String, a number: facts that had to make room for newer ones before any collector took them over. */
export const FACTS_DROPPED_KEY = 'kymo:{facts}:dropped'
/**
 * A String for `FACTS_SEEN_TTL`, a number: the highest sequence of this process's batches that was added. A process
 * adds its batches in order, one at a time; when it got no answer it adds the same again.
 */
export const factsSeenKey = (instance: string): string => `kymo:{facts}:seen:${instance}`
/** A Set: ids of the stream's entries that this collector has taken over and not yet told Redis that it counted. */
export const factsTakenKey = (collector: string): string => `kymo:{facts}:taken:${collector}`

/** Seconds. */
export const FACTS_SEEN_TTL = 60 * 60

/** Bytes of payload that may wait in the stream, unless the agent is told otherwise. The oldest batches make room. */
export const FACTS_MAX_SIZE = 64 * 1024 * 1024

export const FACTS_FIELDS = {
  /** `<service.instance.id>/<sequence>`: the same for a batch that is added again. */
  id: 'id',
  /** Facts in it. */
  count: 'n',
  /** The batch, in the wire format. */
  batch: 'b',
} as const
