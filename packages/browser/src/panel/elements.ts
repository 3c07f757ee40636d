const SVG = 'http://www.w3.org/2000/svg'

export type Child = Node | string | false | null | undefined

/** An element with attributes and children. Nothing is parsed, so a page's Trusted Types have nothing against it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag)
  for (const name in attributes) created.setAttribute(name, attributes[name] as string)
  created.append(...present(children))
  return created
}

/** Those that there are. */
export const present = (children: readonly Child[]): (Node | string)[] =>
  children.filter((child): child is Node | string => child instanceof Node || Boolean(child))

/** One stroked or filled path. */
export function drawing(className: string, size: string, path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const [width, height] = size.split(' ') as [string, string]
  svg.setAttribute('class', className)
  svg.setAttribute('viewBox', `0 0 ${size}`)
  svg.setAttribute('width', width)
  svg.setAttribute('height', height)
  svg.setAttribute('aria-hidden', 'true')
  const shape = document.createElementNS(SVG, 'path')
  shape.setAttribute('d', path)
  shape.setAttribute('pathLength', '1')
  svg.append(shape)
  return svg
}

const MARKS = {
  dot: 'M5 2.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z',
  ring: 'M5 2.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4z',
  diamond: 'M5 .8 9.2 5 5 9.2.8 5z',
  hollow: 'M5 1.6 8.4 5 5 8.4 1.6 5z',
  cross: 'm2 2 6 6m0-6-6 6',
  triangle: 'M5 1.4 9.2 8.6H.8z',
  dash: 'M2.5 5h5',
} as const

export type MarkShape = keyof typeof MARKS

/** A shape that says a state without its colour, as everywhere in the dashboard. */
export const mark = (shape: MarkShape): SVGElement => drawing(`mark ${shape}`, '10 10', MARKS[shape])

/** The line of a kymograph. */
export const pulse = (): SVGElement =>
  drawing('pulse', '20 16', 'M1 9h4.2l1.6-2.3L8.3 9h1L11 1.5 13 14l1.5-5H19')
