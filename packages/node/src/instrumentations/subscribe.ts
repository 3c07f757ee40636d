import { subscribe as join, unsubscribe as leave } from 'node:diagnostics_channel'

/** Subscribes to diagnostics channels by name. Returns how to undo it. */
export function subscribe(channels: Readonly<Record<string, (message: never) => void>>): () => void {
  const entries = Object.entries(channels) as [string, (message: unknown) => void][]
  for (const [name, listener] of entries) join(name, listener)
  return () => {
    for (const [name, listener] of entries) leave(name, listener)
  }
}
