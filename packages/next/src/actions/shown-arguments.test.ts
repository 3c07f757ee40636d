import { expect, test } from 'vitest'
import { argumentsJson } from './shown-arguments.ts'

test('what its name says is secret goes, however deep', () => {
  const json = argumentsJson([{ user: 'ada', password: 'hunter2', deep: [{ 'api-key': { a: 1 } }] }])
  expect(JSON.parse(json)).toEqual([
    { user: 'ada', password: '[redacted]', deep: [{ 'api-key': '[redacted]' }] },
  ])
})

test('what the name before it says is secret goes, as in the entries of a Map', () => {
  const json = argumentsJson([
    {
      '[Map]': [
        ['password', 'hunter2'],
        ['city', 'Turin'],
      ],
    },
    ['token', { a: 1 }],
  ])
  expect(JSON.parse(json)).toEqual([
    {
      '[Map]': [
        ['password', '[redacted]'],
        ['city', 'Turin'],
      ],
    },
    ['token', '[redacted]'],
  ])
})

test('what looks like a credential goes, and what an address or JSON in a text holds', () => {
  const token = `sk_live_${'a'.repeat(24)}`
  const args = [
    token,
    'https://u:p@host/a?token=abc&b=1',
    '{"password":"x","a":1}',
    '/x?secret=1#y',
    'Take #1',
  ]
  expect(JSON.parse(argumentsJson(args))).toEqual([
    '[redacted]',
    'https://[redacted]@host/a?token=[redacted]&b=1',
    '{"password":"[redacted]","a":1}',
    '/x?secret=[redacted]',
    'Take #1',
  ])
})

test('long texts and lists are cut, and say how much is missing', () => {
  const [text, list] = JSON.parse(argumentsJson(['x'.repeat(3000), Array.from({ length: 250 }, (_, i) => i)]))
  expect(text).toMatch(/^x{2048}… \(952 more\)$/)
  expect(list).toHaveLength(201)
  expect(list[200]).toBe('… (50 more)')
})

test.each([
  ['one long text', ['y'.repeat(50_000)]],
  [
    'many fields',
    [Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field ${i}`, 'v'.repeat(50)]))],
  ],
  ['many arguments', Array.from({ length: 1000 }, () => 'w'.repeat(100))],
  ['texts that grow in JSON', ['"'.repeat(3000)]],
])('%s: at most 4 KiB, and JSON still', (_, args) => {
  const json = argumentsJson(args)
  expect(json.length).toBeLessThanOrEqual(4096)
  expect(Array.isArray(JSON.parse(json))).toBe(true)
})

test('a secret that is cut is redacted before', () => {
  const json = argumentsJson([`${'x'.repeat(2040)} sk_live_${'a'.repeat(40)}`])
  expect(json).not.toContain('sk_live')
})
