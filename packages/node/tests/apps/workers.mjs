// A cluster of two.
import cluster from 'node:cluster'
import { createServer } from 'node:http'

if (cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
} else createServer((_, response) => response.end()).listen(0, '127.0.0.1')
