import type { AlertRule, AlertStatus } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { cpuView, rules } from '../testing/alert-views.ts'
import { T } from '../testing/facts.ts'
import { Seeded } from '../testing/seeded.ts'
import { type AlertsState, evaluate, restoredState, UNKNOWN_PATIENCE } from './evaluate.ts'
import type { WatchedRule } from './watched-rule.ts'

const RUNS = 300
const LOOKS = 200

interface Look {
  readonly time: number
  /** Undefined where the server is not there, null where its CPU is not known. */
  readonly value: number | null | undefined
}

interface Run {
  readonly rule: WatchedRule
  readonly looks: readonly Look[]
  readonly transitions: readonly AlertStatus[]
  readonly state: AlertsState
}

/** A rule by chance, over a CPU that wanders by chance, with restarts in between. */
function run(seed: number): Run {
  const chance = new Seeded(seed)
  const above = 20 + chance.below(60)
  const given: AlertRule = {
    name: 'CPU',
    when: 'cpu',
    above,
    clearBelow: above - chance.below(20),
    for: chance.below(4) * 10,
    cooldown: chance.below(4) * 40,
  }
  const [rule] = rules(given) as [WatchedRule]
  const looks: Look[] = []
  const transitions: AlertStatus[] = []
  let state = restoredState([])
  let time = T
  let cpu = 50
  for (let i = 0; i < LOOKS; i++) {
    time += 500 + chance.below(5000)
    cpu = Math.max(0, Math.min(100, cpu + (chance.next() - 0.5) * 40))
    const kind = chance.below(20)
    const value = kind === 0 ? undefined : kind === 1 ? null : cpu
    const view = cpuView(value === null ? cpu : value, value === null ? 'lost' : 'alive')
    const result = evaluate(state, [rule], view, time)
    looks.push({ time, value })
    transitions.push(...result.transitions)
    state = chance.below(10) === 0 ? restarted(result.state) : result.state
  }
  return { rule, looks, transitions, state }
}

function restarted(state: AlertsState): AlertsState {
  const firing = [...state.active.values()].map(({ status }) => status)
  return restoredState(structuredClone([...firing, ...state.past].filter(({ state }) => state !== 'pending')))
}

const known = (looks: readonly Look[], from: number, to: number) =>
  looks.filter(({ time }) => time >= from && time <= to).map(({ value }) => value)

describe(`over ${RUNS} runs by chance, with restarts`, () => {
  const all = Array.from({ length: RUNS }, (_, seed) => run(seed + 1))
  const fired = all.flatMap(({ transitions }) => transitions.filter(({ state }) => state === 'firing'))

  it('an alert fires and is over in turns, each once', () => {
    expect(fired.length).toBeGreaterThan(RUNS)
    for (const { transitions } of all) {
      expect(transitions.map(({ state }) => state)).toEqual(
        transitions.map((_, i) => (i % 2 === 0 ? 'firing' : 'resolved')),
      )
      for (let i = 1; i < transitions.length; i += 2) {
        expect(transitions[i]).toMatchObject({ id: transitions[i - 1]?.id, since: transitions[i - 1]?.since })
      }
      expect(new Set(transitions.map(({ id }) => id)).size).toBe(Math.ceil(transitions.length / 2))
    }
  })

  it('never fires before it has held without a break', () => {
    for (const { rule, looks, transitions } of all) {
      for (const { state, since, firedAt } of transitions) {
        if (state !== 'firing' || firedAt === null) continue
        expect(firedAt - since).toBeGreaterThanOrEqual(rule.hold)
        for (const value of known(looks, since, firedAt)) expect(value ?? -1).toBeGreaterThan(rule.above)
      }
    }
  })

  it('never fires twice within the cooldown', () => {
    for (const { rule, transitions } of all) {
      const times = transitions.filter(({ state }) => state === 'firing').map(({ firedAt }) => firedAt ?? 0)
      for (let i = 1; i < times.length; i++) {
        expect((times[i] as number) - (times[i - 1] as number)).toBeGreaterThanOrEqual(rule.cooldown)
      }
    }
  })

  it('never flaps: while it fires, no value was low enough to clear it, and it is over by one that is', () => {
    for (const { rule, looks, transitions } of all) {
      for (const { state, firedAt, resolvedAt } of transitions) {
        if (state !== 'resolved' || firedAt === null || resolvedAt === null) continue
        const during = known(looks, firedAt, resolvedAt - 1)
        for (const value of during) expect(value ?? 100).toBeGreaterThan(rule.clearBelow)
        const [last] = known(looks, resolvedAt, resolvedAt)
        if (typeof last === 'number') expect(last).toBeLessThanOrEqual(rule.clearBelow)
      }
    }
  })

  it('always ends: by a value that clears it, or when nothing is known for long', () => {
    for (const { rule, state, looks } of all) {
      const now = looks.at(-1)?.time as number
      const cleared = evaluate(state, [rule], cpuView(0), now + 1000)
      expect(cleared.state.active.size).toBe(0)
      const silent = evaluate(state, [rule], cpuView(90, 'lost'), now + 1000).state
      expect(
        evaluate(silent, [rule], cpuView(90, 'lost'), now + 1000 + UNKNOWN_PATIENCE).state.active.size,
      ).toBe(0)
    }
  })
})
