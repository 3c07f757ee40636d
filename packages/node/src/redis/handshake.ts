import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { RedisAddress, RedisNode } from './redis-address.ts'

/** Milliseconds from the first packet to a server that answers. */
const PATIENCE = 5000

/**
 * A connection that takes commands, which does not keep the process alive. The client library has a handshake of its
 * own, but it tells people on the app's console again and again what is wrong with a password.
 *
 * @throws what the network, or Redis, says against it
 */
export function openConnection(node: RedisNode, address: RedisAddress): Promise<Socket> {
  const socket = address.tls
    ? connectTls({ ...node, ...(isIP(node.host) === 0 ? { servername: node.host } : undefined) })
    : connectPlain(node)
  socket.unref()
  socket.setNoDelay(true)
  // The library listens for one error only; a second would end the process.
  socket.on('error', () => {})
  return new Promise((resolve, reject) => {
    let replies = ''
    // The last shows that it has loaded its data, and that this user may come in.
    const questions = [...greetingOf(address), ['PING']]
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    const closed = (): void => fail(new Error('the connection was closed'))
    const read = (data: Buffer): void => {
      replies += data.toString('latin1')
      const lines = replies.split('\r\n')
      const refusal = lines.slice(0, -1).find((line, i) => refuses(line, questions[i]))
      if (refusal !== undefined) fail(new Error(refusal.slice(1)))
      if (refusal !== undefined || lines.length <= questions.length) return
      socket.setTimeout(0)
      socket.off('data', read).off('close', closed).off('error', fail)
      resolve(socket)
    }
    socket.setTimeout(PATIENCE, () => fail(new Error('no answer in time')))
    socket.on('data', read).on('close', closed).on('error', fail)
    socket.once(address.tls ? 'secureConnect' : 'connect', () => socket.write(questions.map(encode).join('')))
  })
}

type Command = readonly string[]

/** What a connection says first, where there is anything to say. Each is answered with one line. */
export function greetingOf({ username, password, db }: RedisAddress): Command[] {
  return [
    ...(password === undefined ? [] : [['AUTH', ...(username === undefined ? [] : [username]), password]]),
    ...(db === 0 ? [] : [['SELECT', String(db)]]),
  ]
}

/** What a server answers that wants no password: it is content without. */
export const NEEDLESS_PASSWORD = /^-ERR .*(without any password|no password is set)/

function encode(command: Command): string {
  return `*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`
}

/** A user may be denied even PING, but not the database: what was meant for it would go into another. */
function refuses(line: string, [asked]: Command = []): boolean {
  if (!line.startsWith('-') || NEEDLESS_PASSWORD.test(line)) return false
  return !(asked === 'PING' && line.startsWith('-NOPERM'))
}
