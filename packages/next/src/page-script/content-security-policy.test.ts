import { expect, test } from 'vitest'
import { mayConnect, scriptPermission } from './content-security-policy.ts'

const allowed = { allowed: true }
const refused = { allowed: false }

test.each([
  [[], allowed],
  [["img-src 'none'"], allowed],
  [["default-src 'self'"], allowed],
  [["script-src 'self' 'unsafe-inline'"], allowed],
  [['script-src *'], allowed],
  [['script-src http:'], allowed],
  [['script-src localhost:3000'], allowed],
  [['script-src http://localhost:3000'], allowed],
  [["default-src 'none'; script-src 'self'"], allowed],
  [["script-src 'none'; script-src-elem 'self'"], allowed],
  [["script-src 'none'; script-src 'self'"], refused],
  [["default-src 'none'"], refused],
  [["script-src 'sha256-abc='"], refused],
  [['script-src https://cdn.example.com'], refused],
  [["script-src 'strict-dynamic' 'self' *"], refused],
  [["script-src 'self'", "default-src 'none'"], refused],
  [["script-src 'self', default-src 'none'"], refused],
  [['sandbox allow-forms'], refused],
  [['sandbox allow-scripts allow-forms'], allowed],
  [["script-src 'nonce-aGk='"], { allowed: true, nonce: 'aGk=' }],
  [["default-src 'self'; script-src 'NONCE-aGk=' 'strict-dynamic'"], { allowed: true, nonce: 'aGk=' }],
  [["script-src 'nonce-one'", "script-src 'nonce-two'"], refused],
  [["script-src 'nonce-one'", "script-src 'self'"], { allowed: true, nonce: 'one' }],
])('%j', (headers, expected) => {
  expect(scriptPermission(headers, 'http://localhost:3000')).toEqual(expected)
})

test.each([
  [[], true],
  [["script-src 'none'"], true],
  [["default-src 'self'"], false],
  [["connect-src 'self'"], false],
  [["default-src 'none'; connect-src *"], true],
  [['connect-src http://localhost:4600'], true],
  [['connect-src http://LOCALHOST:4600/'], true],
  [['connect-src localhost:*'], true],
  [['connect-src http://localhost:*'], true],
  [['connect-src localhost'], false],
  [['connect-src http:'], true],
  [['connect-src http:', "default-src 'self'"], false],
])('%j: may call the collector: %j', (headers, expected) => {
  expect(mayConnect(headers, 'http://localhost:3000', 'http://localhost:4600')).toBe(expected)
})
