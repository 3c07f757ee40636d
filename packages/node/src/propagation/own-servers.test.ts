import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { OwnServers } from './own-servers.ts'
import { type Peer, Peers } from './peers.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server, host: string): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return (server.address() as AddressInfo).port
}

const peer = (host: string, port: number): Peer => new Peers([]).get(`http://${host}:${port}`)

test.each([
  ['127.0.0.1', { '127.0.0.1': true, localhost: true, '[::1]': false, '127.0.0.2': false, '0.0.0.0': false }],
  [
    '0.0.0.0',
    { '127.0.0.1': true, localhost: true, '[::1]': false, '[::]': false, '127.0.0.2': true, '0.0.0.0': true },
  ],
])('a server on %s takes what is sent there', async (host, hosts) => {
  const own = new OwnServers()
  const server = createServer()
  const port = await listen(server, host)
  own.add(server)
  for (const [name, reached] of Object.entries(hosts))
    expect([name, own.serve(peer(name, port))]).toEqual([name, reached])
  expect(own.serve(peer('127.0.0.1', port + 1))).toBe(false)
})

test('the addresses that mean all of the machine are its own, as a name of another machine is not', () => {
  expect(
    ['0.0.0.0', '[::]', 'localhost', '127.1.2.3', '10.0.0.1', 'example.com', '0.0.0.0.example.com'].map(
      (host) => peer(host, 80).loopback,
    ),
  ).toEqual([true, true, true, true, false, false, false])
})

test('a server that has closed takes nothing: another process may have its port now', async () => {
  const own = new OwnServers()
  const server = createServer()
  const port = await listen(server, '127.0.0.1')
  own.add(server)
  await new Promise((resolve) => server.close(resolve))
  expect(own.serve(peer('127.0.0.1', port))).toBe(false)
})

test('a server that does not speak HTTP is none of them', async () => {
  const own = new OwnServers()
  const server = createTcpServer()
  const port = await listen(server, '127.0.0.1')
  own.add(server)
  expect(own.serve(peer('127.0.0.1', port))).toBe(false)
})
