import type { SpanView } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { busyStretches, isFailedFile, isFile, splitFile } from './files.ts'

function request(startTime: number, duration: number, attributes: SpanView['attributes'] = {}): SpanView {
  return {
    id: String(startTime),
    traceId: 't',
    parentId: null,
    kind: 'request',
    name: 'GET',
    startTime,
    duration,
    status: 'unset',
    attributes,
  }
}

describe('files', () => {
  it("are what was requested as an asset or for the framework's own use", () => {
    const purposes = ['asset', 'internal', 'document', 'data', undefined]
    const found = purposes.map((purpose) =>
      isFile(request(0, 1, purpose === undefined ? {} : { 'kymo.request.purpose': purpose })),
    )
    expect(found).toEqual([true, true, false, false, false])
  })

  it('failed when they were not found, even though the server did not fail', () => {
    expect(isFailedFile(request(0, 1, { 'http.response.status_code': 404 }))).toBe(true)
    expect(isFailedFile(request(0, 1, { 'http.response.status_code': 304 }))).toBe(false)
  })

  it('are under way in stretches that do not overlap', () => {
    expect(busyStretches([request(50, 5), request(0, 10), request(5, 15), request(20, 1)])).toEqual([
      { start: 0, end: 21 },
      { start: 50, end: 55 },
    ])
    expect(busyStretches([])).toEqual([])
  })

  it('are named by what comes last in their address', () => {
    expect(splitFile('/_next/static/chunks/a%2Fb.js?v=1/2')).toEqual({
      folder: '/_next/static/chunks/',
      file: 'a%2Fb.js?v=1/2',
    })
    expect(splitFile('/')).toEqual({ folder: '', file: '/' })
    expect(splitFile('favicon.ico')).toEqual({ folder: '', file: 'favicon.ico' })
  })
})
