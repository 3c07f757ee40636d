/** As much of JSON Schema as the protocol's uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema
  readonly maxProperties?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** A text for each of the patterns. */
const MATCHING: Readonly<Record<string, string>> = {
  '^[a-z][a-z0-9._-]{0,31}$': 'go1.22_x-y',
  '^[a-z0-9-]{1,64}$': 'typeerror-1',
  '^[0-9a-f]{32}$': '0123456789abcdef0123456789abcdef',
  '^[0-9a-f]{16}$': '0123456789abcdef',
}

/** What comes where it does not belong. */
const JUNK: readonly unknown[] = [
  null,
  true,
  false,
  -1,
  0,
  1,
  2,
  1.5,
  101,
  3601,
  1e6 + 1,
  1e11,
  1e16,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  '1',
  'server',
  'JOB',
  '😀',
  'é'.repeat(128),
  'x'.repeat(33),
  '😀'.repeat(129),
  'x'.repeat(257),
  'x'.repeat(2049),
  'x'.repeat(8193),
  'x'.repeat(65_537),
  [],
  [1, 2],
  [1, 2, 3],
  [1, 2, 3, 4],
  ['x', 1, 1],
  new Array(65).fill({ path: '/', total: 1, free: 1 }),
  new Array(4097).fill(1),
  {},
  { p50: 1, p99: 1, max: 1 },
  Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`name-${i}`, ''])),
]

type Place = { readonly holder: Record<string, unknown>; readonly name: string }

/** Makes payloads by a schema: good ones, and such with one thing changed. The same seed makes the same. */
export class PayloadMaker {
  readonly #schema: JsonSchema
  #seed: number

  constructor(schema: JsonSchema, seed: number) {
    this.#schema = schema
    this.#seed = seed
  }

  /** @param optional which optional fields it has. Default: some */
  good(name: string, optional: 'all' | 'none' | 'some' = 'some'): unknown {
    return this.#make({ $ref: `#/$defs/${name}` }, optional)
  }

  mutated(name: string): unknown {
    const payload = this.good(name)
    const places = placesIn({ payload })
    const { holder, name: field } = this.#oneOf(places)
    if (this.#chance(0.25) && field !== 'payload' && !Array.isArray(holder)) delete holder[field]
    else holder[field] = structuredClone(this.#oneOf(JUNK))
    return (places[0] as Place).holder.payload
  }

  #make(schema: JsonSchema, optional: 'all' | 'none' | 'some'): unknown {
    if (schema.$ref !== undefined) return this.#make(this.#definition(schema.$ref), optional)
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return this.#oneOf(schema.enum)
    switch (schema.type) {
      case 'object':
        return this.#makeObject(schema, optional)
      case 'array': {
        const least = schema.minItems ?? 0
        const length = Math.min(schema.maxItems ?? 5, least + this.#below(4))
        return Array.from({ length }, () => this.#make(schema.items ?? {}, optional))
      }
      case 'boolean':
        return this.#chance(0.5)
      case 'string': {
        if (schema.pattern !== undefined) return MATCHING[schema.pattern]
        const most = schema.maxLength ?? 10
        const least = schema.minLength ?? 0
        return 'x'.repeat(this.#oneOf([least, least + 1, Math.min(most, 256), most]))
      }
      default: {
        const { minimum = 0, maximum = 1 } = schema
        const between = minimum + (maximum - minimum) * this.#random()
        const any = schema.type === 'integer' ? Math.floor(between) : between
        return this.#oneOf([minimum, maximum, any, any])
      }
    }
  }

  #makeObject(schema: JsonSchema, optional: 'all' | 'none' | 'some'): Record<string, unknown> {
    const made: Record<string, unknown> = {}
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const wanted = optional === 'some' ? this.#chance(0.5) : optional === 'all'
      if (wanted || schema.required?.includes(name)) made[name] = this.#make(property, optional)
    }
    if (schema.additionalProperties !== undefined) {
      for (let i = this.#below(3); i > 0; i--)
        made[`name-${i}`] = this.#make(schema.additionalProperties, optional)
    } else if (this.#chance(0.2)) made.not_known_yet = { any: [1] }
    return made
  }

  #definition(reference: string): JsonSchema {
    const found = this.#schema.$defs?.[reference.replace('#/$defs/', '')]
    if (found === undefined) throw new Error(`The schema has no ${reference}.`)
    return found
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  /** A linear congruential generator: good enough to choose. */
  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0
    return this.#seed / 2 ** 32
  }
}

/** Every field of a value, outermost first. */
function placesIn(holder: object): Place[] {
  return Object.entries(holder).flatMap(([name, value]) => [
    { holder: holder as Record<string, unknown>, name },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ])
}
