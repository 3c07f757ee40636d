import { expect, it } from 'vitest'
import { attributeGroups } from './attribute-groups.ts'

it('keeps headers apart from the rest, each by name', () => {
  expect(
    attributeGroups({
      'url.full': 'https://a.example/',
      'http.request.header.accept': ['text/html', '*/*'],
      'http.response.header.x-b': '2',
      'http.response.header.x-a': '1',
      'kymo.aborted': false,
    }),
  ).toEqual([
    { name: 'Request headers', rows: [{ name: 'accept', value: 'text/html, */*' }] },
    {
      name: 'Response headers',
      rows: [
        { name: 'x-a', value: '1' },
        { name: 'x-b', value: '2' },
      ],
    },
    {
      name: 'Attributes',
      rows: [
        { name: 'kymo.aborted', value: 'false' },
        { name: 'url.full', value: 'https://a.example/' },
      ],
    },
  ])
})

it('has no empty groups', () => {
  expect(attributeGroups({})).toEqual([])
})
