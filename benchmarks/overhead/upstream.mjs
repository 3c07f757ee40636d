/** What the app under test fetches from: a process of its own, so that its work is not counted. */
import { createServer } from 'node:http'

const body = JSON.stringify({ product: 17, price: 1999 })
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(body)
})
server.keepAliveTimeout = 60_000

process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
