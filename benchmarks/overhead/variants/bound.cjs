/** The least that anything which follows a request must do: context tracking, and two channels that only count. */
const { AsyncLocalStorage } = require('node:async_hooks')
const { subscribe } = require('node:diagnostics_channel')
const { Server } = require('node:http')

const context = new AsyncLocalStorage()
const counts = { inbound: 0, outbound: 0 }
subscribe('http.server.request.start', () => {
  counts.inbound++
})
subscribe('undici:request:create', () => {
  counts.outbound++
})

const { emit } = Server.prototype
const serve = (server, request, response) => emit.call(server, 'request', request, response)
Server.prototype.emit = function (name, ...rest) {
  if (name === 'request') return context.run({}, serve, this, rest[0], rest[1])
  return emit.call(this, name, ...rest)
}
