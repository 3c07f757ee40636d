import type { SignalKind } from '@kymo/protocol'

/** A sign for each kind, beside its word in lists and in the place of it in the picture. */
export const KIND_SIGNS: Readonly<Record<SignalKind, string>> = { signal: '●', computed: 'ƒ', effect: '▸' }
