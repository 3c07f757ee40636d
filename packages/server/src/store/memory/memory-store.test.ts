import { describeStore } from '../../testing/store-conformance/describe-store.ts'
import { MemoryStore } from './memory-store.ts'

describeStore('memory', async (now) => ({
  store: new MemoryStore(now),
  reopen: undefined,
  cleanUp: async () => {},
}))
