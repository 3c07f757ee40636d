import { describe, expect, test, vi } from 'vitest'
import { consoleText } from '../../src/error-reporter/console-text.ts'
import { keptError, type ReportedError } from '../../src/error-reporter/reported-error.ts'
import { messageOf, stackOf, typeOf } from '../../src/errors/thrown.ts'
import { keptText } from '../../src/kept.ts'

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** As long as those that bring groups and rights along. */
const JWT = [
  encoded({ alg: 'RS256', typ: 'JWT' }),
  encoded({ sub: 'canary', groups: Array.from({ length: 80 }, (_, i) => `canary-${i}`) }),
  'c'.repeat(340),
].join('.')
const CLAIMS = JWT.slice(40, 80)
const KEY = 'ghp_0123456789abcdefghij0123456789'

describe('a secret of any length is taken out', () => {
  test.each([1, 20, 150, 290, 599, 1000])('where a text is cut to %i', (length) => {
    for (const secret of [JWT, KEY, `https://user:${'p'.repeat(50)}@host/`])
      for (let before = 0; before < 2 * length + 10; before += 7) {
        const kept = keptText(`${'w'.repeat(before)} ${secret} after`, length)
        expect(kept).not.toMatch(/eyJ|ghp_|ppp/)
        expect(kept.length).toBeLessThanOrEqual(length)
      }
  })

  test('of what a console is told', () => {
    vi.stubGlobal('Element', class {})
    for (const args of [[JWT], ['%s', JWT], [`no ${'x'.repeat(970)} ${JWT}`], [{ text: JWT }], [['a', JWT]]])
      expect(consoleText(args)).not.toContain(CLAIMS)
  })

  test('of an error’s name, message and stack, and of an address within them', () => {
    const error = Object.assign(new Error(`${'x '.repeat(990)}${JWT}`), { name: `Error ${KEY}` })
    const address = new Error('no answer of https://api.host/pay?id=1&access_token=canary', { cause: error })
    address.stack = 'Error: no\n    at run (https://host/app.js?key=canary&v=1:10:5)'
    for (const thrown of [error, address, JWT, `/pay?token=canary`]) {
      const told = [typeOf(thrown), messageOf(thrown), stackOf(thrown)].join('\n')
      expect(told).not.toContain(CLAIMS)
      expect(told).not.toMatch(/canary|ghp_/)
    }
    expect(stackOf(address)).toContain('key=[redacted]&v=1:10:5')
  })

  test('of a class that beforeSend has put in', () => {
    const error = {
      type: 'Error',
      message: '',
      stack: '',
      tags: {},
      contexts: {},
    } as unknown as ReportedError
    expect(keptError({ ...error, type: `Error ${KEY}` }, error).type).toBe('Error [redacted]')
  })
})

test('what can not be read at all is told as what it is', () => {
  const refuses = () => {
    throw new Error('no')
  }
  const traps = new Proxy({}, { get: () => refuses })
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  for (const thrown of [new Proxy(new Error('hidden'), traps), proxy])
    expect([typeOf(thrown), messageOf(thrown), stackOf(thrown)]).toEqual(['object', '', ''])
})
