// Plays backward on a graph: forth, back, to the end, at a chosen pace; slides a leaf through the frames that the
// server worked out. Nothing of it asks the server.
//
// data: { identity, language, graphs, frames, base, slides, sliding, colours, texts, height } from graph.py, as the
// bytes of a JSON text.

const LINES = 40 // of the chain rule, the last ones
const players = new WeakMap()

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".pg-player")
  if (!players.has(root)) players.set(root, new GraphPlayer(root))
  const player = players.get(root)
  player.ask = (slide) => setStateValue("slide", slide)
  player.take = (slide, value) => setTriggerValue("take", { slide, value })
  player.show(new TextDecoder().decode(data))
  return () => player.pause()
}

class GraphPlayer {
  constructor(root) {
    this.root = root
    this.step = 0
    this.chosen = null
    this.pace = 1
    this.build()
  }

  build() {
    const bar = make("div", "pg-bar")
    const button = (name, sign, action) => {
      const element = make("button", `pg-${name}`)
      if (ICONS[sign]) element.innerHTML = icon(sign)
      else element.textContent = sign
      element.type = "button"
      element.addEventListener("click", action)
      bar.append(element)
      return element
    }
    this.buttons = {
      first: button("first", "first", () => this.go(0)),
      back: button("back", "back", () => this.go(this.step - 1)),
      play: button("play", "play", () => (this.timer ? this.pause() : this.play())),
      forth: button("forth", "forth", () => this.go(this.step + 1)),
      last: button("last", "last", () => this.go(Infinity)),
    }
    this.count = make("output", "pg-count")
    this.pacing = Object.assign(make("input", "pg-pace"), { type: "range", min: -2, max: 3, step: 0.5, value: 0 })
    this.pacing.addEventListener("input", () => {
      this.pace = 2 ** Number(this.pacing.value)
      if (this.timer) this.play()
    })
    bar.append(this.count, this.pacing, make("span", "pg-gap"))
    Object.assign(this.buttons, {
      turn: button("turn", "turn", () => this.draw(!this.across)),
      closer: button("closer", "+", () => this.drawing.zoom(0.8)),
      farther: button("farther", "−", () => this.drawing.zoom(1.25)),
      fit: button("fit", "fit", () => this.drawing.fit()),
      save: button("save", "save", () => this.save()),
      full: button("full", "full", () => this.full()),
    })
    this.canvas = make("div", "pg-canvas")
    this.drawing = new GraphDrawing(this.canvas, (number) => this.choose(number))
    this.canvas.addEventListener("keydown", (event) => this.key(event))
    this.slider = this.buildSlider()
    this.now = make("div", "pg-now")
    this.now.setAttribute("role", "status")
    this.lines = make("ol", "pg-lines")
    this.details = make("div", "pg-details")
    const under = make("div", "pg-under")
    under.append(this.lines, this.details)
    this.root.replaceChildren(bar, this.now, this.canvas, this.slider, under)
  }

  buildSlider() {
    const box = make("div", "pg-slide")
    this.leaf = make("select", "pg-leaf")
    this.range = Object.assign(make("input", "pg-range"), { type: "range", step: 1 })
    this.shown = make("output", "pg-shown")
    this.taking = make("button", "pg-take")
    this.taking.type = "button"
    const wanted = () => this.leaf.value !== this.data.sliding && this.ask(this.leaf.value)
    this.leaf.addEventListener("change", wanted)
    for (const near of ["pointerenter", "focus", "pointerdown"]) this.range.addEventListener(near, wanted)
    this.range.addEventListener("input", () => {
      this.at = Number(this.range.value)
      this.refresh()
    })
    this.taking.addEventListener("click", () => this.take(this.leaf.value, this.frame.value))
    box.append(this.leaf, this.range, this.shown, this.taking)
    return box
  }

  // Streamlit gives the data anew with every run of the page, changed or not.
  show(text) {
    if (text !== this.text) this.update(JSON.parse(text))
    this.text = text
  }

  update(data) {
    const same = data.identity === this.data?.identity
    const before = this.data && this.frame?.value
    this.data = data
    if (!same) {
      this.pause()
      this.step = 0
      this.chosen = null
      this.across = null
    }
    const kept = same ? data.frames.findIndex((frame) => frame.value === before) : -1
    this.at = kept >= 0 ? kept : data.base
    this.drawn = null
    this.words()
    this.draw(this.across)
  }

  words() {
    const { texts, slides, sliding, height } = this.data
    for (const [name, element] of Object.entries(this.buttons)) {
      element.title = texts[name] ?? ""
      element.setAttribute("aria-label", texts[name] ?? name)
    }
    this.pacing.title = texts.pace
    this.pacing.setAttribute("aria-label", texts.pace)
    this.drawing.svg.setAttribute("aria-label", texts.picture)
    this.canvas.style.height = `${height}px`
    this.slider.hidden = !slides.length
    this.root.dataset.sliding = sliding ?? ""
    this.leaf.replaceChildren(...slides.map(({ id, name }) => Object.assign(make("option", "", name), { value: id })))
    this.leaf.setAttribute("aria-label", texts.leaf)
    this.leaf.title = texts.leaf
    this.range.setAttribute("aria-label", texts.leaf)
    this.taking.textContent = texts.take
    if (slides.length) this.leaf.value = sliding ?? slides[0].id
    this.range.max = sliding ? this.data.frames.length - 1 : 40
  }

  get frame() {
    return this.data.frames[this.at]
  }

  get graph() {
    return this.data.graphs[this.frame.graph]
  }

  // Draw the graph, top-down or (across) from left to right: whichever shows it larger, or as the learner says.
  draw(across) {
    this.across = across ?? this.drawing.scale(this.graph, true) < this.drawing.scale(this.graph, false)
    this.drawn = null
    this.refresh()
  }

  refresh() {
    if (this.drawn !== this.graph) this.drawing.draw(this.graph, this.across, this.data.colours)
    this.drawn = this.graph
    const { frame, graph, data } = this
    this.step = Math.min(this.step, frame.moments.length)
    if (this.chosen !== null && this.chosen >= graph.nodes.length) this.chosen = null
    const now = this.step > 0 ? frame.moments[this.step - 1] : null
    const chosen = this.chosen ?? now?.node ?? null
    this.drawing.show(frame, this.step, this.chosen)
    this.drawing.follow(chosen ?? graph.root)
    this.playing()
    this.buttons.back.disabled = this.buttons.first.disabled = this.step === 0
    this.buttons.forth.disabled = this.buttons.last.disabled = this.step >= frame.moments.length
    this.count.textContent = `${this.step} / ${frame.moments.length}`
    this.range.value = data.sliding ? this.at : Number(this.range.max) / 2
    const value = frame.value ?? data.slides.find((slide) => slide.id === this.leaf.value)?.value ?? ""
    this.shown.textContent = String(value).replace("-", "−")
    this.taking.disabled = !data.sliding || this.at === data.base
    this.tell(now)
    this.detail(chosen)
  }

  // What the node at work does; below the chain rule as far as it has come.
  tell(now) {
    const { texts } = this.data
    const { failure } = this.frame
    const ended = this.step === this.frame.moments.length
    const node = now && this.graph.nodes[now.node]
    const title = node
      ? `<b>${escape(node.title)}</b> · ${escape(node.operation)} — ${escape(node.rule)}`
      : escape(texts.hint)
    const stopped = failure && ended ? `<div class="pg-failure">${escape(failure)}</div>` : ""
    const said = (now?.lines ?? []).map((line) => `<div class="pg-said">${line}</div>`)
    this.now.innerHTML = `<div>${title}</div>${said.join("")}${stopped}`
    const before = this.frame.moments.slice(0, this.step).flatMap((moment) => moment.lines)
    const shown = before.slice(-LINES)
    while (this.lines.children.length > shown.length) this.lines.lastChild.remove()
    while (this.lines.children.length < shown.length) this.lines.append(make("li", ""))
    shown.forEach((line, place) => {
      const item = this.lines.children[place]
      if (item.line !== line) item.innerHTML = item.line = line
    })
    this.lines.hidden = before.length === 0
    this.lines.scrollTop = this.lines.scrollHeight
  }

  detail(number) {
    const { texts } = this.data
    this.details.hidden = number === null
    if (number === null) return
    const node = this.graph.nodes[number]
    const moment = this.frame.moments.slice(0, this.step).find((each) => each.node === number)
    const rows = [
      ...node.facts,
      ...(node.shape ? [[texts.shape, `(${node.shape.join(", ")}${node.shape.length === 1 ? "," : ""}) ${node.dtype}`]] : []),
      ...(this.frame.details[number] ? [[texts.value, this.frame.details[number]]] : []),
      ...(moment?.detail ? [[texts.gradient, moment.detail]] : []),
      ...this.frame.saved[number].map(([name, text]) => [`${texts.saved} ${name}`, text]),
    ]
    const cells = rows.map(([name, text]) => `<dt>${escape(name)}</dt><dd>${escape(text)}</dd>`)
    const broken = node.broken ? `<p class="pg-failure">${escape(texts.broken)}</p>` : ""
    this.details.innerHTML = `<b>${escape(node.title)}</b>${broken}<dl>${cells.join("")}</dl>`
  }

  choose(number) {
    this.chosen = this.chosen === number ? null : number
    this.refresh()
  }

  go(step) {
    this.pause()
    this.step = Math.max(0, Math.min(step, this.frame.moments.length))
    this.chosen = null
    this.refresh()
  }

  play() {
    clearInterval(this.timer)
    if (this.step >= this.frame.moments.length) this.step = 0
    this.chosen = null
    this.timer = setInterval(() => {
      this.step += 1
      if (this.step >= this.frame.moments.length) this.pause()
      this.refresh()
    }, 1000 / this.pace)
    this.refresh()
  }

  pause() {
    clearInterval(this.timer)
    this.timer = null
    if (this.data) this.playing()
  }

  playing() {
    sayPlaying(this.buttons.play, this.timer, this.data.texts)
  }

  key(event) {
    const { nodes } = this.graph
    const actions = {
      ArrowRight: () => this.go(this.step + 1),
      ArrowLeft: () => this.go(this.step - 1),
      Home: () => this.go(0),
      End: () => this.go(Infinity),
      " ": () => (this.timer ? this.pause() : this.play()),
      ArrowUp: () => this.choose(((this.chosen ?? nodes.length) + nodes.length - 1) % nodes.length),
      ArrowDown: () => this.choose(((this.chosen ?? -1) + 1) % nodes.length),
      "+": () => this.drawing.zoom(0.8),
      "-": () => this.drawing.zoom(1.25),
      0: () => this.drawing.fit(),
    }
    if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    actions[event.key]()
  }

  // The graph on the whole screen, for a projector.
  full() {
    if (document.fullscreenElement) document.exitFullscreen()
    else this.root.requestFullscreen?.().catch(() => {})
  }

  save() {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([this.drawing.file()], { type: "image/svg+xml" }))
    link.download = "graph.svg"
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => ESCAPES[sign])
