import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Beginnings of files that take a minute or more. */
const LONG = [
  'e2e/documented-install/',
  'e2e/hmr/edits',
  'e2e/inspector/',
  'e2e/matrix/',
  'e2e/next-agent/',
  'packages/node/tests/pulse-frameworks',
  'packages/server/tests/alerts/',
  'packages/server/tests/bus/exactly-once',
  'packages/server/tests/pulse/fleet',
  'packages/server/tests/pulse/redis-away',
  'tests/pulse-told',
]

/** Begins with what takes longest, so that no worker has it left when the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((part) => moduleId.includes(part))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
