/** Mistakes that the shop makes, as the agents tell of them. */
export const MISTAKES = {
  render: {
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'price')",
    mechanism: 'render',
    file: 'app/broken/page.tsx',
    line: 14,
    column: 31,
    function: 'Shelf',
    context: [
      'export default async function Shelf({ params }: Props) {',
      '  const { id } = await params',
      '  const lamp = await lampOf(id)',
      '  const shelf = shelves.find((candidate) => candidate.holds(lamp))',
      '',
      '  return (',
      '    <section className="shelf">',
      '      <h1>{lamp.name}</h1>',
      '      <p className="price">{shelf.lamp.price}</p>',
      '      <AddToCart id={lamp.id} />',
      '    </section>',
      '  )',
    ],
    first: 6,
    stack: `    at Shelf (app/broken/page.tsx:14:31)
    at renderWithHooks (node_modules/next/dist/compiled/react-dom/server.js:4821:22)
    at renderElement (node_modules/next/dist/compiled/react-dom/server.js:5206:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async lampOf (lib/lamps.ts:31:18)`,
  },
  action: {
    type: 'CouponError',
    message: 'The coupon BROKEN was refused: 502 from http://localhost:4100/coupons/BROKEN',
    mechanism: 'action',
    file: 'app/cart/actions.ts',
    line: 17,
    column: 11,
    function: 'applyCoupon',
    context: [
      'export async function applyCoupon(form: FormData) {',
      "  const code = String(form.get('coupon')).trim().toUpperCase()",
      "  const answer = await upstreamPost('/coupons/' + code)",
      '  if (!answer.ok) throw new CouponError(code, answer)',
      '  await writeCart({ ...(await readCart()), coupon: await answer.json() })',
      "  revalidatePath('/cart')",
      '}',
    ],
    first: 14,
    stack: `    at applyCoupon (app/cart/actions.ts:17:27)
    at async executeAction (node_modules/next/dist/server/app-render/action-handler.js:880:20)
    at async handleAction (node_modules/next/dist/server/app-render/action-handler.js:702:9)`,
  },
  window: {
    type: 'RangeError',
    message: 'Invalid time value',
    mechanism: 'window',
    file: 'components/stock-level.tsx',
    line: 22,
    column: 40,
    function: 'untilDelivery',
    context: [
      'function untilDelivery(stock: Stock) {',
      '  const date = new Date(stock.delivery)',
      '  return format.format(new Date(date.toISOString()))',
      '}',
    ],
    first: 20,
    stack: `    at Date.toISOString (<anonymous>)
    at untilDelivery (components/stock-level.tsx:22:40)
    at onClick (components/stock-level.tsx:41:21)`,
  },
}

/** @param of the span that it happened in; null for one that only its visit is known of */
export function exception({ of, time, mistake, attributes }) {
  const { type, message, mechanism, file, line, column, context, first, stack } = mistake
  return {
    fact: 'event',
    name: 'exception',
    time,
    ...(of === null ? {} : { traceId: of.traceId, spanId: of.spanId }),
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}\n${stack}`,
      'kymo.exception.mechanism': mechanism,
      'kymo.exception.escaped': mechanism === 'window',
      'code.file.path': file,
      'code.line.number': line,
      'code.column.number': column,
      'code.function.name': mistake.function,
      'kymo.code.context': context,
      'kymo.code.context.start': first,
      ...attributes,
    },
  }
}
