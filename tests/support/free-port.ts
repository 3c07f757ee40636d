import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that Linux gives to who asks for any, which begin at 32,768. */
const [FIRST, LAST] = [10_000, 30_000]
/** Each of the processes that run tests at the same time has ports of its own. */
const SHARES = 10
const SIZE = (LAST - FIRST) / SHARES
const first = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % SHARES) * SIZE
/** Anywhere: another run of the tests may go on beside this one. */
let next = Math.floor(Math.random() * SIZE)

/**
 * A port that nobody listens on, on any address, and that no other test gets: of those that the kernel gives away, one
 * that was just closed is soon somebody else's. This process is not given it again before it had all others.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + (next++ % SIZE)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, () => resolve(true))
    })
    if (!free) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
