import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Failures } from './failures.ts'
import type { Stage } from './stage.ts'

/** Edits that move a mistake, and that make one. */
export function editedMistakes(stage: Stage, failures: Failures): void {
  test('after an edit, a mistake is told of its new place', async () => {
    await stage.copy.edit(
      'lib/deep.ts',
      (text) => `// One more.\n// And another.\n${text.replace('for', 'again for')}`,
    )
    await expect
      .poll(async () => (await failures.fail('/handler')).exception.attributes['exception.message'])
      .toMatch(/again/)
    const { exception } = await failures.fail('/handler')
    await failures.expectPlace(exception.attributes, 'lib/deep.ts', 'deep gave way')
    expect(exception.attributes['code.line.number']).toBe(5)
  })

  test('what can not be compiled is told by its place in the source, until it is mended', async () => {
    const mended = await readFile(join(stage.copy.folder, 'app/handler/route.ts'), 'utf8')
    await stage.copy.edit('app/handler/route.ts', (text) =>
      text.replace('../../lib/deep', '../../lib/missing'),
    )
    await expect
      .poll(async () => (await failures.fail('/handler')).exception.attributes['exception.type'])
      .toBe('BuildError')
    const { status, exception } = await failures.fail('/handler')
    expect(status).toBe(500)
    expect(exception.attributes).toMatchObject({
      'exception.type': 'BuildError',
      'exception.message': "Module not found: Can't resolve '../../lib/missing'",
      'kymo.exception.mechanism': 'build',
      'code.file.path': 'app/handler/route.ts',
      'code.line.number': 1,
    })
    expect(exception.attributes['kymo.code.context']).toContain("import { deep } from '../../lib/missing'")
    await stage.copy.edit('app/handler/route.ts', () => mended)
    await expect
      .poll(async () => (await failures.fail('/handler')).exception.attributes['exception.type'])
      .toBe('RangeError')
  })
}
