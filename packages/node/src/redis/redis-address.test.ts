import { expect, test } from 'vitest'
import { parseRedisAddress } from './redis-address.ts'

const PLAIN = { cluster: false, tls: false, username: undefined, password: undefined, db: 0 }

test.each([
  ['redis://host', { ...PLAIN, nodes: [{ host: 'host', port: 6379 }], shown: 'redis://host:6379' }],
  ['redis://127.0.0.1:80', { ...PLAIN, nodes: [{ host: '127.0.0.1', port: 80 }] }],
  ['redis://[::1]:7000/', { ...PLAIN, nodes: [{ host: '::1', port: 7000 }], shown: 'redis://[::1]:7000' }],
  ['redis://:p%40ss@host/3', { ...PLAIN, password: 'p@ss', db: 3, shown: 'redis://host:6379' }],
  ['rediss://me:secret@host:6380', { ...PLAIN, tls: true, username: 'me', password: 'secret' }],
  [
    'redis-cluster://:pw@a:7000,b:7001',
    {
      ...PLAIN,
      cluster: true,
      password: 'pw',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
    },
  ],
  [
    'rediss://a:1, rediss://b:2',
    {
      ...PLAIN,
      cluster: true,
      tls: true,
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  ],
  ['redis-cluster://a', { ...PLAIN, cluster: true, nodes: [{ host: 'a', port: 6379 }] }],
])('%s', (text, expected) => {
  expect(parseRedisAddress(text)).toMatchObject(expected)
})

test.each([
  '',
  'host:6379',
  'http://host',
  'redis://',
  'redis://host:port',
  'redis://host/db',
  'redis-cluster://a/1',
  'redis://a,',
  'redis://a:%E0%A4%A@host',
  '__proto__://host',
])('%j is no address', (text) => {
  expect(parseRedisAddress(text)).toBeUndefined()
})

test('what people are shown holds neither user nor password', () => {
  expect(parseRedisAddress('redis://me:canary@a,b')?.shown).toBe('redis://a:6379,b:6379')
})
