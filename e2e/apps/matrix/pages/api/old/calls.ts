import type { NextApiRequest, NextApiResponse } from 'next'
import { calls } from '@/lib/calls'

export default async function handler({ query }: NextApiRequest, response: NextApiResponse): Promise<void> {
  await calls[String(query.mode)]?.(String(query.mark))
  response.json({})
}
