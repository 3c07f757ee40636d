import { describe, expect, it } from 'vitest'
import { parseRedisAddress } from './redis-address.ts'

describe('the address of Redis', () => {
  it.each([
    ['redis://localhost', { cluster: false, tls: false, db: 0, shown: 'localhost:6379' }],
    ['redis://h:80/3', { nodes: [{ host: 'h', port: 80 }], db: 3, username: undefined, password: undefined }],
    ['rediss://ann:p%40ss@h:1', { tls: true, username: 'ann', password: 'p@ss', shown: 'h:1' }],
    ['redis://:secret@h', { username: undefined, password: 'secret' }],
    ['redis://[::1]:7000', { nodes: [{ host: '::1', port: 7000 }], shown: '[::1]:7000' }],
    ['redis-cluster://h:1', { cluster: true, nodes: [{ host: 'h', port: 1 }] }],
    [
      'redis-cluster://:p@a:1,b:2, c',
      { cluster: true, password: 'p', shown: 'a:1, b:2, c:6379', tls: false },
    ],
    ['redis://a:1,redis://b:2', { cluster: true, shown: 'a:1, b:2' }],
    ['rediss-cluster://a', { cluster: true, tls: true }],
    ['rediss://a:1,redis://b:2', { cluster: true, tls: true, shown: 'a:1, b:2' }],
    ['redis://h/2/', { db: 2 }],
  ])('%s is read', (text, expected) => {
    expect(parseRedisAddress(text)).toMatchObject(expected)
  })

  it.each([
    '',
    'localhost:6379',
    'redis:80',
    'http://h',
    'redis://',
    'redis://:canary@',
    'redis://:canary@h/name',
    'redis://:canary%@h',
    'redis://:canary@a:1/2,b:2',
    'redis://:canary@a:b',
    'redis://:canary@h,',
  ])('%s is refused, and not repeated', (text) => {
    expect(() => parseRedisAddress(text)).toThrow(expect.objectContaining({ code: 'BAD_OPTIONS' }))
    try {
      parseRedisAddress(text)
    } catch (error) {
      expect((error as Error).message).not.toContain('canary')
    }
  })
})
