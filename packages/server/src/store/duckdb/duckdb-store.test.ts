import { describeStore } from '../../testing/store-conformance.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { DuckDBStore } from './duckdb-store.ts'

describeStore('DuckDB', async (now) => {
  const folder = await temporaryFolder()
  const open = () =>
    DuckDBStore.open({
      folder: folder.path,
      now,
      onNotice: ({ message }) => {
        throw new Error(message)
      },
    })
  let store = await open()
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await open()
      return store
    },
    cleanUp: async () => {
      await store.close()
      await folder.remove()
    },
  }
})
