const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const between = (least, most) => least + Math.random() * (most - least)
const one = (list) => list[Math.floor(Math.random() * list.length)]

/** What befalls a fleet; each resolves when all is as before. */
const EVENTS = [
  async ({ collectors }, say) => {
    const collector = one(collectors)
    say('a collector is killed')
    await collector.kill()
    await sleep(between(200, 8000))
    await collector.start()
  },
  async ({ collectors }, say) => {
    const collector = one(collectors)
    say('a collector is stopped in order')
    await collector.close()
    await sleep(between(0, 1000))
    await collector.start()
  },
  async ({ collectors }, say) => {
    const collector = one(collectors)
    say('a collector stands still')
    collector.pause()
    await sleep(between(3000, 9000))
    collector.resume()
  },
  async ({ redis }, say) => {
    say('Redis is killed')
    await redis.stop('SIGKILL')
    await sleep(between(100, 4000))
    await redis.start()
  },
  async ({ redis }, say) => {
    say('Redis hangs')
    redis.pause()
    await sleep(between(500, 4000))
    redis.resume()
  },
]

/** Disturbs the fleet every now and then until told to end. */
export async function disturb(fleet, holds, say) {
  for (let round = 0; holds(); round++) {
    for (const end = Date.now() + between(4000, 12_000); holds() && Date.now() < end; ) await sleep(200)
    if (holds()) await EVENTS[round % EVENTS.length](fleet, say)
  }
}
