import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { TOKEN } from '../../src/testing/collector.ts'
import { sendRaw } from '../../src/testing/raw-http.ts'
import { Target } from '../../src/testing/target.ts'

const target = new Target()

describe('what is no HTTP', () => {
  it.each<[string, string]>([
    ['noise', '\x00\x01\x02\x03\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/9', 'GET / HTTP/9.9\r\nHost: localhost:PORT\r\n\r\n'],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\n: x\r\n\r\n'],
    ['a header with a space in its name', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA b: x\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: b\r\n c\r\n\r\n'],
    ['a header with a control character', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: \x01\r\n\r\n'],
    [
      'two lengths',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    ['a negative length', 'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: -1\r\n\r\n'],
    [
      'a length and chunks',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an unknown transfer encoding',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n',
    ],
    [
      'a bad chunk',
      `POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nab\r\n`,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`],
    [
      'an expectation',
      'GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nExpect: magic\r\nConnection: close\r\n\r\n',
    ],
  ])('gets a 4xx and no more: %s', async (_, text) => {
    const answer = await sendRaw(
      target.port,
      Buffer.from(text.replaceAll('PORT', String(target.port)), 'latin1'),
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  it('an upgrade is no way in', async () => {
    const headers = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: x',
      'Sec-WebSocket-Version: 13',
    ]
    const answer = await target.ask({ headers })
    expect(answer.status).not.toBe(101)
  })
})

describe('a client that dawdles', () => {
  const sockets = new Set<Socket>()
  const dawdle = (text: string) => {
    const socket = connect(target.port, '127.0.0.1', () => socket.write(text))
    socket.on('error', () => undefined)
    sockets.add(socket)
    return socket
  }

  afterAll(() => {
    for (const socket of sockets) socket.destroy()
  })

  it('with its headers is told so and cut off', { timeout: 120_000 }, async () => {
    const text = `GET /api/status HTTP/1.1\r\nHost: localhost:${target.port}\r\nX: `
    const answer = await sendRaw(target.port, text, { timeout: 20_000 })
    expect(answer.status).toBe(408)
  })

  it('does not keep others out', async () => {
    for (let i = 0; i < 200; i++) dawdle('GET /api/status HT')
    for (let i = 0; i < 20; i++) {
      dawdle(
        `POST /api/ingest HTTP/1.1\r\nHost: localhost:${target.port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nContent-Length: 100\r\n\r\nKY`,
      )
    }
    expect((await target.ask({})).status).toBe(200)
  })

  it('that leaves in the middle of a body does no harm', async () => {
    const socket = dawdle(
      `POST /api/ingest HTTP/1.1\r\nHost: localhost:${target.port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nContent-Length: 100\r\n\r\nKYMO`,
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    expect((await target.ask({})).status).toBe(200)
  })
})

describe('the network', () => {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
    .map((one) => one?.address as string)

  it.skipIf(addresses.length === 0)('does not reach it', async () => {
    for (const address of addresses) {
      await expect(
        sendRaw(target.port, 'GET / HTTP/1.1\r\n\r\n', { address, timeout: 1000 }),
      ).rejects.toThrow()
    }
  })

  it('is left alone where the machine has IPv6: only ::1 is bound', async () => {
    const answer = await target
      .ask({ host: `[::1]:${target.port}` }, { address: '::1' })
      .catch((error) => error.code)
    if (typeof answer === 'string')
      expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(answer)
    else expect(answer.status).toBe(200)
  })
})
