/** Where the agent's own code is, as an address that ends with a slash: by it, its frames in a stack are told. */
export const AGENT_FOLDER = new URL('.', import.meta.url).href
