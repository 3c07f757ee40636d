import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Failures } from './failures.ts'
import type { Mistake } from './mistakes.ts'
import { ask, asPage, newTrace } from './requests.ts'
import type { Stage } from './stage.ts'

/** Whatever fails on the server is told once, as what it is, of the request it failed; in development with its place. */
export function mistakesOf(stage: Stage, failures: Failures, mistakes: readonly Mistake[]): void {
  test.each(mistakes)('what $path fails with is told once, of its request', async (mistake) => {
    const { status, exception } = await failures.fail(mistake.path)
    // An answer that has begun can not become another.
    if (mistake.mechanism === 'request') expect(status).toBe(500)
    // Of metadata that fails, 15.5 itself keeps only what its users are shown.
    const masked = stage.version === '15.5' && !stage.development && mistake.path === '/metadata'
    expect(exception.attributes).toMatchObject({
      'exception.type': mistake.type,
      'exception.message': masked ? expect.stringContaining('omitted in production') : mistake.message,
      'kymo.exception.mechanism': mistake.mechanism,
      'kymo.exception.escaped': mistake.escaped ?? false,
    })
    const { 'kymo.runtime': runtime, 'next.digest': digest } = exception.attributes
    // The proxy is an Edge function up to 15.5, unless the app says otherwise.
    const ofProxy = mistake.path.includes('proxy') && stage.version === '15.5'
    expect(runtime).toBe(mistake.edge || ofProxy ? 'edge' : undefined)
    expect(typeof digest).toBe(mistake.digest ? 'string' : 'undefined')
    const stack = exception.attributes['exception.stacktrace']
    for (const text of stage.development ? (mistake.stack ?? []) : []) expect(stack).toContain(text)
    expect(stack ?? '').not.toContain(stage.copy.folder)
    expect(JSON.stringify(exception.attributes)).not.toMatch(/hunter2|sk_live/)
    if (stage.development && mistake.at !== undefined)
      await failures.expectPlace(exception.attributes, ...mistake.at)
    else expect(Object.keys(exception.attributes).filter((name) => name.includes('code.'))).toEqual([])
    if (stage.development && mistake.function !== undefined) {
      expect(exception.attributes['code.function.name']).toBe(mistake.function)
    }
  })
}

export function mistakesOfActions(stage: Stage, failures: Failures): void {
  test('what a server action fails with is told once, of the action, however it was invoked', async () => {
    const html = await (await fetch(`${stage.app.url}/action`)).text()
    const id = /\$ACTION_ID_(\w+)/.exec(html)?.[1] ?? ''
    const form = new FormData()
    form.append(`$ACTION_ID_${id}`, '')
    for (const init of [
      { body: form },
      { body: '[]', headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' } },
    ]) {
      const { exception } = await failures.fail('/action', {
        method: 'POST',
        ...init,
        headers: { ...init.headers, origin: stage.app.url },
      })
      expect(exception.attributes).toMatchObject({
        'exception.message': 'action gave way',
        'kymo.exception.mechanism': 'action',
      })
      if (stage.development)
        await failures.expectPlace(exception.attributes, 'app/action/actions.ts', 'action gave way')
      const span = stage.collector.spans().find(({ spanId }) => spanId === exception.spanId)
      expect(span?.kind).toBe('action')
    }
  })
}

export function whatIsNoMistake(stage: Stage, failures: Failures): void {
  test.each(['/control/redirect', '/control/permanent', '/control/missing'])(
    '%s is how Next.js goes on, and no mistake',
    async (path) => {
      const { traceId } = await ask(stage.app.url + path)
      await failures.expectNone(traceId)
    },
  )

  test('a client that goes away is no mistake', async () => {
    const gone = new AbortController()
    const traceId = newTrace()
    const response = await fetch(`${stage.app.url}/aborted`, {
      signal: gone.signal,
      headers: asPage(traceId),
    })
    await response.body?.getReader().read()
    gone.abort()
    await failures.expectNone(traceId)
  })
}

/** In production. */
export function pageMadeAnew(stage: Stage): void {
  test('a page that fails to be made anew is told of, though the old one is served', async () => {
    await ask(`${stage.app.url}/legacy/static`)
    await writeFile(join(stage.copy.folder, '.next/static-fails'), '')
    await expect
      .poll(async () => {
        await ask(`${stage.app.url}/legacy/static`)
        return stage.collector.events().map((event) => event.attributes['exception.message'])
      })
      .toContain('static props gave way')
  })
}
