import { ALERT_CONDITIONS, type AlertCondition, type AlertRule } from '@kymo/protocol'
import { isOfTraffic } from '../watched-rule.ts'
import { ConfigFields } from './config-fields.ts'
import { nearestName } from './nearest-name.ts'

/** Seconds. */
const DAY = 24 * 60 * 60
const MINUTE = 60

/** What `above` can be. */
const MOST: Readonly<Record<AlertCondition, number>> = {
  'server-lost': 0,
  cpu: 100,
  memory: 100,
  disk: 100,
  'error-rate': 100,
  p95: 3_600_000,
  'slow-count': 1_000_000_000,
}

/** @param at where it is, such as `alerts.rules[2]`. @throws KymoError */
export function checkRule(value: unknown, at: string): AlertRule {
  const fields = new ConfigFields(value, at)
  const when = conditionOf(fields)
  fields.only(fieldsOf(when), `in a rule of ${when}`)
  const name = fields.text('name')
  if (name === undefined) throw fields.bad('name', 'must say what the rule is called')
  const above = fields.number('above', 0, MOST[when])
  if (above === undefined && when !== 'server-lost') throw fields.bad('above', 'must say what is too much')
  const clearBelow = fields.number('clearBelow', 0, MOST[when])
  if (clearBelow !== undefined && clearBelow > (above as number)) {
    throw fields.bad('clearBelow', `must not be more than above, which is ${above}`)
  }
  return defined({
    name,
    when,
    above,
    clearBelow,
    for: fields.number('for', 0, DAY),
    window: fields.number('window', MINUTE, DAY),
    cooldown: fields.number('cooldown', 0, 7 * DAY),
    app: fields.text('app'),
    environment: fields.text('environment'),
    minRequests: fields.number('minRequests', 1, 1_000_000_000, true),
  })
}

/** The fields that a rule can have. */
export function fieldsOf(when: AlertCondition): readonly string[] {
  return [
    'name',
    'when',
    ...(when === 'server-lost' ? [] : ['above', 'clearBelow']),
    'for',
    ...(isOfTraffic(when) ? ['window'] : []),
    'cooldown',
    'app',
    'environment',
    ...(when === 'error-rate' || when === 'p95' ? ['minRequests'] : []),
  ]
}

function conditionOf(fields: ConfigFields): AlertCondition {
  const when = fields.get('when')
  const known = ALERT_CONDITIONS.find((condition) => condition === when)
  if (known !== undefined) return known
  const meant = typeof when === 'string' ? nearestName(when, ALERT_CONDITIONS) : undefined
  const hint = meant === undefined ? undefined : `Did you mean ${meant}?`
  throw fields.bad('when', `must be one of ${ALERT_CONDITIONS.join(', ')}`, hint)
}

type Loose = { readonly [Name in keyof AlertRule]: AlertRule[Name] | undefined }

function defined(rule: Loose): AlertRule {
  return Object.fromEntries(
    Object.entries(rule).filter(([, value]) => value !== undefined),
  ) as unknown as AlertRule
}
