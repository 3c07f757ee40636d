export type { Span } from '@kymo/protocol'
