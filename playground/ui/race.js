// Plays a race: forth, back, to any step, at a chosen pace. The server has sent every step; nothing here asks it, but a
// click in the map, which says where all begin.
//
// data: { race, chosen } from race.py; race is a JSON text: { identity, plotly, steps, surface, racers, texts }.

const LASTS = 6 // seconds that a race takes to play
const races = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".pg-race")
  if (!races.has(root)) races.set(root, new RaceView(root))
  const view = races.get(root)
  view.begin = (x, y) => setTriggerValue("start", [x, y])
  view.pick = (number) => setTriggerValue("pick", number)
  view.show(data.race, data.chosen)
  return () => {
    view.close()
    races.delete(root)
  }
}

class RaceView {
  constructor(root) {
    this.root = root
    this.time = 0
    this.pace = 1
    this.chosen = 0
    this.build()
    this.observer = new ResizeObserver(() => this.resized())
    this.observer.observe(root)
  }

  build() {
    const bar = make("div", "pg-bar")
    const button = (name, action) => {
      const element = Object.assign(make("button", `pg-${name}`), { type: "button" })
      if (ICONS[name]) element.innerHTML = icon(name)
      element.addEventListener("click", action)
      return element
    }
    this.buttons = {
      first: button("first", () => this.go(0)),
      back: button("back", () => this.go(this.step - 1)),
      play: button("play", () => (this.playing ? this.pause() : this.play())),
      forth: button("forth", () => this.go(this.step + 1)),
      last: button("last", () => this.go(Infinity)),
      deep: button("deep", () => this.turn()),
      full: button("full", () => this.full()),
    }
    this.slider = Object.assign(make("input", "pg-time"), { type: "range", min: 0, step: 1 })
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)))
    this.count = make("output", "pg-count")
    this.pacing = Object.assign(make("input", "pg-pace"), { type: "range", min: -3, max: 3, step: 0.5, value: 0 })
    this.pacing.addEventListener("input", () => (this.pace = 2 ** Number(this.pacing.value)))
    const { first, back, play, forth, last, deep, full } = this.buttons
    bar.append(first, back, play, forth, last, this.slider, this.count, this.pacing, deep, full)
    const land = make("div", "pg-map")
    const side = make("div", "pg-side")
    this.map = new RaceMap(land, (x, y) => this.begin(x, y))
    this.curves = new RaceCurves(side, (step) => this.go(step))
    this.hint = make("p", "pg-hint")
    land.append(this.hint)
    const views = make("div", "pg-views")
    views.append(land, side)
    this.standings = make("div", "pg-scroll")
    const rule = make("div", "pg-rule")
    this.rule = new RaceRule(rule)
    this.root.replaceChildren(bar, views, this.standings, rule)
    this.root.addEventListener("keydown", (event) => this.key(event))
  }

  show(text, chosen) {
    const picked = chosen !== this.asked
    this.asked = chosen
    if (text === this.text) {
      if (picked) this.choose(this.placeOf(chosen))
      return
    }
    this.text = text
    const before = this.data
    this.data = JSON.parse(text)
    const same = this.data.identity === before?.identity // who runs has changed: the moment stays
    this.data.racers.forEach(unpack)
    if (!same) {
      this.pause()
      this.time = this.data.steps
    }
    this.chosen = this.placeOf(chosen)
    this.words()
    this.table()
    this.lay()
  }

  placeOf(number) {
    return Math.max(0, this.data.racers.findIndex((racer) => racer.number === number))
  }

  words() {
    const { texts, steps } = this.data
    for (const [name, element] of Object.entries(this.buttons)) {
      element.title = texts[name]
      element.setAttribute("aria-label", texts[name])
    }
    this.deepWords()
    this.pacing.title = texts.pace
    this.pacing.setAttribute("aria-label", texts.pace)
    this.slider.max = steps
    this.slider.setAttribute("aria-label", texts.step)
    this.hint.textContent = texts.hint
  }

  deepWords() {
    const { texts } = this.data
    this.buttons.deep.textContent = this.map.deep ? texts.flat : texts.deep
    this.hint.hidden = this.map.deep
  }

  table() {
    const { racers, texts } = this.data
    const table = make("table", "")
    const head = make("tr", "")
    for (const name of ["racer", "loss", "distance", "length"]) head.append(make("th", "", texts[name]))
    table.append(head)
    this.rows = racers.map((racer, number) => {
      const row = make("tr", "")
      const name = Object.assign(make("button", ""), { type: "button" })
      name.append(Object.assign(make("span", "pg-swatch"), { style: `background:${racer.colour}` }), racer.label)
      name.addEventListener("click", () => {
        this.choose(number)
        this.pick(racer.number)
      })
      const first = make("td", "")
      first.append(name)
      const cells = [1, 2, 3].map(() => make("td", ""))
      row.append(first, ...cells)
      const note = make("tr", "pg-note")
      note.append(Object.assign(make("td", "", `✕ ${racer.ended}`), { colSpan: 4 }))
      table.append(row, note)
      return { row, name, cells, note }
    })
    this.standings.replaceChildren(table)
  }

  async lay() {
    const { data } = this
    try {
      const Plotly = await loadPlotly(data.plotly)
      if (this.closed || this.data !== data || !this.root.clientWidth) return
      this.width = this.root.clientWidth
      this.curves.chosen = this.chosen
      await this.map.lay(Plotly, data)
      if (this.closed || this.data !== data) return
      await this.curves.lay(Plotly, data)
      this.refresh()
    } catch (error) {
      if (!this.closed) this.hint.textContent = data.texts.missing
      console.error(error)
    }
  }

  resized() {
    if (this.data && this.root.clientWidth && this.root.clientWidth !== this.width) this.lay()
  }

  get step() {
    return Math.floor(this.time)
  }

  refresh() {
    const { data, step } = this
    this.map.draw(this.time, this.chosen)
    this.curves.mark(this.time)
    this.slider.value = step
    this.count.textContent = `${step} / ${data.steps}`
    this.root.dataset.step = step
    this.buttons.back.disabled = this.buttons.first.disabled = step === 0
    this.buttons.forth.disabled = this.buttons.last.disabled = step >= data.steps
    if (this.told === step && this.toldOf === this.text + this.chosen) return
    this.told = step
    this.toldOf = this.text + this.chosen
    this.rule.show(data.racers[this.chosen], step, data.texts)
    data.racers.forEach((racer, number) => {
      const { row, cells, name, note } = this.rows[number]
      const last = Math.min(step, racer.steps)
      row.classList.toggle("pg-chosen", number === this.chosen)
      name.setAttribute("aria-pressed", String(number === this.chosen))
      const numbers = [racer.loss[last], racer.distance[last], last > 0 ? racer.length[last - 1] : null]
      numbers.forEach((value, place) => (cells[place].textContent = value === null ? "" : short(value)))
      note.hidden = !racer.ended || step < racer.steps
    })
  }

  choose(number) {
    this.chosen = number
    this.curves.chosen = number
    if (this.curves.kind === "state") this.curves.lay(window.Plotly, this.data)
    this.refresh()
  }

  go(time) {
    this.pause()
    this.time = Math.max(0, Math.min(Math.round(time), this.data.steps))
    this.refresh()
  }

  play() {
    if (this.time >= this.data.steps) this.time = 0
    let before = performance.now()
    const tick = (now) => {
      if (!this.playing) return
      this.time = Math.min(this.data.steps, this.time + ((now - before) / 1000) * (this.data.steps / LASTS) * this.pace)
      before = now
      if (this.time >= this.data.steps) this.pause()
      else this.playing = requestAnimationFrame(tick)
      this.refresh()
    }
    this.playing = requestAnimationFrame(tick)
    this.shown()
  }

  pause() {
    cancelAnimationFrame(this.playing)
    this.playing = null
    if (this.data) this.shown()
  }

  shown() {
    sayPlaying(this.buttons.play, this.playing, this.data.texts)
  }

  turn() {
    this.map.deep = !this.map.deep
    this.deepWords()
    this.lay()
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen()
    else this.root.requestFullscreen?.().catch(() => {})
  }

  key(event) {
    if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return
    const actions = {
      ArrowRight: () => this.go(this.step + 1),
      ArrowLeft: () => this.go(this.step - 1),
      Home: () => this.go(0),
      End: () => this.go(Infinity),
      " ": () => (this.playing ? this.pause() : this.play()),
    }
    if (!actions[event.key] || (event.key === " " && event.target.tagName === "BUTTON")) return
    event.preventDefault()
    actions[event.key]()
  }

  close() {
    this.closed = true
    this.pause()
    this.observer.disconnect()
    this.map.close()
    this.curves.close()
  }
}

// The numbers of a racer from the bytes of float32 in base64.
function unpack(racer) {
  for (const name of ["x", "y", "loss", "distance", "length", "slope"]) racer[name] = floats(racer[name])
  for (const state of racer.states) state.parts = state.parts.map(floats)
  racer.rule.values = racer.rule.values.map((parts) => parts.map(floats))
}

const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer)

function short(value, digits = 4) {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  const text = size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(digits))) : value.toExponential(2)
  return text.replaceAll("-", "−")
}
