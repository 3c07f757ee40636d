/** Shown where the dashboard's files are missing: in a checkout that has not been built. */
export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kymo</title>
<style>
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem }
  code { font-family: ui-monospace, monospace }
</style>
<h1>The collector runs, but its pages are not built.</h1>
<p>In the repository, run <code>npm run build</code> and load this page again.</p>
<p>The data is here already: <a href="/api/runtime"><code>/api/runtime</code></a>,
<a href="/api/performance/metrics"><code>/api/performance/metrics</code></a>,
<a href="/api/status"><code>/api/status</code></a>.</p>
</html>
`
