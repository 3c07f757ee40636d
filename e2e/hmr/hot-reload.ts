import { expect } from 'vitest'
import type { Client } from './client.ts'
import { CONFIG, edit, SOURCES, type Source } from './edits.ts'
import { inspect, type ProcessState } from './process-state.ts'
import { VISITS, type Visit } from './visits.ts'

/** One life of the app's process: as it was once all was compiled, and after the edits. */
export interface Life {
  readonly before: ProcessState
  readonly after: ProcessState
  /** Of sources, between the two. */
  readonly edits: number
  /** How often sources were edited, several at once. */
  readonly reloads: number
  /** Actions that were called as scripts do. */
  readonly actions: number
}

/**
 * How many sources are edited at once, as a branch that is checked out or a formatter does. It has nothing in common with
 * the number of sources, so that each is edited with every other in turn.
 */
const AT_ONCE = 4

/** All but the one that only a test asks for. */
const USUAL = VISITS.filter((visit) => visit !== 'inspect')

/** Every request once; the page first, which names the action. */
export async function warmUp(client: Client): Promise<void> {
  for (const visit of ['page', ...USUAL] as const) await client.ask(visit)
}

/**
 * Edits the app while requests go through it, a few sources at once, each time as soon as the last were all seen to have
 * taken effect.
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
  let number = 0
  for (const end of [...restarts, edits + 1]) {
    if (number > 0) {
      await restart(folder, client, number)
      expect((await inspect(client)).pid).not.toBe(lives.at(-1)?.before.pid)
    }
    const before = await inspect(client)
    const begun = number
    const actionsBefore = countActions(client)
    let reloads = 0
    while (number < end - 1) {
      const last = Math.min(number + AT_ONCE, end - 1)
      await editSources(folder, client, number + 1, last)
      number = last
      reloads++
    }
    lives.push({
      before,
      after: await inspect(client),
      edits: number - begun,
      reloads,
      actions: countActions(client) - actionsBefore,
    })
    number++
  }
  return lives
}

const countActions = ({ sent }: Client): number => sent.filter(({ visit }) => visit === 'action').length

/** Makes the edits of these numbers, and some requests. */
async function editSources(folder: string, client: Client, first: number, last: number): Promise<void> {
  const edited = Array.from({ length: last - first + 1 }, (_, i) => {
    const number = first + i
    return { number, source: SOURCES[number % SOURCES.length] as (typeof SOURCES)[number] }
  })
  // One request is under way while the files change.
  const [, ...marks] = await Promise.all([
    client.ask(nth(first)),
    ...edited.map(({ number, source }) => edit(folder, source, number)),
  ])
  for (const [i, { number, source }] of edited.entries()) {
    await seeEdit(folder, client, source, number, String(marks[i]))
  }
  await client.ask('relay')
  await client.ask(nth(first + 3))
}

/**
 * Now and then Turbopack overlooks one of several files that change at once while it is asked, with an agent and without:
 * it serves the file as it was until that is edited once more.
 */
async function seeEdit(
  folder: string,
  client: Client,
  source: Source,
  number: number,
  mark: string,
): Promise<void> {
  const ask = () => client.ask(source.shownBy)
  for (let more = 1; more <= 3; more++) {
    if (await showsWithin(8000, mark, ask)) return
    mark = await edit(folder, source, `${number}.${more}`)
  }
  await askUntil(mark, 20_000, ask)
}

const nth = (number: number): Visit => USUAL[number % USUAL.length] as Visit

/** Asks on and on while the process goes and another comes. */
async function restart(folder: string, client: Client, number: number): Promise<void> {
  const mark = await edit(folder, CONFIG, number)
  await askUntil(mark, 60_000, () => client.try(CONFIG.shownBy))
  await warmUp(client)
}

type Ask = () => Promise<string | undefined>

/** @throws when no answer has had the mark in so many milliseconds */
async function askUntil(mark: string, timeout: number, ask: Ask): Promise<void> {
  if (!(await showsWithin(timeout, mark, ask))) throw new Error(`No answer has ${mark}`)
}

async function showsWithin(timeout: number, mark: string, ask: Ask): Promise<boolean> {
  const deadline = Date.now() + timeout
  while ((await ask())?.includes(mark) !== true) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}
