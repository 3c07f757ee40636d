import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Agent, startAgent } from '../src/index.ts'

let sink: Server
let server: Server
let agent: Agent
const held: ServerResponse[] = []

const listen = (made: Server) =>
  new Promise<Server>((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)))
const address = (made: Server) => `http://127.0.0.1:${(made.address() as AddressInfo).port}`

beforeAll(async () => {
  sink = await listen(
    createServer((request, response) => void request.resume().on('end', () => response.end())),
  )
  server = await listen(createServer((_request, response) => void held.push(response)))
})

afterAll(async () => {
  await agent.stop()
  for (const each of [server, sink]) {
    each.closeAllConnections()
    each.close()
  }
})

test('a request that waits when the agent starts is told of when it ends, once; one that was answered is not', async () => {
  const answered = fetch(`${address(server)}/answered`)
  await expect.poll(() => held.length).toBe(1)
  held.pop()?.end('done')
  await (await answered).text()
  const waiting = fetch(`${address(server)}/waiting`, { method: 'POST', body: 'x' })
  await expect.poll(() => held.length).toBe(1)

  agent = startAgent({ url: address(sink) })
  const started: string[] = []
  const ended: string[] = []
  agent.onRequestStart((span, request) => {
    started.push(`${request.method} ${request.url}`)
    expect(agent.requestSpan(request)).toBe(span)
  })
  agent.onRequestEnd((_span, request, response) => void ended.push(`${request.url} ${response.statusCode}`))
  await expect.poll(() => started).toEqual(['POST /waiting'])
  expect(ended).toEqual([])

  held.pop()?.writeHead(201).end('late')
  expect(await (await waiting).text()).toBe('late')
  await expect.poll(() => ended).toEqual(['/waiting 201'])

  const usual = fetch(`${address(server)}/usual`)
  await expect.poll(() => held.length).toBe(1)
  held.pop()?.end()
  await (await usual).text()
  await expect.poll(() => ended).toEqual(['/waiting 201', '/usual 200'])
  expect(started).toEqual(['POST /waiting', 'GET /usual'])
})
