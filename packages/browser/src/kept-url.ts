import { redactQuery, redactUrl } from '@kymo/protocol'

/** UTF-16 units. A page may give itself an address of megabytes. */
const LENGTH = 4096

/** An address, or a part of one from the path on, as it may be kept. */
export const keptUrl = (url: string): string => redactUrl(url).slice(0, LENGTH)

/** A query without its question mark, as it may be kept. */
export const keptQuery = (query: string): string => redactQuery(query).slice(0, LENGTH)
