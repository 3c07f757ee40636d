globalThis.drainExporters = () => globalThis[Symbol.for('kymo.agent')].flush()
