import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FormActions } from './form-actions.ts'

const id = (digit: string) => digit.repeat(42)

let server: ReturnType<typeof createServer>
let origin: string
let forms: FormActions
let seen: { id: string | undefined; body: string }

beforeEach(async () => {
  forms = new FormActions()
  server = createServer(async (request: IncomingMessage, response) => {
    forms.watch(request)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    seen = { id: forms.idOf(request), body: Buffer.concat(chunks).toString('latin1') }
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function post(fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  await (await fetch(origin, { method: 'POST', body, headers })).arrayBuffer()
  return seen
}

test('a form names an action by the name of a field', async () => {
  expect((await post({ [`$ACTION_ID_${id('a')}`]: '', coupon: 'x' })).id).toBe(id('a'))
})

test('a form names a bound action in a descriptor', async () => {
  const fields = {
    $ACTION_REF_1: '',
    '$ACTION_1:0': `{"id":"${id('b')}","bound":"$@1"}`,
    '$ACTION_1:1': '["x"]',
  }
  expect((await post(fields)).id).toBe(id('b'))
})

test('of two actions the button counts, which comes last', async () => {
  expect((await post({ [`$ACTION_ID_${id('a')}`]: '', [`$ACTION_ID_${id('c')}`]: '' })).id).toBe(id('c'))
})

test('an action that comes late in a long body is found, and the body is left as it was', async () => {
  const text = 'z'.repeat(200_000)
  const { id: found, body } = await post({ text, [`$ACTION_ID_${id('d')}`]: '' })
  expect(found).toBe(id('d'))
  expect(body).toContain(text)
})

test('what scripts send is not looked into', async () => {
  expect((await post({ [`$ACTION_ID_${id('a')}`]: '' }, { 'next-action': id('a') })).id).toBeUndefined()
})
