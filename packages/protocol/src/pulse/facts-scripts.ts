/*
 * What is done to the facts stream is done by these Lua scripts, so that nobody ever sees half of it: texts, for any
 * language. All keys of one call lie in one slot of a cluster. A Redis that has no memory left refuses the first write
 * that needs some, and lets all writes after the first pass: so a script either does nothing or all.
 */

/**
 * Adds a batch, unless it was added before. When the stream would grow past its bound, the oldest batches make room,
 * and their facts are counted as dropped. What an entry says of itself is not trusted: it has no more facts than bytes.
 *
 * - `KEYS`: `FACTS_STREAM`, `FACTS_SIZE_KEY`, `FACTS_DROPPED_KEY`, `factsSeenKey(instance)`
 * - `ARGV`: instance, sequence, number of facts, the batch, `FACTS_MAX_SIZE` or another bound, `FACTS_SEEN_TTL`,
 *   `FACTS_GROUP`
 * - Answers 1, or 0 where it was there before.
 */
export const ADD_FACTS_SCRIPT = `
local sequence = tonumber(ARGV[2])
if sequence <= tonumber(redis.call('GET', KEYS[4]) or 0) then return 0 end
local bytes = #ARGV[4]
local size = tonumber(redis.call('GET', KEYS[2])) or 0
local dropped = tonumber(redis.call('GET', KEYS[3])) or 0
local gone = 0
while size > 0 and size + bytes > tonumber(ARGV[5]) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if not oldest then
    size = 0
    break
  end
  local count = 0
  local length = 0
  for i = 1, #oldest[2], 2 do
    local value = oldest[2][i + 1]
    if oldest[2][i] == 'n' then count = tonumber(value) or 0 end
    if oldest[2][i] == 'b' then length = #value end
  end
  redis.call('XDEL', KEYS[1], oldest[1])
  redis.call('XACK', KEYS[1], ARGV[7], oldest[1])
  size = size - length
  if count > 0 then gone = gone + math.floor(math.min(count, length)) end
end
if gone > 0 then
  redis.call('SET', KEYS[3], string.format('%.0f', math.min(math.max(0, dropped) + gone, 9007199254740991)))
  redis.call('SET', KEYS[2], math.max(0, size))
end
redis.call('XADD', KEYS[1], '*', 'id', ARGV[1] .. '/' .. ARGV[2], 'n', ARGV[3], 'b', ARGV[4])
redis.call('SET', KEYS[2], math.max(0, size) + bytes)
redis.call('SET', KEYS[4], ARGV[2], 'EX', ARGV[6])
return 1
`

/**
 * A collector takes entries over that it has put where they outlive it. Of those that are still its own they leave the
 * stream and are noted in its set; asked again, it is told the same. What another collector has claimed meanwhile, or
 * what had to make room, is not its own.
 *
 * - `KEYS`: `FACTS_STREAM`, `FACTS_SIZE_KEY`, `factsTakenKey(collector)`
 * - `ARGV`: `FACTS_GROUP`, the collector's name, then the id and the bytes of each entry's batch
 * - Answers a list: for each entry 1 where it is the collector's to count, else 0.
 */
export const TAKE_FACTS_SCRIPT = `
local answers = {}
local freed = 0
for i = 3, #ARGV, 2 do
  local id = ARGV[i]
  local answer = 0
  if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1, ARGV[2]) == 1 then
    answer = redis.call('XDEL', KEYS[1], id)
    redis.call('XACK', KEYS[1], ARGV[1], id)
    if answer == 1 then
      redis.call('SADD', KEYS[3], id)
      freed = freed + tonumber(ARGV[i + 1])
    end
  else
    answer = redis.call('SISMEMBER', KEYS[3], id)
  end
  answers[#answers + 1] = answer
end
if freed > 0 then
  local size = tonumber(redis.call('GET', KEYS[2]) or 0) - freed
  if size <= 0 or redis.call('XLEN', KEYS[1]) == 0 then
    redis.call('DEL', KEYS[2])
  else
    redis.call('SET', KEYS[2], size)
  end
end
return answers
`

/**
 * Forgets collectors that have nothing and have not asked for so long. One that comes back is known again at once.
 *
 * - `KEYS`: `FACTS_STREAM`
 * - `ARGV`: `FACTS_GROUP`, milliseconds
 */
export const FORGET_COLLECTORS_SCRIPT = `
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local of = {}
  for i = 1, #consumer, 2 do of[consumer[i]] = consumer[i + 1] end
  if of.pending == 0 and of.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], of.name)
  end
end
return 1
`
