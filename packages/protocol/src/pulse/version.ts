/** The version of the pulse protocol that this build writes and reads. A payload with a higher one is not read. */
export const PULSE_VERSION = 1
