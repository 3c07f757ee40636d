interface PageCode {
  /** The collector's address. */
  readonly url: string
  readonly app: string | undefined
  /** The accessor of the monitor that tells, such as `getNetworkMonitor`; none for what `startPage` tells by itself. */
  readonly monitor?: string | undefined
}

/** What makes a page tell that is not under `kymo dev`. */
export function pageCode({ url, app = 'my-app', monitor }: PageCode): string {
  return [
    `import { ${monitor === undefined ? '' : `${monitor}, `}startPage } from '@kymo/browser'`,
    '',
    'startPage({',
    `  url: ${quoted(url)},`,
    `  key: 'the one that kymo serve prints',`,
    `  app: ${quoted(app)},`,
    '})',
    ...(monitor === undefined ? [] : [`${monitor}({ enabled: true })`]),
  ].join('\n')
}

// The app is of the address: it may be any text.
const quoted = (text: string) => (/^[^'\\\p{C}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text))
