import { beforeEach, describe, expect, it } from 'vitest'
import type { AlertMessage } from '../store/alert-rows.ts'
import { T } from '../testing/facts.ts'
import { FleetStand } from '../testing/fleet-stand.ts'
import { AlertElection } from './alert-election.ts'

const COOLDOWN = 300_000

const stand = new FleetStand()
let now = T

beforeEach(() => {
  now = T
})

async function collector(name: string): Promise<AlertElection> {
  return new AlertElection(await stand.link(), name, () => now)
}

function message(id: string, state: 'firing' | 'resolved'): AlertMessage {
  const of = { rule: 'CPU', when: 'cpu', subject: 'web-1', message: 'x', value: 94, threshold: 80 } as const
  const alert = { ...of, id, state, since: T, firedAt: T, resolvedAt: null }
  return { id: `${id}:${state}:h`, hook: 'h', time: now, alert }
}

describe('of several collectors', () => {
  it('the first tells that an alert fires, and the same that it is over', async () => {
    const [a, b] = [await collector('a'), await collector('b')]
    expect(await a.claim(message('1', 'firing'), 0)).toBe('ours')
    expect(await b.claim(message('2', 'firing'), 0)).toBe('theirs')
    const over = message('2', 'resolved')
    expect(await b.claim(over, 0)).toBe('later')
    expect(await a.claim(message('1', 'resolved'), 0)).toBe('ours')
    expect(await b.claim(over, 0)).toBe('theirs')
  })

  it('another tells that it is over when the first does not within 15 s, and then tells no more', async () => {
    const [a, b] = [await collector('a'), await collector('b')]
    expect(await a.claim(message('1', 'firing'), 0)).toBe('ours')
    const over = message('2', 'resolved')
    now += 14_999
    expect(await b.claim(over, 0)).toBe('later')
    now += 1
    expect(await b.claim(over, 0)).toBe('ours')
    // It has not sent that yet, and comes back.
    expect(await a.claim(message('1', 'firing'), 0)).toBe('theirs')
    expect(await a.claim(message('1', 'resolved'), 0)).toBe('theirs')
  })

  it('the one that was to tell is so again when it asks again', async () => {
    const [a, b] = [await collector('a'), await collector('b')]
    expect(await a.claim(message('1', 'firing'), COOLDOWN)).toBe('ours')
    expect(await (await collector('a')).claim(message('1', 'firing'), COOLDOWN)).toBe('ours')
    expect(await b.claim(message('2', 'firing'), COOLDOWN)).toBe('theirs')
  })

  it('one tells of an alert that fires anew, when nobody could say in Redis that it was over', async () => {
    const [a, b] = [await collector('a'), await collector('b')]
    expect(await a.claim(message('1', 'firing'), 0)).toBe('ours')
    expect(await b.claim(message('3', 'firing'), 0)).toBe('theirs')
    expect(await a.claim(message('2', 'firing'), 0)).toBe('ours')
    expect(await a.claim(message('2', 'resolved'), 0)).toBe('ours')
    // And of one that is over anew.
    expect(await b.claim(message('4', 'resolved'), 0)).toBe('theirs')
    expect(await a.claim(message('5', 'resolved'), 0)).toBe('ours')
  })

  it('none tells anew within the cooldown', async () => {
    const [a, b] = [await collector('a'), await collector('b')]
    expect(await a.claim(message('1', 'firing'), COOLDOWN)).toBe('ours')
    expect(await a.claim(message('1', 'resolved'), COOLDOWN)).toBe('ours')
    expect(await b.claim(message('2', 'firing'), COOLDOWN)).toBe('theirs')
    expect(await b.claim(message('2', 'resolved'), COOLDOWN)).toBe('theirs')
  })
})
