/** An address of the service that the test runs. */
export const upstream = (path: string): string => `${process.env.UPSTREAM_URL}${path}`
