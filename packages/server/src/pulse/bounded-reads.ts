import { PULSE_PAYLOAD_LIMIT, type PulseProblem } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { runScript } from '../redis/run-script.ts'

/*
 * What anybody may write is measured where it lies, by scripts that only read: a value that is too long, or one more
 * than was asked for, never comes here.
 */

/** Bytes of one value: what is longer than this has more characters than are allowed, however they are written. */
export const VALUE_BYTES = PULSE_PAYLOAD_LIMIT * 3
/** Bytes of an answer. */
const ANSWER_BYTES = 1024 * 1024
/** Bytes of a name. */
const NAME_BYTES = 1024
/** Fields of a hash that is looked at: one with more is not what a recorder writes, and takes long to look at. */
const FIELDS = 20_000

/** What is wrong with a value that is too long. */
export const TOO_LARGE: PulseProblem = {
  code: 'PULSE_TOO_LARGE',
  message: `A payload has at most ${PULSE_PAYLOAD_LIMIT} characters.`,
}

/** Id and value of an entry; null for one that has no such field, a number of bytes for one that is too long. */
export type MeasuredEntry = readonly [id: string, value: string | number | null]

const ENTRIES_SCRIPT = `
local entries
if ARGV[1] == 'after' then
  entries = redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[3])
else
  entries = redis.call('XREVRANGE', KEYS[1], ARGV[2], '-', 'COUNT', ARGV[3])
end
local found = {}
local bytes = 0
for _, entry in ipairs(entries) do
  local value = false
  for i = 1, #entry[2], 2 do
    if entry[2][i] == ARGV[4] and not value then value = entry[2][i + 1] end
  end
  if value and #value > tonumber(ARGV[5]) then value = #value end
  if type(value) == 'string' then
    bytes = bytes + #value
    if bytes > tonumber(ARGV[6]) then break end
  end
  found[#found + 1] = {entry[1], value}
end
return {#entries, found}
`

/** Entries of a stream, and whether there may be more. */
export interface MeasuredEntries {
  readonly entries: readonly MeasuredEntry[]
  readonly more: boolean
}

/**
 * Entries of a stream after an id, oldest first, or before one, newest first; as many as fit into an answer.
 * @param from an id, or `undefined` for the end at which the direction begins
 */
export async function entriesOf(
  redis: RedisLink,
  stream: string,
  field: string,
  direction: 'after' | 'before',
  from: string | undefined,
  count: number,
): Promise<MeasuredEntries> {
  const end = direction === 'after' ? '-' : '+'
  const at = from === undefined ? end : `(${from}`
  const args = [direction, at, count, field, VALUE_BYTES, ANSWER_BYTES]
  const [asked, entries] = (await runScript(redis.client, ENTRIES_SCRIPT, [stream], args)) as [
    number,
    MeasuredEntry[],
  ]
  return { entries, more: asked >= count || entries.length < asked }
}

const VALUES_SCRIPT = `
local found = {}
local bytes = 0
for i = 3, #ARGV do
  local length = redis.call('HSTRLEN', KEYS[1], ARGV[i])
  local value = false
  if length > tonumber(ARGV[1]) then
    value = length
  elseif length > 0 then
    bytes = bytes + length
    if bytes > tonumber(ARGV[2]) then break end
    value = redis.call('HGET', KEYS[1], ARGV[i])
  end
  found[#found + 1] = value
end
return found
`

/**
 * Values of a hash, of the first of these fields as many as fit into an answer, at least one; null for one that is not
 * there, a number of bytes for one that is too long.
 */
export async function valuesOf(
  redis: RedisLink,
  key: string,
  fields: readonly string[],
): Promise<readonly (string | number | null)[]> {
  const args = [VALUE_BYTES, ANSWER_BYTES, ...fields]
  return (await runScript(redis.client, VALUES_SCRIPT, [key], args)) as (string | number | null)[]
}

const FIELDS_SCRIPT = `
local size = redis.call('HLEN', KEYS[1])
if size > tonumber(ARGV[1]) then return {size, {}} end
local found = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if #field <= tonumber(ARGV[2]) then found[#found + 1] = field end
end
return {size, found}
`

/**
 * The names of a hash's fields, and how many of them are left out because they are too long; all of a hash that has more
 * than 20,000.
 */
export async function fieldsOf(
  redis: RedisLink,
  key: string,
  longest = NAME_BYTES,
): Promise<{ readonly fields: readonly string[]; readonly left: number }> {
  const [size, fields] = (await runScript(redis.client, FIELDS_SCRIPT, [key], [FIELDS, longest])) as [
    number,
    string[],
  ]
  return { fields, left: size - fields.length }
}

const NEWEST_SCRIPT = `
local found = {}
for _, member in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1)) do
  if #member <= tonumber(ARGV[2]) then found[#found + 1] = member end
end
return found
`

/** The members of a sorted set with the highest scores, but for those whose names are too long. */
export async function highestOf(redis: RedisLink, key: string, count: number): Promise<readonly string[]> {
  return (await runScript(redis.client, NEWEST_SCRIPT, [key], [count, NAME_BYTES])) as string[]
}
