const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node')
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto')
const { NodeSDK } = require('@opentelemetry/sdk-node')
const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base')

const processor = new BatchSpanProcessor(
  new OTLPTraceExporter({ url: `${process.env.BENCH_SINK}/v1/traces` }),
  {
    // So large that nothing is lost: the default of 2,048 drops about half at this rate.
    maxQueueSize: 1_000_000,
  },
)
new NodeSDK({
  serviceName: 'bench',
  spanProcessors: [processor],
  instrumentations: [getNodeAutoInstrumentations()],
}).start()

globalThis.drainExporters = () => processor.forceFlush()
