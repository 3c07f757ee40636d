import { openStore } from '../../packages/server/dist/store/open-store.js'

/**
 * What lies in the stores: facts as they were counted, and of the apps' numbered spans how many are missing, and how many
 * are there too often.
 */
export async function countStores(apps, folders) {
  const seen = new Map(apps.map(({ name, made }) => [name, new Uint8Array(made)]))
  let facts = 0
  let foreign = 0
  for (const folder of folders) {
    const store = await openStore(
      { kind: 'duckdb', folder },
      { now: Date.now, slowThreshold: 1000, onNotice: () => {} },
    )
    try {
      for (const instance of await store.instances()) facts += instance.facts
      const spans = await store.spans({ kinds: ['measure'], order: 'oldest', limit: 50_000_000 })
      for (const span of spans) {
        const [name, number] = span.name.split(' ')
        const counts = seen.get(name)
        if (counts === undefined || Number(number) >= counts.length) foreign++
        else counts[Number(number)]++
      }
    } finally {
      await store.close()
    }
  }
  let missing = 0
  let twice = foreign
  for (const counts of seen.values()) {
    for (const count of counts) {
      if (count === 0) missing++
      twice += Math.max(0, count - 1)
    }
  }
  return { facts, missing, twice }
}
