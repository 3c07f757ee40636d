import { describe, expect, test } from 'vitest'
import { HeadFinder } from './head-finder.ts'

/** The document with a mark where the place was found, when it comes in pieces of `size` bytes. */
function marked(html: string | Buffer, size = Number.POSITIVE_INFINITY): string {
  const bytes = Buffer.from(html as string)
  const finder = new HeadFinder()
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, Math.min(at + size, bytes.length))
    const place = finder.find(piece)
    if (place === -1) out.push(piece)
    else out.push(piece.subarray(0, place), Buffer.from('▮'), piece.subarray(place))
  }
  return Buffer.concat(out).toString()
}

describe('the place is right after the head is opened', () => {
  test.each([
    ['<!DOCTYPE html><html><head>▮<meta charSet="utf-8"/></head><body></body></html>'],
    ['<HTML LANG=en><HEAD>▮</HEAD>'],
    ['\ufeff \n<!doctype html>\n<html>\n  <head\n  data-x="a>b" data-y = \'>\'>▮<title>x</title>'],
    ['<!-- <head> --><html><head>▮'],
    ['<!--><!-- - --- --><html><head>▮'],
    ['<?xml version="1.0"?><!DOCTYPE html><html data-a="<head>"><head/>▮'],
    ['<!DOCTYPE html><html lang="日本語" data-名="<head>"><head data-é="😀">▮<title>日本</title>'],
    ['<html><head>▮<noscript></noscript></head><head>'],
  ])('%s', (expected) => {
    const html = expected.replace('▮', '')
    for (const size of [Number.POSITIVE_INFINITY, 1, 2, 3, 7]) expect(marked(html, size)).toBe(expected)
  })
})

describe('a document whose head is not written out', () => {
  test.each([
    ['<!DOCTYPE html>▮<h1>Hello</h1>'],
    ['<!doctype html><html>▮<body>Hello</body></html>'],
    ['<html>\n▮<header>no head</header>'],
    ['<!doctype html>▮Hello'],
  ])('%s', (expected) => {
    expect(marked(expected.replace('▮', ''))).toBe(expected)
  })

  test('is left alone when its first tag comes in two pieces', () => {
    expect(marked('<!DOCTYPE html><h1>Hello</h1>', 16)).toBe('<!DOCTYPE html><h1>Hello</h1>')
  })
})

test.each([
  ['<h1>A fragment</h1>'],
  ['<header><head></header>'],
  ['text <html><head>'],
  ['{"html":"<html><head>"}'],
  [''],
  ['<'],
])('what is no document has no place: %j', (html) => {
  expect(marked(html)).toBe(html)
})
