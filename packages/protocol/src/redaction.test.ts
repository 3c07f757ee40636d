import { describe, expect, test } from 'vitest'
import { leastTime } from '../../../tests/support/least-time.ts'
import { isSecretName, REDACTED, redactHeader, redactQuery, redactText, redactUrl } from './redaction.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r'

describe('names', () => {
  test.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'set-cookie',
    'x-api-key',
    'X-Auth-Token',
    'password',
    'user_passwd',
    'pwd',
    'pw',
    'pass',
    'client_secret',
    'access_token',
    'sessionId',
    'credit_card',
    'connect.sid',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'X-Amz-Security-Token',
    'AWSAccessKeyId',
    'sig',
    'X-Goog-Signature',
    'x-principal-id',
    'otp',
  ])('%s is secret', (name) => expect(isSecretName(name)).toBe(true))

  test.each(['accept', 'content-type', 'page', 'q', 'id', 'user-agent', 'host', 'compass', 'design', 'sort'])(
    '%s is not',
    (name) => expect(isSecretName(name)).toBe(false),
  )
})

describe('urls', () => {
  test.each([
    ['/a?page=2&sort=asc', '/a?page=2&sort=asc'],
    ['/a?token=abc&page=2', `/a?token=${REDACTED}&page=2`],
    ['/a?api%5Fkey=abc', `/a?api%5Fkey=${REDACTED}`],
    ['https://user:pw@host/a', `https://${REDACTED}@host/a`],
    ['https://user@host/a', `https://${REDACTED}@host/a`],
    ['/a#access_token=abc', '/a'],
    [`/reset/${JWT}`, `/reset/${REDACTED}`],
    [`/a?next=${JWT}`, `/a?next=${REDACTED}`],
    [`/a?next=${encodeURIComponent('https://u:p@host')}`, `/a?next=${REDACTED}`],
    ['/a?%E0%A4%A', '/a?%E0%A4%A'],
    ['/a?flag', '/a?flag'],
    ['/a?', '/a?'],
    ['', ''],
  ])('%s', (url, expected) => expect(redactUrl(url)).toBe(expected))

  test('a query alone', () => expect(redactQuery('a=1&password=x&b')).toBe(`a=1&password=${REDACTED}&b`))
})

describe('text', () => {
  test.each([
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'AKIAIOSFODNN7EXAMPLE',
    'xoxb-123456789012-abcdef',
    'Bearer abcdefghijkl',
    JWT,
    'glpat-aaaaaaaaaaaaaaaaaaaa',
    'npm_abcdefghijklmnopqrstuvwxyz0123456789',
  ])('%s is taken out of a message', (secret) => {
    expect(redactText(`refused: ${secret} at 12`)).toBe(`refused: ${REDACTED} at 12`)
  })

  test('a connection string loses its user', () => {
    expect(redactText('connect postgres://app:hunter2@db:5432/x')).toBe(
      `connect postgres://${REDACTED}@db:5432/x`,
    )
  })

  test('an address within it loses secret values of its query, and keeps the rest and the place in the file', () => {
    expect(redactText('no answer: /api/pay?id=1&access_token=abc#x (GET)')).toBe(
      `no answer: /api/pay?id=1&access_token=${REDACTED}#x (GET)`,
    )
    expect(redactText('    at run (https://host/app.js?v=1&key=a:b:10:5)')).toBe(
      `    at run (https://host/app.js?v=1&key=${REDACTED}:10:5)`,
    )
    expect(redactText('"/a?api%5Fkey=1" and "?pin=2"')).toBe(
      `"/a?api%5Fkey=${REDACTED}" and "?pin=${REDACTED}"`,
    )
    const text = 'where a = ? & b = ?; a ? key : "b=c"; x&&y=1 see /a?page=2&sort=asc'
    expect(redactText(text)).toBe(text)
  })

  test('a private key goes whole, also when cut off', () => {
    expect(redactText('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- x')).toBe(
      `${REDACTED} x`,
    )
    expect(redactText('-----BEGIN PRIVATE KEY-----\nMIIE')).toBe(REDACTED)
  })

  test('ordinary text stays', () => {
    const text =
      'TypeError: Cannot read properties of undefined (reading "basic info") at https://host/a@b.js'
    expect(redactText(text)).toBe(text)
  })
})

describe('headers', () => {
  test.each([
    ['cookie', 'a=1', REDACTED],
    ['referer', 'http://localhost/a?token=x&b=1', `http://localhost/a?token=${REDACTED}&b=1`],
    ['location', `/cb#id_token=${JWT}`, '/cb'],
    ['x-forwarded', 'Basic dXNlcjpwYXNz', REDACTED],
    ['accept', 'text/html', 'text/html'],
  ])('%s: %s', (name, value, expected) => expect(redactHeader(name, value)).toBe(expected))
})

describe('what comes from outside', () => {
  test('a password that holds an @ goes whole', () => {
    expect(redactText('redis://app:p@ss:w@rd@cache:6379/0')).toBe(`redis://${REDACTED}@cache:6379/0`)
  })

  test('a token is found behind a prefix, twice in a text, and not in the middle of a word', () => {
    expect(redactText(`v1.${JWT} ${JWT}`)).toBe(`v1.${REDACTED} ${REDACTED}`)
    expect(redactText(`x-${JWT}`)).toBe(`x-${REDACTED}`)
    expect(redactText(`x${JWT}`)).toBe(`x${JWT}`)
  })

  test.each([
    ['schemes', 'a'.repeat(200_000)],
    ['users', `http://${':'.repeat(200_000)} @`],
    ['addresses', 'http://a'.repeat(25_000)],
    ['tokens that do not end', `${'-eyJ'.repeat(50_000)}@`],
    ['tokens that nearly end', `${'-eyJ'.repeat(25_000)}.${'-eyJ'.repeat(25_000)}`],
    ['tokens side by side', 'eyJ'.repeat(70_000)],
    ['keys', '-----BEGIN '.repeat(20_000)],
    ['queries', '?key='.repeat(40_000)],
    ['names of queries', '&key'.repeat(50_000)],
    ['values of queries', `?key=${':1'.repeat(100_000)}"`],
    ['schemes of authorization', `Basic${' '.repeat(200_000)}`],
  ])('long %s take no longer than their length', (_, text) => {
    const redact = () => {
      redactText(text)
      redactUrl(`/${text}?${text}`)
    }
    expect(leastTime(redact, 500)).toBeLessThan(500)
  })
})
