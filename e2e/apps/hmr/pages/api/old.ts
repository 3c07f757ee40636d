import type { NextApiRequest, NextApiResponse } from 'next'
import { upstream } from '../../lib/upstream'

const mark = 'old:0;'

export default async function handler(_request: NextApiRequest, response: NextApiResponse) {
  await upstream('/old')
  response.json([mark])
}
