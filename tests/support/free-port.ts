import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that Linux gives to who asks for any, which begin at 32,768. */
const [FIRST, LAST] = [10_000, 30_000]

/**
 * A port that nobody listens on, on any address, and that no other test gets by chance: of those that the kernel gives
 * away, one that was just closed is soon somebody else's.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
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
