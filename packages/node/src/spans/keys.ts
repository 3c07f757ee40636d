/** Where a request, a response or a client request keeps its span: a property is cheaper to find than an entry of a WeakMap. */
export const SPAN = Symbol('kymo.span')

/** Marks an `http.Agent` whose requests are the agent's own. */
export const UNOBSERVED = Symbol('kymo.unobserved')
