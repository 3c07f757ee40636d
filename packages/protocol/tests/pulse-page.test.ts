import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import * as protocol from '../src/index.ts'
import type { JsonSchema } from './payload-maker.ts'

const read = (path: string) => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8')
const page = read('protocol.md')
const schema = JSON.parse(read('protocol.schema.json')) as Required<Pick<JsonSchema, '$defs'>>

const PARSERS = {
  PulseHeartbeat: protocol.parseHeartbeat,
  SlowEntry: protocol.parseSlowEntry,
  ErrorEntry: protocol.parseErrorEntry,
  TrafficMinute: protocol.parseTrafficMinute,
}
type PayloadName = keyof typeof PARSERS

const examples = new Map(
  [...page.matchAll(/```json (\w+)\n([\s\S]*?)```\n([\s\S]*?)(?=\n## |\n```|$)/g)].map(
    ([, name, json, after]) => [name as PayloadName, { json: json as string, after: after as string }],
  ),
)

/** The lines of a table, as their cells. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, line]) =>
    (line as string).split('|').map((cell) => cell.trim()),
  )
}

/** Each field with its path, and whether it must be there. */
function* fieldsOf(definition: JsonSchema, path: string, required: boolean): Iterable<[string, boolean]> {
  const { $ref, properties, items } = definition
  if ($ref !== undefined) {
    const target = schema.$defs[$ref.replace('#/$defs/', '')] as JsonSchema
    yield* fieldsOf(target, path, required)
  } else if (properties !== undefined) {
    for (const [name, property] of Object.entries(properties)) {
      const isRequired = definition.required?.includes(name) ?? false
      yield* fieldsOf(property, path === '' ? name : `${path}.${name}`, isRequired)
    }
  } else if (items !== undefined && path !== 'system.load_avg') yield* fieldsOf(items, `${path}[]`, true)
  else yield [path, required]
}

describe.each(Object.entries(PARSERS))('the page of %s', (name, parse) => {
  const { json = '', after = '' } = examples.get(name as PayloadName) ?? {}

  it('has an example that is read, with every field there is', () => {
    const { value, problem } = parse(json)
    expect(problem).toBeUndefined()
    const isIn = (path: string) =>
      path
        .replaceAll('[]', '.0')
        .split('.')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value) !==
      undefined
    const missing = [...fieldsOf(schema.$defs[name] as JsonSchema, '', true)]
      .map(([path]) => path)
      .filter((path) => !isIn(path))
    expect(missing).toEqual([])
  })

  it('names every field of the schema, no other, and those that must be there', () => {
    const told = rowsOf(after)
      .filter(([field]) => field?.startsWith('`'))
      .map(([field, , absent]) => [field?.replaceAll('`', ''), absent === 'required'])
    expect(told).toEqual([...fieldsOf(schema.$defs[name] as JsonSchema, '', true)])
  })
})

test('the example of a minute is counted as its durations say', () => {
  const { value } = protocol.parseTrafficMinute(examples.get('TrafficMinute')?.json ?? '')
  expect(value?.routes.map(({ buckets }) => buckets)).toEqual([
    [3.2, 5.1, 5.2, 9.7].flatMap((duration) => [protocol.bucketOf(duration), 1]),
    [protocol.bucketOf(1840.25), 1],
  ])
  expect(value?.routes[0]?.sum).toBe(3.2 + 5.1 + 5.2 + 9.7)
  expect(page).toContain(`bucket ${protocol.SKETCH_BUCKETS.first}`)
  expect(page).toMatch(new RegExp(`bucket\\s${protocol.SKETCH_BUCKETS.last}\\b`))
})

test('figures, codes and defaults are those of the code', () => {
  const figures = rowsOf(page).filter(([name]) => /^`[A-Z_]+`$/.test(name ?? ''))
  const named = new Map(figures.map(([name, value]) => [name?.replaceAll('`', ''), value]))
  const names = [
    'PULSE_VERSION',
    'HEARTBEAT_INTERVAL',
    'HEARTBEAT_TTL',
    'SLOW_MAX_LENGTH',
    'ERRORS_TTL',
    'TRAFFIC_TTL',
    'PULSE_PAYLOAD_LIMIT',
    'SKETCH_ACCURACY',
  ]
  const told = names.map((name) => [name, Number(named.get(name)?.replaceAll(',', ''))])
  expect(protocol).toMatchObject(Object.fromEntries(told))
  expect(protocol.PULSE_PROBLEM_CODES.filter((code) => !named.has(code))).toEqual([])
  for (const role of protocol.PULSE_ROLES) expect(page).toContain(`\`${role}\``)
  for (const kind of protocol.SLOW_KINDS) expect(page).toContain(`\`${kind}\``)
  const numbers = (pattern: RegExp) =>
    new Set([...page.matchAll(pattern)].map(([, digits]) => Number(digits)))
  expect(numbers(/\bEX (\d+)/g)).toEqual(new Set([protocol.HEARTBEAT_TTL]))
  expect(numbers(/MAXLEN ~ (\d+)/g)).toEqual(new Set([protocol.SLOW_MAX_LENGTH]))
  expect(numbers(/EXPIRE pulse:error\S+ (\d+)/g)).toEqual(new Set([protocol.ERRORS_TTL]))
  expect(numbers(/EXPIRE pulse:traffic\S+ (\d+)/g)).toEqual(new Set([protocol.TRAFFIC_TTL]))
})

test('keys are those of the code', () => {
  const told = rowsOf(page).flatMap(([key]) => /^`(pulse:\S+)`$/.exec(key ?? '')?.[1] ?? [])
  const plain = (key: string) => key.replaceAll('%7B', '{').replaceAll('%7D', '}')
  expect(told).toEqual(
    [
      protocol.heartbeatKey('{app}', '{id}'),
      protocol.slowKey('{app}'),
      protocol.errorsKey('{app}'),
      protocol.errorKey('{app}', '{fingerprint}'),
      protocol.trafficKey('{app}', '{id}'),
    ].map(plain),
  )
  expect(page).toContain(`the field \`${protocol.SLOW_FIELD}\``)
})

test('names are escaped as the page shows it', () => {
  const [, rest = ''] = page.split('| name | in a key |')
  const rows = rowsOf(rest.split('\n\n')[0] as string).slice(1)
  expect(rows.length).toBeGreaterThan(4)
  for (const [name = '', escaped = ''] of rows.map((row) => row.map((cell) => cell.replaceAll('`', ''))))
    expect(protocol.slowKey(name)).toBe(`pulse:slow:${escaped}`)
})

test('links lead to what is there', () => {
  for (const [, target = ''] of page.matchAll(/\]\(([^)#]+)(?:#[\w-]+)?\)/g)) {
    if (!target.startsWith('../packages')) expect(() => read(target), target).not.toThrow()
  }
})
