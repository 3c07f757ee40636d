/** The form of a page that holds a button with this text, as a browser without scripts would send it, with a file. */
export function formOf(html: string, button: string): FormData {
  const form = html.split('<form').find((text) => text.includes(`>${button}`)) ?? ''
  const data = new FormData()
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    if (attribute(tag, 'type') === 'file') {
      data.append(attribute(tag, 'name'), new File(['four'], 'a.txt', { type: 'text/plain' }))
    } else data.append(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  return data
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
