import { type Corner, cornerAt } from './corners.ts'

/** Pixels that a pointer may move in a click. */
const CLICK = 4

/** Lets a part be taken at `grips` and dropped near a corner, into which it glides. */
export function makeDraggable(
  frame: HTMLElement,
  grips: readonly HTMLElement[],
  drop: (corner: Corner) => void,
): void {
  for (const grip of grips) grip.addEventListener('pointerdown', (event) => begin(frame, grip, event, drop))
}

function begin(
  frame: HTMLElement,
  grip: HTMLElement,
  down: PointerEvent,
  drop: (corner: Corner) => void,
): void {
  if (down.button !== 0) return
  let moved = false
  const follow = (event: PointerEvent) => {
    const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY]
    if (!moved && Math.hypot(x, y) < CLICK) return
    if (!moved) grip.setPointerCapture(down.pointerId)
    moved = true
    frame.classList.add('dragged')
    frame.style.transform = `translate(${x}px, ${y}px)`
  }
  const end = () => {
    followed.abort()
    if (!moved) return
    // The click that follows is the end of the drag.
    grip.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => grip.removeEventListener('click', swallow, { capture: true }))
    const { x, y, width, height } = frame.getBoundingClientRect()
    frame.style.transform = ''
    frame.classList.remove('dragged')
    const { clientWidth } = document.documentElement
    glide(frame, x, y, () => drop(cornerAt(x + width / 2, y + height / 2, clientWidth, innerHeight)))
  }
  // At the window: the first move may already be outside of the grip.
  const followed = new AbortController()
  const options = { capture: true, signal: followed.signal }
  addEventListener('pointermove', follow, options)
  addEventListener('pointerup', end, options)
  addEventListener('pointercancel', end, options)
}

const swallow = (event: Event) => {
  event.stopImmediatePropagation()
  event.preventDefault()
}

/** Moves a part from where it was seen to where `place` puts it. */
export function glide(frame: HTMLElement, x: number, y: number, place: () => void): void {
  place()
  const now = frame.getBoundingClientRect()
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  frame.animate([{ transform: `translate(${x - now.x}px, ${y - now.y}px)` }, { transform: 'none' }], {
    duration: 220,
    easing: 'cubic-bezier(.2, .8, .2, 1)',
  })
}
