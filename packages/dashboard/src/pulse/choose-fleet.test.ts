import type { ProcessPulse, PulseSnapshot, PulseState, ServerPulse } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { chooseFleet } from './choose-fleet.ts'

const server = (id: string, state: PulseState = 'alive') => ({ id, state, lastSeen: 0 }) as ServerPulse
const process = (hostname: string, app: string, environment = 'production') =>
  ({ id: `${hostname}-${app}`, hostname, app, environment, role: 'server', pid: 1 }) as ProcessPulse

const SNAPSHOT = {
  servers: [server('web-10'), server('web-2', 'lost'), server('web-1'), server('old-1', 'left')],
  processes: [
    process('web-1', 'shop'),
    process('web-2', 'shop'),
    process('web-10', 'shop', 'staging'),
    process('web-10', 'mail', 'staging'),
  ],
  apps: [
    { id: 'shop@production', app: 'shop', environment: 'production', health: { score: 97 } },
    { id: 'mail@staging', app: 'mail', environment: 'staging', health: { score: null } },
    { id: 'shop@staging', app: 'shop', environment: 'staging', health: { score: 40 } },
  ],
  alerts: [
    { id: '1', state: 'firing', subject: 'web-2', since: 1, firedAt: 2 },
    { id: '2', state: 'firing', subject: 'shop@staging', since: 1, firedAt: 9 },
    { id: '3', state: 'pending', subject: 'web-1', since: 1, firedAt: null },
  ],
} as unknown as PulseSnapshot

const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id)
const ALL = { app: undefined, environment: undefined, state: undefined, q: undefined }

describe('what is shown of the fleet', () => {
  it('keeps servers in the order of their names, lost or not, and those that left apart', () => {
    const fleet = chooseFleet(SNAPSHOT, ALL)
    expect(ids(fleet.servers)).toEqual(['web-1', 'web-2', 'web-10'])
    expect(ids(fleet.left)).toEqual(['old-1'])
    expect(fleet.lost).toBe(1)
  })

  it('begins with the alert that fired last', () => {
    expect(ids(chooseFleet(SNAPSHOT, ALL).firing)).toEqual(['2', '1'])
  })

  it('keeps a few apps in the order of their names, and begins with the worst of many', () => {
    expect(ids(chooseFleet(SNAPSHOT, ALL).apps)).toEqual(['mail@staging', 'shop@production', 'shop@staging'])
    const more = ['a', 'b'].map((app) => ({ id: app, app, environment: '', health: { score: 90 } }))
    const many = { ...SNAPSHOT, apps: [...SNAPSHOT.apps, ...more] } as unknown as PulseSnapshot
    expect(ids(chooseFleet(many, ALL).apps)).toEqual([
      'shop@staging',
      'a',
      'b',
      'shop@production',
      'mail@staging',
    ])
  })

  it('can be narrowed to an app, an environment, a name, or what is lost', () => {
    expect(ids(chooseFleet(SNAPSHOT, { ...ALL, app: 'mail' }).servers)).toEqual(['web-10'])
    const production = chooseFleet(SNAPSHOT, { ...ALL, environment: 'production' })
    expect(ids(production.servers)).toEqual(['web-1', 'web-2'])
    expect(ids(production.firing)).toEqual(['1'])
    expect(ids(chooseFleet(SNAPSHOT, { ...ALL, q: 'B-1' }).servers)).toEqual(['web-1', 'web-10'])
    expect(ids(chooseFleet(SNAPSHOT, { ...ALL, state: 'lost' }).servers)).toEqual(['web-2'])
  })

  it('hides no alert while a server is looked for by its name', () => {
    const shop = chooseFleet(SNAPSHOT, { ...ALL, app: 'shop', q: 'web-10' })
    expect(ids(shop.servers)).toEqual(['web-10'])
    expect(ids(shop.firing)).toEqual(['2', '1'])
  })
})
