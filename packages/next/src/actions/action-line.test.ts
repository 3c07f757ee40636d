import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actionLine } from './action-line.ts'

let project: string
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'kymo-'))
  writeFileSync(
    join(project, 'actions.ts'),
    `'use server'
export async function save(form: FormData) {}
export async function saveAll() {}
export const remove = async () => {}
async function later() {}
export { later }
export default async function () {}
`,
  )
  writeFileSync(
    join(project, 'page.tsx'),
    `async function one() {
  'use server'
}
// 'use server' is only a word here
export default function Page() {
  return <form action={async () => {
    "use server"
  }} />
}
`,
  )
})
afterAll(() => rmSync(project, { recursive: true }))

test.each([
  ['save', 2],
  ['saveAll', 3],
  ['remove', 4],
  ['later', 5],
  ['default', 7],
  ['nothing', undefined],
])('%s of a file of actions is in line %s', (name, line) => {
  expect(actionLine({ name, file: 'actions.ts', inline: undefined }, project)).toBe(line)
})

test.each([
  [0, 1],
  [1, 6],
  [2, undefined],
])('inline action %s of a page is in line %s', (inline, line) => {
  expect(actionLine({ name: '(inline)', file: 'page.tsx', inline }, project)).toBe(line)
})

test('a file that is not there has no lines', () => {
  expect(actionLine({ name: 'save', file: 'gone.ts', inline: undefined }, project)).toBeUndefined()
})
