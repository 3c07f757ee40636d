import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ActionBody } from './action-body.ts'

const id = (digit: string) => digit.repeat(42)

let server: ReturnType<typeof createServer>
let origin: string
let keepArguments: boolean
let seen: { body: ActionBody | undefined; text: string }

beforeEach(async () => {
  keepArguments = true
  server = createServer(async (request: IncomingMessage, response) => {
    const body = ActionBody.watch(request, keepArguments)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    seen = { body, text: Buffer.concat(chunks).toString('utf8') }
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function send(init: RequestInit) {
  await (await fetch(origin, { method: 'POST', ...init })).arrayBuffer()
  return seen
}

function form(fields: Readonly<Record<string, string | Blob>>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

async function post(fields: Readonly<Record<string, string | Blob>>, headers: Record<string, string> = {}) {
  return send({ body: form(fields), headers })
}

test('a form names an action by the name of a field', async () => {
  const { body } = await post({ [`$ACTION_ID_${id('a')}`]: '', coupon: 'x' })
  expect(body?.formAction).toEqual({ id: id('a'), prefix: undefined })
})

test('a form names a bound action in a descriptor', async () => {
  const { body } = await post({
    $ACTION_REF_1: '',
    '$ACTION_1:0': `{"id":"${id('b')}","bound":"$@1"}`,
    '$ACTION_1:1': '["x"]',
  })
  expect(body?.formAction).toEqual({ id: id('b'), prefix: '$ACTION_1:' })
})

test('of two actions the button counts, which comes last', async () => {
  const { body } = await post({ [`$ACTION_ID_${id('a')}`]: '', [`$ACTION_ID_${id('c')}`]: '' })
  expect(body?.formAction?.id).toBe(id('c'))
})

test('an action that comes late in a long body is found, and the body is left as it was', async () => {
  const long = 'zä\r\n--'.repeat(40_000)
  const { body, text } = await post({ long, file: new Blob([long]), [`$ACTION_ID_${id('d')}`]: '' })
  expect(body?.formAction?.id).toBe(id('d'))
  expect(text.split(long)).toHaveLength(3)
  const size = Buffer.byteLength(long)
  expect(body?.parts).toMatchObject([
    { name: 'long', size, value: undefined },
    { name: 'file', size, value: undefined, file: { name: 'blob', type: 'application/octet-stream' } },
    { name: `$ACTION_ID_${id('d')}`, size: 0, value: '' },
  ])
})

test('names and values come through as they were typed, in pieces of any size', async () => {
  const data = form({ 'a "quoted" name': 'ü €\r\nline', empty: '' })
  const whole = Buffer.from(await new Response(data).arrayBuffer())
  const boundary = whole.toString('utf8', 2, whole.indexOf('\r\n'))
  const contentType = `multipart/form-data; boundary=${boundary}`
  for (const size of [1, 7, whole.length]) {
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < whole.length; at += size) controller.enqueue(whole.subarray(at, at + size))
        controller.close()
      },
    })
    const { body, text } = await send({
      body: pieces,
      headers: { 'content-type': contentType },
      duplex: 'half',
    } as RequestInit)
    expect(text).toBe(whole.toString('utf8'))
    expect(body?.parts?.map(({ name, value }) => [name, value])).toEqual([
      ['a "quoted" name', 'ü €\r\nline'],
      ['empty', ''],
    ])
  }
})

test('what scripts send is kept as text, unless it is long', async () => {
  const headers = { 'next-action': id('a'), 'content-type': 'text/plain;charset=UTF-8' }
  expect((await send({ body: '[1,2]', headers })).body?.text).toBe('[1,2]')
  expect((await send({ body: JSON.stringify(['x'.repeat(100_000)]), headers })).body?.text).toBeUndefined()
})

test('without arguments only a form is looked into, for its action', async () => {
  keepArguments = false
  expect((await send({ body: '[1]', headers: { 'next-action': id('a') } })).body).toBeUndefined()
  expect((await post({}, { 'next-action': id('a') })).body).toBeUndefined()
  expect((await post({ [`$ACTION_ID_${id('a')}`]: '' })).body?.formAction?.id).toBe(id('a'))
})

test('what can invoke no action is left alone', async () => {
  expect((await send({ body: '{}', headers: { 'content-type': 'application/json' } })).body).toBeUndefined()
  expect((await send({ method: 'PUT', body: form({}) })).body).toBeUndefined()
})
