/* Items that are removed, moved and put back, beside what is in a portal. */
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { actions, body } from './counts-and-actions.ts'

export function Lists() {
  const [keys, setKeys] = useState(['a', 'b', 'c'])
  actions.remove = () => setKeys(['a', 'c'])
  actions.reorder = () => setKeys(['c', 'a'])
  actions.readd = () => setKeys(['c', 'a', 'b'])
  return (
    <>
      {keys.map((key) => (
        <Item key={key} name={key} />
      ))}
      {createPortal(<InPortal />, document.body)}
    </>
  )
}

export function Item({ name }: { name: string }) {
  body('Item')
  return <i>{name}</i>
}

function InPortal() {
  body('InPortal')
  return <i>portal</i>
}
