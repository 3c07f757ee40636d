// A small page of an app: it fetches three times, shows 200 rows, and shows them anew at a click.
import { createElement, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

function Row({ name, price, factor }) {
  return createElement('li', null, `${name}: `, createElement('b', null, (price * factor).toFixed(2)))
}

function Shop() {
  const [products, setProducts] = useState([])
  const [factor, setFactor] = useState(1)
  useEffect(() => {
    const load = async () => {
      const [answer] = await Promise.all([fetch('/api/products'), fetch('/api/price?of=1')])
      setProducts(await answer.json())
      await fetch('/api/price?of=2')
    }
    void load()
  }, [])
  return createElement(
    'main',
    null,
    createElement(
      'button',
      {
        type: 'button',
        onClick: () => setFactor(factor + 1),
        style: { position: 'fixed', left: 0, top: 0, width: 100, height: 40 },
      },
      `× ${factor}`,
    ),
    createElement('h1', null, 'Products'),
    createElement(
      'ul',
      null,
      products.map((product) => createElement(Row, { key: product.id, ...product, factor })),
    ),
  )
}

createRoot(document.getElementById('root')).render(createElement(Shop))
