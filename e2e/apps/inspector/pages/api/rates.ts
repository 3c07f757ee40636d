import { upstream } from '../../app/upstream'

export default async function handler(_request: unknown, response: { json(body: unknown): void }) {
  response.json(await upstream('/rates?api'))
}
