import { GIVEN_UP } from '@kymo/protocol'
import type { Call } from '../fetches/calls.ts'
import type { Traffic } from '../fetches/traffic.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'
import { covered } from './covered.ts'
import { Messages } from './messages.ts'
import { beginCall } from './own-traffic.ts'

/** Closed as it was meant to be: without a word on why, or because its page or server goes. */
const MEANT = [1000, 1001, 1005]

/** Observes sockets from their handshake to their end: one call each. */
export function observeWebSocket(traffic: Traffic): () => void {
  const observed = new WeakMap<WebSocket, Messages>()
  const closed = new WeakSet<WebSocket>()

  const observe = (socket: WebSocket, call: Call) => {
    const messages = new Messages(call)
    observed.set(socket, messages)
    socket.addEventListener('open', () => quietly(() => call.answered(101, true)))
    socket.addEventListener('message', ({ data }) => quietly(() => messages.received(data)))
    socket.addEventListener('close', ({ code, wasClean }) =>
      quietly(() => call.ended(endOf(socket, wasClean, code))),
    )
  }
  const uncover = covered('WebSocket', (socket: WebSocket, [address, protocols]) => {
    const call = beginCall(traffic, 'websocket', 'GET', socket.url || address, { protocols })
    if (call) observe(socket, call)
  })
  const endOf = (socket: WebSocket, wasClean: boolean, code: number) => {
    if (wasClean || MEANT.includes(code)) return undefined
    return closed.has(socket) ? GIVEN_UP : `close ${code}`
  }
  const { prototype } = WebSocket
  const unsend = patched(prototype, 'send', {
    apply(native, socket: WebSocket, args: [unknown]) {
      const result = Reflect.apply(native, socket, args)
      quietly(() => observed.get(socket)?.sent(args[0]))
      return result
    },
  })
  const unclose = patched(prototype, 'close', {
    apply(native, socket: WebSocket, args: unknown[]) {
      const result = Reflect.apply(native, socket, args)
      closed.add(socket)
      return result
    },
  })
  return () => {
    unclose()
    unsend()
    uncover()
  }
}
