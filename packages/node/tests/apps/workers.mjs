// Three workers of a cluster that serve one port.
import cluster from 'node:cluster'
import { createServer } from 'node:http'

if (cluster.isPrimary) {
  for (let i = 0; i < 3; i++) cluster.fork()
  let listening = 0
  cluster.on('listening', (_, { port }) => {
    if (++listening === 3) process.send({ port })
  })
} else {
  createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1')
}
