// A plain server; each path shows one behaviour. UPSTREAM is another process.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const upstream = process.env.UPSTREAM

async function httpGet(url, options = {}) {
  const request = get(url, options)
  const [response] = await once(request, 'response')
  return text(response)
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  try {
    switch (pathname) {
      case '/status':
        response.statusCode = Number(searchParams.get('code'))
        response.end('status')
        return
      case '/stream':
        response.writeHead(200, { 'content-type': 'text/plain' })
        await sleep(60)
        response.write('first')
        await sleep(60)
        response.end('last')
        return
      case '/timing':
        response.setHeader('server-timing', 'db;dur=5')
        response.end('timed')
        return
      case '/events':
        response.setHeader('content-type', 'text/event-stream')
        response.flushHeaders()
        await sleep(60)
        response.end('data: 1\n\n')
        return
      case '/hang':
        process.send('hanging')
        return
      case '/fan-out': {
        const id = searchParams.get('id')
        await sleep(Number(searchParams.get('wait')))
        await Promise.all([
          fetch(`${upstream}/json?id=${id}&by=fetch&wait=${searchParams.get('wait')}`).then((answer) =>
            answer.text(),
          ),
          httpGet(`${upstream}/json?id=${id}&by=http&wait=5`),
        ])
        await (await fetch(`${upstream}/json?id=${id}&by=later`)).text()
        response.end(id)
        return
      }
      case '/self':
        response.end(await (await fetch(`http://${request.headers.host}/headers`)).text())
        return
      case '/self-http':
        response.end(await httpGet(`http://${request.headers.host}/headers`))
        return
      case '/upstream':
        await (await fetch(`${upstream}/json`, { headers: Object.fromEntries(searchParams) })).text()
        await httpGet(`${upstream}/json`, { headers: Object.fromEntries(searchParams) })
        response.end('called')
        return
      case '/headers':
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(request.headers))
        return
      case '/post':
        response.end(await text(request))
        return
      case '/cookie':
        response.writeHead(200, {
          'set-cookie': 'sid=canary',
          'x-shown': 'yes',
          vary: ['accept', 'cookie'],
          'x-api-key': 'canary',
        })
        response.end()
        return
      default:
        response.end('hello')
    }
  } catch (error) {
    response.statusCode = 500
    response.end(String(error))
  }
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
