import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take a minute or two. */
const LONG = ['e2e/hmr/edits', 'e2e/documented-install/', 'e2e/inspector/', 'e2e/matrix/', 'e2e/next-agent/']

/** Begins with what takes longest, so that no worker has it left when the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((part) => moduleId.includes(part))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
