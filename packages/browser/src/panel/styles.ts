/**
 * The panel's look: soot and chalk, paper and ink, as in the dashboard. What the page's own styles could reach, the
 * host element, is set so that they can not.
 */
export const STYLES = `
:host {
  all: initial !important;
  direction: ltr !important;
  unicode-bidi: isolate !important;
  position: fixed !important;
  z-index: 2147483646 !important;
  display: block !important;
  width: max-content !important;
  max-width: calc(100vw - 32px) !important;
  contain: layout style !important;
  color-scheme: dark !important;
  --page: #131211; --raised: #1a1917; --lifted: #24221f; --hairline: #282623; --strong: #3b3833; --edge: #6b665e;
  --text: #eeeae2; --dim: #a8a299; --faint: #968f86; --accent: #9db4ff; --ok: #7cc492; --slow: #e6b04d; --error: #ff8273; --line: #f1ede5;
  --shadow: 0 8px 28px #00000073, 0 1px 3px #00000066;
}
@media (prefers-color-scheme: light) {
  :host {
    color-scheme: light !important;
    --page: #fbfaf7; --raised: #f4f2ed; --lifted: #ebe8e1; --hairline: #e6e2da; --strong: #d2cdc2; --edge: #8a8478;
    --text: #1d1b18; --dim: #5c574e; --faint: #6a645a; --accent: #2f4fc4; --ok: #23713c; --slow: #8a5a00; --error: #b92a1c; --line: #1d1b18;
    --shadow: 0 8px 28px #1d1b1826, 0 1px 3px #1d1b1826;
  }
}
@media print { :host { display: none !important } }
:host([data-corner='bottom-right']) { bottom: 16px !important; right: 16px !important }
:host([data-corner='bottom-left']) { bottom: 16px !important; left: 16px !important }
:host([data-corner='top-left']) { top: 16px !important; left: 16px !important }
:host([data-corner='top-right']) { top: 16px !important; right: 16px !important }

* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }
.frame {
  font: 13px/20px Inter, system-ui, -apple-system, 'Segoe UI', sans-serif;
  color: var(--text);
  font-variant-numeric: tabular-nums;
  -webkit-font-smoothing: antialiased;
  user-select: none;
}
.frame.dragged, .frame.dragged * { cursor: grabbing }
button { all: unset; box-sizing: border-box; cursor: default; touch-action: none }
a { color: inherit; text-decoration: none; cursor: default }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 4px }
.sheet:focus-visible { outline: none }
.dim { color: var(--dim) }
.faint { color: var(--faint) }
.ok { color: var(--ok) }
.error { color: var(--error) }
.slow { color: var(--slow) }
small { font-size: inherit; color: var(--faint) }
svg { display: block; flex: none; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round }
.mark.dot, .mark.diamond, .mark.triangle { fill: currentColor; stroke: none }
.mark.ring, .mark.hollow { stroke-width: 1.4 }
.pulse { color: var(--line); stroke-width: 1.6 }
.beat path { stroke-dasharray: 1; animation: beat .7s cubic-bezier(.3, .1, .2, 1) }
@keyframes beat { from { stroke-dashoffset: 1 } to { stroke-dashoffset: 0 } }
:host([data-state='lost']) .pulse { color: var(--edge) }

.badge {
  display: flex;
  align-items: center;
  gap: 7px;
  height: 30px;
  padding: 0 10px 0 9px;
  border: 1px solid var(--strong);
  border-radius: 15px;
  background: var(--page);
  box-shadow: var(--shadow);
  font-size: 12px;
  white-space: nowrap;
  opacity: .94;
}
.badge:hover { opacity: 1; border-color: var(--edge) }
.badge .errors { display: flex; align-items: center; gap: 3px; color: var(--error) }

.sheet {
  display: flex;
  flex-direction: column;
  width: 384px;
  max-width: 100%;
  max-height: min(560px, calc(100vh - 32px));
  border: 1px solid var(--strong);
  border-radius: 10px;
  background: var(--page);
  box-shadow: var(--shadow);
  overflow: hidden;
}
header, footer { display: flex; align-items: center; flex: none }
header { gap: 4px; height: 38px; padding: 0 6px; border-bottom: 1px solid var(--hairline); touch-action: none }
.grip, .close { display: grid; place-items: center; height: 26px; border-radius: 5px }
.grip { width: 32px; cursor: grab }
.close { width: 26px; color: var(--dim) }
.grip:hover, .close:hover { background: var(--lifted); color: var(--text) }
.headline { flex: 1; min-width: 0; display: flex; align-items: baseline; gap: 7px; white-space: nowrap }
.headline b { flex: 0 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; font-weight: 600 }
.headline .dim { flex: none; font-size: 12px }
.headline .duration { margin-left: auto; padding-right: 4px }
.body, .health { overflow: auto; scrollbar-width: thin; scrollbar-color: var(--strong) transparent }
.body { flex-shrink: 1000; min-height: 64px; padding-bottom: 6px }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); padding: 10px 12px 9px; border-bottom: 1px solid var(--hairline) }
.figure b { display: block; font-size: 17px; line-height: 22px; font-weight: 600; letter-spacing: -.01em }
.figure span { display: block; font-size: 11px; line-height: 14px; color: var(--dim) }
.figure.zero b { color: var(--faint); font-weight: 400 }
details.health { min-height: 31px; border-bottom: 1px solid var(--hairline) }
summary { position: sticky; top: 0; background: var(--page); display: flex; align-items: center; gap: 8px; height: 30px; padding: 0 12px; cursor: default; list-style: none; font-size: 12px }
summary::-webkit-details-marker { display: none }
summary:hover { background: var(--raised) }
summary .state { display: flex; align-items: center; gap: 6px; margin-left: auto }
.state b { min-width: 22px; text-align: right; font-size: 13px; font-weight: 600; color: var(--text) }
.chevron { color: var(--faint); transition: transform .15s }
details[open] .chevron { transform: rotate(180deg) }
ul { list-style: none; padding: 0 12px 8px }
.part { display: grid; grid-template-columns: 96px minmax(0, 1fr) 10px 26px; align-items: center; gap: 8px; min-height: 24px; font-size: 12px; line-height: 16px }
.part b { font-weight: 500; text-align: right }
.reason { text-align: right; font-size: 11px; line-height: 14px; text-wrap: balance }
h2 { padding: 9px 12px 3px; font-size: 11px; line-height: 16px; font-weight: 500; color: var(--faint) }
.row { display: grid; align-items: center; gap: 8px; min-height: 26px; padding: 0 12px }
.row:hover { background: var(--raised) }
.row:focus-visible { border-radius: 0 }
.fetch { grid-template-columns: 46px minmax(0, 1fr) 40px 58px }
.action { grid-template-columns: 46px minmax(0, 1fr) 58px }
.status { display: flex; align-items: center; gap: 5px; font-size: 12px; line-height: 16px }
.status.ok, .status.dim { color: var(--dim) }
.status.ok .mark { color: var(--ok) }
.address { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font: 11.5px/18px 'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.cache { justify-self: start; padding: 0 5px; border: 1px solid transparent; border-radius: 4px; font-size: 11px; line-height: 15px }
.cache.hit, .cache.stale, .cache.hmr { background: var(--lifted) }
.cache.stale { border: 1px dashed var(--edge) }
.cache.hmr, .cache.miss, .cache.skip { color: var(--dim) }
.cache.miss { border-color: var(--strong) }
.row .duration { text-align: right; font-size: 12px; white-space: nowrap }
.problem { grid-template-columns: 10px minmax(0, 1fr); padding-top: 4px; padding-bottom: 4px; column-gap: 9px; row-gap: 0; align-items: start }
.problem .status { height: 18px }
.message { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; line-height: 18px; overflow-wrap: anywhere; unicode-bidi: plaintext }
.message b { font-weight: 600; color: var(--error) }
.place { grid-column: 2; font-size: 11px; line-height: 15px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.none { padding: 10px 12px 4px; color: var(--dim) }
.warning { padding: 7px 12px; border-bottom: 1px solid var(--hairline); background: var(--raised); color: var(--dim); font-size: 12px; line-height: 16px }
.empty { padding: 14px 12px 10px; color: var(--dim); text-wrap: pretty }
footer { justify-content: space-between; height: 34px; padding: 0 6px; border-top: 1px solid var(--hairline); font-size: 12px }
footer a { padding: 2px 6px; border-radius: 5px; color: var(--accent) }
footer a:hover { background: var(--lifted) }
kbd { padding: 0 6px; font: inherit; font-size: 11px; color: var(--faint) }
@media (prefers-reduced-motion: reduce) { .beat path { animation: none } .chevron { transition: none } }
`
