import type { GetServerSideProps } from 'next'
import Head from 'next/head'
import { euros } from '@/lib/money'
import { find, type Order } from '@/lib/upstream'

interface Props {
  order: Order
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ params }) => {
  const order = await find<Order>(`/orders/${encodeURIComponent(String(params?.id))}`)
  return order === undefined ? { notFound: true } : { props: { order } }
}

export default function OrderPage({ order }: Props) {
  return (
    <main>
      <Head>
        <title>{`Order ${order.id} · Fathom`}</title>
      </Head>
      <a href="/">Fathom</a>
      <h1>Order {order.id}</h1>
      <p>Placed on {order.placed}</p>
      <ul className="lines">
        {order.lines.map(({ id, name, quantity, price }) => (
          <li key={id}>
            <a href={`/product/${id}`}>{name}</a>
            <span>{quantity} ×</span>
            <span className="amount">{euros(price * quantity)}</span>
          </li>
        ))}
      </ul>
      <p className="price">{euros(order.total)}</p>
    </main>
  )
}
