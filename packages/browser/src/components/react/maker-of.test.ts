import { describe, expect, test } from 'vitest'
import { makerIn } from './maker-of.ts'

const CHUNKS = 'http://localhost:3000/_next/static/chunks'
const JSX = `    at exports.jsx (${CHUNKS}/node_modules_next_dist_compiled_1amofcmz--cdp._.js:1150:33)`
const BOTTOM = `    at Object.react_stack_bottom_frame (${CHUNKS}/1daa_next_dist_compiled_react-dom_0mp0cp._.js:15013:24)`
const SERVER = `    at fakeJSXCallSite (${CHUNKS}/node_modules_next_dist_compiled_react-server-dom-turbopack_164kp._.js:2093:21)`

const stack = (...frames: string[]) => ['Error: react-stack-top-frame', ...frames].join('\n')
const madeAt = (place: string) => makerIn(stack(JSX, `    at Made (${place}:4:2)`, BOTTOM))

describe('who made an element', () => {
  test.each([
    ['webpack', 'webpack-internal:///(app-pages-browser)/../node_modules/next/dist/client/app-router.js'],
    ['Turbopack', `${CHUNKS}/node_modules_next_dist_client_1165-soo5tfpf._.js`],
    ['Turbopack of a Next.js elsewhere', `${CHUNKS}/1daa_next_dist_compiled_react-dom_cjs_0mp0cp_t-ezj9.js`],
    [
      'Turbopack of any package elsewhere',
      `${CHUNKS}/9c0f1_@radix-ui_react-dialog_dist_index_mjs_1e2f3a4b._.js`,
    ],
    ['Vite', 'http://localhost:5173/node_modules/.vite/deps/chunk-ABCDEFGH.js?v=1a2b3c4d'],
    ['a server on Windows', 'about://React/Server/file:///C:\\shop\\node_modules\\next\\dist\\server.js?1'],
  ])('is a library by the names of %s', (_, place) => {
    expect(madeAt(place)).toBe('library')
  })

  test.each([
    ['webpack', 'webpack-internal:///(app-pages-browser)/./app/cart/page.tsx'],
    ['Turbopack', `${CHUNKS}/%5Broot-of-the-server%5D__1a2b3c4d._.js`],
    ['Turbopack, by a folder', `${CHUNKS}/e2e_apps_shop_app_02rkfztsklu41._.js`],
    ['Turbopack, by a path that is too long', `${CHUNKS}/1daa_${'a'.repeat(62)}_tsx_0mp0cp._.js`],
    ['Vite', 'http://localhost:5173/src/cart.tsx?t=1'],
    ['a server', 'about://React/Server/webpack-internal:///(rsc)/./app/product/%5Bid%5D/page.tsx?59'],
  ])('is the app by the names of %s', (_, place) => {
    expect(madeAt(place)).toBe('app')
  })

  test('is who called a library’s own factory, or a method of the language', () => {
    const app = `    at Cart (${CHUNKS}/app_cart_1a2b._.js:1:1)`
    const emotion = `    at Object.jsx (${CHUNKS}/node_modules_@emotion_react_1a2b._.js:1:1)`
    expect(makerIn(stack(JSX, emotion, app, BOTTOM))).toBe('app')
    expect(makerIn(stack(JSX, '    at Array.map (<anonymous>)', app, BOTTOM))).toBe('app')
  })

  test('is read as Firefox and Safari write stacks, too', () => {
    const top = `exports.jsx@${CHUNKS}/node_modules_next_1a2b._.js:1:2`
    expect(makerIn(`${top}\nCart@${CHUNKS}/app_cart_1a2b._.js:3:4\n`)).toBe('app')
    expect(makerIn(`${top}\nRouter@${CHUNKS}/node_modules_next_3c4d._.js:3:4\n`)).toBe('library')
  })

  test('is a library if the server tells no frame that is the app’s, and unknown if nobody says anything', () => {
    expect(makerIn(stack(SERVER, BOTTOM))).toBe('library')
    expect(makerIn(stack(SERVER, '    at Function.all (<anonymous>:1:21)', BOTTOM))).toBe('library')
    const page =
      '    at Page (about://React/Server/file:///shop/.next/dev/server/chunks/ssr/app_1._.js?4:34:276)'
    expect(makerIn(stack(SERVER, page, BOTTOM))).toBe('app')
    const many = `    at UnknownOwner (${CHUNKS}/node_modules_next_dist_compiled_1amofcmz--cdp._.js:1:1)`
    for (const nothing of [stack(many, BOTTOM), stack(JSX, BOTTOM), stack(), '', undefined, 7]) {
      expect(makerIn(nothing)).toBeUndefined()
    }
  })
})
