// Has secrets wherever apps have them.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { startAgent } from '@kymo/node'

const canary = process.env.CANARY
const agent = startAgent()

const server = createServer(async (request, response) => {
  const { port } = server.address()
  response.setHeader('set-cookie', `sid=${canary}`)
  response.setHeader('x-amz-security-token', canary)
  response.setHeader('location', `/next?access_token=${canary}`)
  if (request.url === '/calls') {
    await (
      await fetch(`http://127.0.0.1:${port}/inner?secret=${canary}`, { headers: { authorization: canary } })
    ).text()
    const [answer] = await once(
      get(`http://user:${canary}@127.0.0.1:${port}/inner?sig=${canary}`),
      'response',
    )
    answer.resume()
    await fetch(`http://kymo-test.invalid/?token=${canary}`).catch(() => {})
    const span = agent.startSpan('fetch', `GET https://u:${canary}@h/`)
    span.set('url.full', `https://u:${canary}@h/?token=${canary}`)
    span.set('http.request.header.authorization', canary)
    span.set('kymo.cache.tags', [`Bearer ${canary}`])
    span.end()
  }
  if (request.url === '/error') {
    const error = new Error(`connect redis://u:${canary}@cache with Bearer ${canary}`)
    agent.exception(error)
  }
  response.end('done')
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
