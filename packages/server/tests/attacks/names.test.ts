import { describe, expect, it } from 'vitest'
import { sendRaw } from '../../src/testing/raw-http.ts'
import { codeOf, Target } from '../../src/testing/target.ts'

/*
 * What a page, a program or a network near the collector may try. Public: add the attack that you think of.
 * After each of them the collector has to be there as if nothing had happened.
 */

const target = new Target()

describe('a name that resolves to the collector', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('is its own: %s', async (name) => {
    expect((await target.ask({ host: `${name}:${target.port}` })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost',
    '127.0.0.1',
    `evil.example:PORT`,
    `localhost.evil.example:PORT`,
    `evil.localhost:PORT`,
    `localhost:1`,
    `localhost:PORT0`,
    `localhost:0PORT`,
    `localhost.:PORT`,
    `127.0.0.2:PORT`,
    `127.1:PORT`,
    `0.0.0.0:PORT`,
    `0:PORT`,
    `2130706433:PORT`,
    `0x7f000001:PORT`,
    `[::]:PORT`,
    `[::ffff:127.0.0.1]:PORT`,
    `[0:0:0:0:0:0:0:1]:PORT`,
    `user@localhost:PORT`,
    `localhost:PORT@evil.example`,
    `localhost:PORT/`,
    `localhost:PORT#`,
    `localhost:PORT, evil.example`,
    `localhost:PORT evil.example`,
    `http://localhost:PORT`,
    `[::1`,
    `]`,
    `:`,
    `:PORT`,
    `%6cocalhost:PORT`,
    `localhost\t:PORT`,
    `ſocalhost:PORT`,
    `x`.repeat(5000),
  ])('is none of its own: %s', async (host) => {
    const answer = await target.ask({ host: host.replaceAll('PORT', String(target.port)) })
    expect([400, 403]).toContain(answer.status)
    expect(['FORBIDDEN_HOST', 'BAD_HOST', 'BAD_REQUEST']).toContain(codeOf(answer.body))
  })

  it.each<[string, string]>([
    ['none', `GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ['an empty one', `GET /api/status HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n`],
    [
      'two',
      `GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    ],
    [
      'the same twice',
      `GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n`,
    ],
    ['none, in HTTP/1.0', `GET /api/status HTTP/1.0\r\n\r\n`],
  ])('has to be given once, not: %s', async (_, text) => {
    const answer = await sendRaw(target.port, text.replaceAll('PORT', String(target.port)))
    expect([400, 403]).toContain(answer.status)
  })
})
