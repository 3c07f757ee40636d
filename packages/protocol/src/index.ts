export * from './facts.ts'
export * from './names.ts'
export * from './redaction.ts'
export * from './switch.ts'
export * from './trace-context.ts'
export * from './views/api-error.ts'
export * from './views/format.ts'
export * from './views/performance.ts'
export * from './views/runtime.ts'
export * from './views/status.ts'
export * from './views/stream.ts'
export { BatchWriter } from './wire/batch-writer.ts'
export { decodeBatch } from './wire/decode-batch.ts'
export { decodeJsonBatch } from './wire/decode-json-batch.ts'
export { encodeBatch, frameBatch } from './wire/encode-batch.ts'
export {
  CONTENT_TYPE as BATCH_CONTENT_TYPE,
  LIMITS as WIRE_LIMITS,
  VERSION as WIRE_VERSION,
} from './wire/format.ts'
export * from './wire/json-batch.ts'
export { WireError, type WireErrorCode } from './wire/wire-error.ts'
