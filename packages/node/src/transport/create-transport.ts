import type { Resource } from '@kymo/protocol'
import type { AgentScope } from '../context.ts'
import type { Settings } from '../options.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { Carrier } from './carrier.ts'
import { HttpCarrier } from './http-carrier.ts'
import { RedisCarrier } from './redis-carrier.ts'
import { Transport } from './transport.ts'

/** The transport by the way that was chosen; `undefined` when facts go nowhere. */
export function createTransport(
  settings: Settings,
  resource: Resource,
  redis: RedisLink | undefined,
  scope: AgentScope,
): Transport | undefined {
  const carrier = scope.run(() => carrierOf(settings, resource, redis))
  return carrier && new Transport(carrier, settings.maxMemory, resource, scope)
}

function carrierOf(
  settings: Settings,
  resource: Resource,
  redis: RedisLink | undefined,
): Carrier | undefined {
  const { facts, endpoint, token, redisMaxBytes, exitTimeout } = settings
  if (facts === 'http' && endpoint !== undefined) return new HttpCarrier(endpoint, token, exitTimeout)
  if (facts === 'redis' && redis !== undefined) {
    return new RedisCarrier(redis, resource['service.instance.id'], redisMaxBytes, exitTimeout)
  }
  return undefined
}
