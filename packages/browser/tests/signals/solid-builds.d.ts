/** The builds of Solid that a bundler takes for browsers, by their files. */
declare module 'solid-js/dist/dev.js' {
  export * from 'solid-js'
}
declare module 'solid-js/dist/solid.js' {
  export * from 'solid-js'
}
