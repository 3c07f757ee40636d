import { connection } from 'next/server'

/** Throws while it is rendered; `error.tsx` beside it is what people see. */
export default async function BrokenPage() {
  await connection()
  throw new Error('The shelf gave way')
}
