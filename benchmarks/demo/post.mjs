import { BATCH_CONTENT_TYPE, encodeBatch } from '@kymo/protocol'

/** Posts facts as one process' batches, numbered from 1. */
export function postFacts(url, token, resource) {
  let sequence = 0
  return async (facts) => {
    const body = encodeBatch({ resource, sequence: ++sequence, dropped: 0 }, facts)
    const response = await fetch(`${url}/api/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': BATCH_CONTENT_TYPE },
      body,
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response.json()
  }
}
