/** The thread that posts at exit. Batches go one after the other, in order; the first that fails ends it. */
export const EXIT_WORKER = `
const { workerData: { endpoint, headers, batches, state } } = require('node:worker_threads')
const { request, Agent } = require(endpoint.startsWith('https:') ? 'node:https' : 'node:http')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const reach = (stage) => {
  Atomics.store(state, 0, stage)
  Atomics.notify(state, 0)
}
const finish = () => reach(2)
const next = (index) => {
  if (index === batches.length) return finish()
  const post = request(endpoint, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': batches[index].length },
  })
  post.on('error', finish)
  post.on('response', (response) => {
    response.resume()
    response.on('error', () => {})
    response.on('close', () => {
      if (response.statusCode !== 200) return finish()
      Atomics.add(state, 1, 1)
      next(index + 1)
    })
  })
  post.end(batches[index])
}
reach(1)
next(0)
`
