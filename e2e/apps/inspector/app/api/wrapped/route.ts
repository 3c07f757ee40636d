export const dynamic = 'force-dynamic'

/** Whether Kymo watches Next.js's tracer, in this process. */
export function GET() {
  const { createRequire } = process.getBuiltinModule('node:module')
  const { getTracer } = createRequire(`${process.cwd()}/app.js`)('next/dist/server/lib/trace/tracer')
  return Response.json(Symbol.for('kymo.next.tracer') in getTracer())
}
