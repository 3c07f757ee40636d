import type { ActionStore, ConsoleStore, Storage, WorkStore, WorkUnitStore } from './next-types.ts'

/** The async storages of the Next.js server in this process, as far as they were loaded. */
export interface NextServer {
  work?: Storage<WorkStore>
  workUnit?: Storage<WorkUnitStore>
  action?: Storage<ActionStore>
  /** Since version 16. */
  console?: Storage<ConsoleStore>
}
