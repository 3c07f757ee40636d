/** The least that anything which follows a request must do: context tracking, and two channels that only count. */
const { AsyncLocalStorage } = require('node:async_hooks')
const { subscribe } = require('node:diagnostics_channel')
const { Server } = require('node:http')

const context = new AsyncLocalStorage()
let inbound = 0
let outbound = 0
subscribe('http.server.request.start', () => {
  inbound++
})
subscribe('undici:request:create', () => {
  outbound++
})

const { emit } = Server.prototype
Server.prototype.emit = function (name, ...rest) {
  if (name !== 'request') return emit.call(this, name, ...rest)
  return context.run({ inbound, outbound }, () => emit.call(this, name, ...rest))
}
