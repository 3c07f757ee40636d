// An HTTPS server that calls itself.
import { once } from 'node:events'
import { createServer, get } from 'node:https'
import { text } from 'node:stream/consumers'
import { CERTIFICATE as cert, KEY as key } from '../../../../tests/support/localhost-certificate.mjs'

const server = createServer({ cert, key }, async (request, response) => {
  if (request.url === '/inner') return response.end('inner')
  const [answer] = await once(
    get(`https://localhost:${server.address().port}/inner`, { ca: cert }),
    'response',
  )
  response.end(await text(answer))
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
