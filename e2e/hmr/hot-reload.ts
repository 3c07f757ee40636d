import { expect } from 'vitest'
import type { Client } from './client.ts'
import { CONFIG, edit, SOURCES } from './edits.ts'
import { inspect, type ProcessState } from './process-state.ts'
import { VISITS, type Visit } from './visits.ts'

/** One life of the app's process: as it was once all was compiled, and after the edits. */
export interface Life {
  readonly before: ProcessState
  readonly after: ProcessState
  /** Of sources, between the two. */
  readonly edits: number
}

/** All but the one that only a test asks for. */
const USUAL = VISITS.filter((visit) => visit !== 'inspect')

/** Every request once; the page first, which names the action. */
export async function warmUp(client: Client): Promise<void> {
  for (const visit of ['page', ...USUAL] as const) await client.ask(visit)
}

/**
 * Edits the app while requests go through it, each as soon as the last was seen to have taken effect.
 *
 * @param edits how many, with those of the configuration
 * @param restarts which of them are of the configuration, so that the app goes on in another process
 * @returns the lives of the app's processes
 */
export async function editWhileAsking(
  folder: string,
  client: Client,
  edits: number,
  restarts: readonly number[],
): Promise<Life[]> {
  await warmUp(client)
  const lives: Life[] = []
  let before = await inspect(client)
  let begun = 0
  let sources = 0
  for (let number = 1; number <= edits; number++) {
    if (restarts.includes(number)) {
      lives.push({ before, after: await inspect(client), edits: number - 1 - begun })
      await restart(folder, client, number)
      before = await inspect(client)
      expect(before.pid).not.toBe(lives.at(-1)?.before.pid)
      begun = number
      continue
    }
    const source = SOURCES[sources++ % SOURCES.length] as (typeof SOURCES)[number]
    // One request is under way while the file changes.
    const [mark] = await Promise.all([edit(folder, source, number), client.ask(nth(number))])
    await askUntil(mark, 20_000, () => client.ask(source.shownBy))
    await client.ask('relay')
    await client.ask(nth(number + 3))
  }
  lives.push({ before, after: await inspect(client), edits: edits - begun })
  return lives
}

const nth = (number: number): Visit => USUAL[number % USUAL.length] as Visit

/** Asks on and on while the process goes and another comes. */
async function restart(folder: string, client: Client, number: number): Promise<void> {
  const mark = await edit(folder, CONFIG, number)
  await askUntil(mark, 60_000, () => client.try(CONFIG.shownBy))
  await warmUp(client)
}

/** @throws when no answer has had the mark in so many milliseconds */
async function askUntil(
  mark: string,
  timeout: number,
  ask: () => Promise<string | undefined>,
): Promise<void> {
  const deadline = Date.now() + timeout
  while ((await ask())?.includes(mark) !== true) {
    if (Date.now() > deadline) throw new Error(`No answer has ${mark}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
