export const runtime = 'edge'

async function act() {
  'use server'
}

export default function Edge() {
  return (
    <form action={act}>
      <button type="submit">Edge</button>
    </form>
  )
}
