import { describe, expect, test } from 'vitest'
import { ReplyDecoder, shownForm } from './reply-decoder.ts'

const field = (name: string, value: string) => ({ name, value, size: value.length })

function decode(root: string, fields: Readonly<Record<string, string>> = {}) {
  const parts = Object.entries({ 0: root, ...fields }).map(([name, value]) => field(name, value))
  return new ReplyDecoder(parts, '', (id) => (id === 'a1' ? 'save' : undefined)).field('0')
}

describe('what a script sends', () => {
  test.each([
    ['["a",1,true,null]', ['a', 1, true, null]],
    ['["$$5"]', ['$5']],
    ['["$u","$N","$I","$-Infinity","$-0"]', ['[undefined]', '[NaN]', '[Infinity]', '[-Infinity]', 0]],
    ['["$D2026-01-02T03:04:05.000Z","$n123"]', ['2026-01-02T03:04:05.000Z', '[BigInt 123]']],
    ['["$T","$r5"]', ['[value of the client]', '[ReadableStream]']],
    ['[{"a":{"b":["$u"]}}]', [{ a: { b: ['[undefined]'] } }]],
    ['["$@7"]', ['[too long]']],
  ])('%s', (root, shown) => expect(decode(root)).toEqual(shown))

  test('maps, sets, promises, references and paths into them', () => {
    const shown = decode('["$Q1","$W2","$@3","$3","$3:deep:name"]', {
      1: '[["k",{"v":1}]]',
      2: '[1,2]',
      3: '{"deep":{"name":"x"}}',
    })
    const third = { deep: { name: 'x' } }
    expect(shown).toEqual([{ '[Map]': [['k', { v: 1 }]] }, { '[Set]': [1, 2] }, third, third, 'x'])
  })

  test('a value that is sent once and referred to where it comes again', () => {
    expect(decode('[{"a":{"b":1}},"$0:0:a"]')).toEqual([{ a: { b: 1 } }, { b: 1 }])
  })

  test('an action that is passed on is named', () => {
    expect(decode('["$h1","$F2"]', { 1: '{"id":"a1","bound":null}', 2: '{"id":"ff"}' })).toEqual([
      '[server action save]',
      '[server action]',
    ])
  })

  test('a form, with its files, and a blob', () => {
    const parts = [
      field('0', '["$K1","$B2","$o3"]'),
      field('_1_$ACTION_REF_1', ''),
      field('_1_title', 'T'),
      field('_1_tag', 'one'),
      field('_1_tag', 'two'),
      { name: '_1_photo', size: 12, value: undefined, file: { name: 'p.png', type: 'image/png' } },
      { name: '2', size: 3, value: undefined, file: { name: 'blob', type: 'text/plain' } },
      { name: '3', size: 8, value: undefined, file: { name: 'blob', type: '' } },
    ]
    expect(new ReplyDecoder(parts, '', () => undefined).field('0')).toEqual([
      { title: 'T', tag: ['one', 'two'], photo: { name: 'p.png', size: 12, type: 'image/png' } },
      { name: 'blob', size: 3, type: 'text/plain' },
      '[Uint8Array of 8 bytes]',
    ])
  })

  test('references that go in circles, or stand for endless data, come to an end', () => {
    expect(JSON.stringify(decode('["$1"]', { 1: '{"self":"$1"}' })).length).toBeLessThan(1000)
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        (i + 1).toString(16),
        `["$${(i + 2).toString(16)}","$${(i + 2).toString(16)}"]`,
      ]),
    )
    expect(JSON.stringify(decode('["$1"]', doubling)).length).toBeLessThan(200_000)
  })

  test('what is no JSON is not shown', () => expect(decode('["a"')).toBeUndefined())

  test('a name that objects have by themselves is a name like others', () => {
    const shown = decode('[{"__proto__":{"admin":true}}]') as readonly Record<string, unknown>[]
    expect(JSON.stringify(shown)).toBe('[{"__proto__":{"admin":true}}]')
    expect(shown[0]?.admin).toBeUndefined()
  })
})

test('fields of one name are a list', () => {
  expect(shownForm([field('a', '1'), field('b', '2'), field('a', '3'), field('a', '4')])).toEqual({
    a: ['1', '3', '4'],
    b: '2',
  })
})
