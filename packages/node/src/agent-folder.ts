/** Where the agent's own code is, as an address that ends with a slash: by it, its frames in a stack are told. */
export const AGENT_FOLDER = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1)
