// What can be watched while a network learns, beside its curves. Frames come in parcels and are shown at the pace at which
// they were made. A file live_view_*.js adds a view: VIEWS[name] = (element, scene, live) => ({ title, draw(frame) }).

const VIEWS = {}
const DELAY = 0.5 // seconds behind the worker: what a parcel takes to come, so that motion does not halt between two

class Screens {
  constructor(element, live) {
    this.element = element // where the views stand side by side
    this.live = live // the live chart they belong to: its data.text, its started event with the scene
    this.screens = {} // by name: { draw, frames, shown }
    this.tick = this.tick.bind(this)
  }

  // Frames of any views, the oldest first.
  take(frames) {
    for (const frame of frames) {
      const screen = (this.screens[frame.name] ??= this.open(frame.name))
      if (screen) screen.frames.push(frame)
    }
    const newest = frames.at(-1)
    const lag = performance.now() / 1000 - newest.seconds
    if (this.lag === undefined || Math.abs(lag + DELAY - this.lag) > 2 * DELAY) this.lag = lag + (this.last ? DELAY : 0)
    this.last = newest
    if (!this.waiting) this.waiting = requestAnimationFrame(this.tick)
  }

  open(name) {
    if (!VIEWS[name] || !this.live.started) return null
    const card = make("figure", "pg-view")
    card.dataset.view = name
    const { title, draw } = VIEWS[name](card, this.live.started.scene, this.live)
    card.prepend(make("figcaption", "pg-view-title", title))
    this.element.append(card)
    return { draw, frames: [] }
  }

  tick() {
    this.waiting = null
    const now = performance.now() / 1000 - this.lag
    let more = false
    for (const screen of Object.values(this.screens)) {
      if (!screen) continue
      let frame = null
      while (screen.frames.length && screen.frames[0].seconds <= now + 1e-3) frame = screen.frames.shift()
      if (frame) {
        screen.shown = frame
        screen.draw(frame)
        this.count = (this.count ?? 0) + 1
        this.element.dataset.frames = String(this.count)
      }
      more ||= screen.frames.length > 0
    }
    if (more) this.waiting = requestAnimationFrame(this.tick)
  }

  // The theme or the width has changed.
  redraw() {
    for (const screen of Object.values(this.screens)) if (screen?.shown) screen.draw(screen.shown)
  }

  close() {
    if (this.waiting) cancelAnimationFrame(this.waiting)
    this.element.replaceChildren()
    this.screens = {}
  }
}
