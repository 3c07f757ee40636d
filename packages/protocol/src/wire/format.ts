/**
 * The wire format, version 1. All numbers big-endian.
 *
 *     batch   = "KYMO" u8:version u8×3:zero u32:headerLength header record*
 *     header  = UTF-8 JSON of BatchHeader
 *     record  = u32:length u8:type body            length counts type and body
 *     span    = u8:kind u8:status u8×16:traceId u8×8:spanId u8×8:parentId f64:start f64:duration text:name attribute*
 *     event   = u8×16:traceId u8×8:spanId f64:time text:name attribute*       absent ids are zero
 *     point   = f64:time f64:value text:name attribute*
 *     attribute = key value
 *     key     = u8:n, 1-based number in WELL_KNOWN_NAMES | u8:0 text
 *     value   = u8:tag …                              see TAG
 *     text    = u8:SHORT_TEXT u8:length bytes | u8:TEXT u32:length bytes
 *
 * Binary, because an agent writes a span where the request ends, and this is the cheapest way to leave nothing
 * behind for the garbage collector. Every record carries its length, so a reader passes over types it does not know.
 */
export const MAGIC = 0x4b594d4f // "KYMO"
export const VERSION = 1
/** Bytes before the header's JSON. */
export const PREAMBLE_LENGTH = 12

export const RECORD = { span: 1, event: 2, point: 3 } as const

export const TAG = { shortText: 1, text: 2, number: 3, true: 4, false: 5, texts: 6, int32: 7 } as const

export const LIMITS = {
  /** Bytes of one batch, decompressed. */
  batch: 4 * 1024 * 1024,
  /** Bytes of one record. A longer one is not written. */
  record: 256 * 1024,
  /** UTF-16 units of one text. A longer one is cut. */
  text: 32 * 1024,
  /** Attributes of one fact. Further ones are left out. */
  attributes: 128,
  /** Items of one list of texts. Further ones are left out. */
  texts: 64,
  /** Bytes of the header's JSON. */
  header: 16 * 1024,
} as const

/** What `Date` holds, from the epoch on: whoever shows a time may rely on it. */
export const MAX_TIME = 8.64e15

export const CONTENT_TYPE = 'application/vnd.kymo.batch'
