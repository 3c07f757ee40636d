/**
 * The thread that puts batches into Redis at exit, speaking as much of its protocol as that takes: every answer is one
 * line. Commands go one after the other, in order, to the node that a cluster names; the first that fails ends it.
 */
export const REDIS_EXIT_WORKER = `
const { workerData: { nodes, tls, greeting, needlessPassword, commands, state } } = require('node:worker_threads')
const net = require('node:net')
const { connect } = tls ? require('node:tls') : net
const HOPS = 5
const reach = (stage) => {
  Atomics.store(state, 0, stage)
  Atomics.notify(state, 0)
}
const finish = () => reach(2)
const encode = (command) => {
  const parts = [Buffer.from('*' + command.length + '\\r\\n')]
  for (const argument of command) {
    const bytes = Buffer.from(argument)
    parts.push(Buffer.from('$' + bytes.length + '\\r\\n'), bytes, Buffer.from('\\r\\n'))
  }
  return Buffer.concat(parts)
}
const content = (line) => line[0] !== '-' || needlessPassword.test(line)
let done = 0
let hops = 0
const open = (candidates) => {
  const [node, ...others] = candidates
  if (node === undefined) return finish()
  const socket = connect(net.isIP(node.host) === 0 ? { ...node, servername: node.host } : node)
  let greeted = 0
  let text = ''
  let moved = false
  const failed = () => {
    if (moved) return
    moved = true
    open(others)
  }
  const next = () => socket.write(encode(greeted < greeting.length ? greeting[greeted] : commands[done]))
  const read = (line) => {
    if (greeted < greeting.length) {
      if (!content(line)) return finish()
      greeted++
      return next()
    }
    const [error, , to] = line.split(' ')
    if (error === '-MOVED' && ++hops <= HOPS) {
      moved = true
      socket.destroy()
      const colon = to.lastIndexOf(':')
      return open([{ host: to.slice(0, colon) || node.host, port: Number(to.slice(colon + 1)) }])
    }
    if (line[0] !== ':') return finish()
    Atomics.add(state, 1, 1)
    if (++done === commands.length) return finish()
    next()
  }
  socket.on('error', failed)
  socket.on('close', failed)
  socket.on(tls ? 'secureConnect' : 'connect', next)
  socket.on('data', (data) => {
    text += data.toString('latin1')
    for (let end = text.indexOf('\\r\\n'); end !== -1 && !moved; end = text.indexOf('\\r\\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      read(line)
    }
  })
}
reach(1)
open(nodes)
`
