/** How often each component's function was called. */
export const bodies: Record<string, number> = {}
/** How often its effects ran. */
export const effects: Record<string, number> = {}
/** What can be done to the trees that are shown, by name. */
export const actions: Record<string, () => void> = {}

export const body = (name: string) => {
  bodies[name] = (bodies[name] ?? 0) + 1
}
export const effect = (name: string) => {
  effects[name] = (effects[name] ?? 0) + 1
}
