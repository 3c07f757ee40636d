import type { ComponentDelta, SignalNode } from '@kymo/protocol'

/** What a page tells of a component that was mounted once, and did nothing since. */
export function component(name: string, fields: Partial<ComponentDelta> = {}): ComponentDelta {
  return {
    name,
    framework: 'react',
    mounts: 1,
    unmounts: 0,
    renders: 1,
    wasted: 0,
    slow: 0,
    effects: 0,
    causes: {},
    keys: [],
    ...fields,
  }
}

/** What a page tells of a signal that never changed. */
export function signal(id: number, name: string, fields: Partial<SignalNode> = {}): SignalNode {
  return {
    id,
    name,
    kind: 'signal',
    library: 'preact',
    updates: 0,
    peak: 0,
    subscribers: 0,
    dependsOn: [],
    gone: false,
    ...fields,
  }
}
