import { describe, expect, it } from 'vitest'
import {
  errorKey,
  errorKeyBeside,
  errorsKey,
  heartbeatKey,
  parsePulseKey,
  slowKey,
  trafficKey,
} from './keys.ts'
import { parseErrorEntry, parseHeartbeat, parseSlowEntry, parseTrafficMinute } from './parse-pulse.ts'

const heartbeat = {
  timestamp: 1_700_000_000_000,
  system: {
    hostname: 'web-1',
    platform: 'linux',
    cpu_usage: 12.5,
    memory_total: 8e9,
    memory_free: 3e9,
    load_avg: [0.5, 0.4, 0.3],
  },
  process: { pid: 7, uptime: 60, cpu_usage: 3, memory_rss: 5e7, memory_heap: 2e7 },
  meta: { app_name: 'shop', environment: 'production', runtime: 'node', version: '1.0.0' },
}

describe('keys of the pulse', () => {
  it.each([
    ['shop', 'a-1'],
    ['@scope/app', 'x y'],
    ['a:b', 'c:d'],
    ['{tag}', '*?[]\\%'],
    ['日本', '😀'],
  ])('hold the app %j and the id %j, and nothing else', (app, id) => {
    expect(heartbeatKey(app, id)).toMatch(/^pulse:server:[^:{}*?[\]\\\s]+:[^:{}*?[\]\\\s]+$/)
    expect(parsePulseKey(heartbeatKey(app, id))).toEqual({ kind: 'server', app, id })
    expect(parsePulseKey(trafficKey(app, id))).toEqual({ kind: 'traffic', app, id })
    expect(parsePulseKey(errorKey(app, id))).toEqual({ kind: 'error', app, id })
    expect(parsePulseKey(slowKey(app))).toEqual({ kind: 'slow', app })
    expect(errorKeyBeside(errorsKey(app), id)).toBe(errorKey(app, id))
  })

  it('are read of names that are escaped more than they need be', () => {
    expect(parsePulseKey('pulse:server:%40scope%2Fapp:gr%C3%B6%C3%9Fe')).toMatchObject({
      app: '@scope/app',
      id: 'größe',
    })
    expect(errorKeyBeside('pulse:errors:%40scope%2Fapp', 'a-1')).toBe('pulse:error:%40scope%2Fapp:a-1')
  })

  it('are as the requirements have them', () => {
    expect(heartbeatKey('shop', 'web-1-7')).toBe('pulse:server:shop:web-1-7')
    expect(slowKey('shop')).toBe('pulse:slow:shop')
  })

  it.each([
    '',
    'pulse',
    'pulse:server:shop',
    'pulse:server:a:b:c',
    'pulse:slow:a:b',
    'other:server:a:b',
    'pulse:x:a:b',
    'pulse:server:%E0:b',
  ])('are not what %j is', (key) => {
    expect(parsePulseKey(key)).toBeUndefined()
  })
})

describe('payloads of the pulse', () => {
  it('are read, also with fields that are not known', () => {
    expect(parseHeartbeat(JSON.stringify(heartbeat)).value).toEqual(heartbeat)
    const more = { ...heartbeat, v: 1, later: true, system: { ...heartbeat.system, gpu: 1 } }
    expect(parseHeartbeat(JSON.stringify(more)).value).toEqual(more)
  })

  it('may tell of a disk without end, as those of clouds are', () => {
    const disks = [{ path: '/', total: 2 ** 63, free: 2 ** 63 }]
    const endless = { ...heartbeat, system: { ...heartbeat.system, disks } }
    expect(parseHeartbeat(JSON.stringify(endless)).value).toEqual(endless)
  })

  it.each([
    ['PULSE_NOT_JSON', '{', /not JSON/],
    ['PULSE_BROKEN', 'null', /The payload must be an object/],
    ['PULSE_BROKEN', '[]', /must be an object/],
    ['PULSE_BROKEN', '{}', /timestamp must be/],
    ['PULSE_NEWER', '{"v":2}', /version 2/],
    ['PULSE_BROKEN', '{"v":"1"}', /v must be/],
    ['PULSE_TOO_LARGE', JSON.stringify('x'.repeat(300_000)), /at most/],
    [
      'PULSE_BROKEN',
      JSON.stringify({ ...heartbeat, system: { ...heartbeat.system, cpu_usage: 101 } }),
      /^system\.cpu_usage must be a number from 0 to 100$/,
    ],
    [
      'PULSE_BROKEN',
      JSON.stringify({ ...heartbeat, system: { ...heartbeat.system, load_avg: [1, 'x', 3] } }),
      /^system\.load_avg\[1\] must be/,
    ],
    ['PULSE_BROKEN', '{"__proto__":{"timestamp":1}}', /timestamp must be/],
  ])('that are wrong are told apart: %s of %s', (code, json, message) => {
    const { problem } = parseHeartbeat(json)
    expect(problem?.code).toBe(code)
    expect(problem?.message).toMatch(message)
  })

  it('of the other kinds are looked at as closely', () => {
    expect(parseSlowEntry('{"timestamp":1,"kind":"page"}').problem?.message).toMatch(/^kind must be one of/)
    expect(parseErrorEntry('{"fingerprint":"A B"}').problem?.message).toMatch(/^fingerprint must be/)
    expect(
      parseTrafficMinute('{"minute":0,"app_name":"a","environment":"","routes":[{"method":1}]}').problem
        ?.message,
    ).toMatch(/^routes\[0\]\.method must be/)
  })
})
