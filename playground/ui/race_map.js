// The map of a race: the surface as Plotly draws it, once; the paths on a canvas over it, as often as wished.
// And the same in three dimensions.

const RIM = { l: 34, r: 6, t: 6, b: 26 } // pixels around the map
const TALLEST = 430 // pixels

class RaceMap {
  constructor(element, click) {
    this.element = element
    this.ground = make("div", "pg-ground")
    this.canvas = make("canvas", "pg-paths")
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "img")
    this.canvas.addEventListener("click", (event) => click(...this.place(event.offsetX, event.offsetY)))
    this.space = make("div", "pg-space")
    this.space.setAttribute("role", "img")
    element.append(this.ground, this.canvas, this.space)
    this.deep = false
  }

  // Draw the ground anew: other data, another width, another theme.
  async lay(Plotly, data) {
    this.data = data
    this.Plotly = Plotly
    this.canvas.setAttribute("aria-label", data.texts.map)
    this.space.setAttribute("aria-label", data.texts.map)
    this.fit()
    this.ground.hidden = this.canvas.hidden = this.deep
    this.space.hidden = !this.deep
    await (this.deep ? this.laySpace() : this.layGround())
    this.draw(this.time ?? 0, this.chosen ?? 0)
  }

  // One unit of x is as long as one of y, so that gradients stand upright on contour lines.
  fit() {
    const { low, high } = this.data.surface
    const room = this.element.clientWidth - RIM.l - RIM.r
    const ratio = (high[1] - low[1]) / (high[0] - low[0])
    const tallest = document.fullscreenElement ? window.innerHeight - 320 : TALLEST
    this.width = Math.max(60, Math.min(room, (tallest - RIM.t - RIM.b) / ratio))
    this.height = this.width * ratio
    const scale = (this.scale = window.devicePixelRatio || 1)
    Object.assign(this.canvas, { width: this.width * scale, height: this.height * scale })
    Object.assign(this.canvas.style, {
      left: `${RIM.l}px`,
      top: `${RIM.t}px`,
      width: `${this.width}px`,
      height: `${this.height}px`,
    })
  }

  axes() {
    const { low, high, points } = this.data.surface
    const along = (axis) => Array.from({ length: points }, (_, i) => low[axis] + ((high[axis] - low[axis]) * i) / (points - 1))
    return [along(0), along(1)]
  }

  layGround() {
    const { surface } = this.data
    const [x, y] = this.axes()
    const contour = {
      type: "contour",
      x,
      y,
      z: surface.heights,
      colorscale: [[0, surface.colours[0]], [1, surface.colours[1]]],
      showscale: false,
      contours: { coloring: "heatmap" },
      ncontours: 20,
      line: { color: "rgba(128,128,128,0.6)", width: 0.8 },
      hoverinfo: "skip",
    }
    const axis = (place) => ({ range: [surface.low[place], surface.high[place]], fixedrange: true, zeroline: false, showgrid: false })
    const layout = {
      ...this.paper(),
      width: this.width + RIM.l + RIM.r,
      height: this.height + RIM.t + RIM.b,
      margin: { ...RIM, autoexpand: false },
      xaxis: axis(0),
      yaxis: axis(1),
    }
    return this.Plotly.react(this.ground, [contour], layout, { staticPlot: true })
  }

  laySpace() {
    const { surface, racers } = this.data
    const [x, y] = this.axes()
    const ground = {
      type: "surface",
      x,
      y,
      z: surface.heights,
      colorscale: [[0, "#0072b2"], [1, "#cfe6f5"]],
      showscale: false,
      opacity: 0.92,
      hoverinfo: "skip",
      contours: { z: { show: true, color: "rgba(90,90,90,0.5)", width: 1 } },
    }
    const line = (racer) => ({ type: "scatter3d", mode: "lines", x: [], y: [], z: [], line: { color: racer.colour, width: 6 }, hoverinfo: "skip" })
    const head = (racer) => ({ type: "scatter3d", mode: "markers", x: [], y: [], z: [], marker: { color: racer.colour, size: 5 }, hoverinfo: "skip" })
    const axis = (title, range) => ({ title: { text: title }, range, color: this.theme("--st-text-color"), gridcolor: "rgba(128,128,128,0.4)", zerolinecolor: "rgba(128,128,128,0.6)" })
    const high = surface.high, low = surface.low
    const layout = {
      ...this.paper(),
      width: this.element.clientWidth,
      height: Math.max(320, this.height + RIM.t + RIM.b),
      margin: { l: 0, r: 0, t: 0, b: 0 },
      showlegend: false,
      uirevision: surface.title,
      scene: {
        xaxis: axis("x", [low[0], high[0]]),
        yaxis: axis("y", [low[1], high[1]]),
        zaxis: axis(surface.log ? "log f" : "f"),
        aspectmode: "manual",
        aspectratio: { x: 1.25, y: (1.25 * (high[1] - low[1])) / (high[0] - low[0]), z: 0.6 },
        camera: { eye: { x: -0.85, y: -1, z: 0.85 }, center: { x: 0, y: 0, z: -0.15 } },
      },
    }
    return this.Plotly.react(this.space, [ground, ...racers.map(line), ...racers.map(head)], layout, { displayModeBar: false })
  }

  paper() {
    return {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: this.theme("--st-text-color"), family: this.theme("--st-font"), size: 11 },
    }
  }

  theme(name) {
    return getComputedStyle(this.element).getPropertyValue(name).trim()
  }

  // Draw the paths up to a time, which may lie between two steps.
  draw(time, chosen) {
    this.time = time
    this.chosen = chosen
    if (!this.data) return
    if (this.deep) this.drawSpace(Math.floor(time))
    else this.drawPaths(time)
  }

  drawPaths(time) {
    const { racers, surface } = this.data
    const pen = this.canvas.getContext("2d")
    const halo = this.theme("--st-background-color")
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    pen.clearRect(0, 0, this.width, this.height)
    pen.lineJoin = pen.lineCap = "round"
    for (const [x, y] of surface.minima) this.star(pen, ...this.pixel(x, y), halo)
    const order = [...racers.keys()].sort((a, b) => (a === this.chosen) - (b === this.chosen))
    for (const number of order) {
      const racer = racers[number]
      const [points, ended] = this.upTo(racer, time)
      pen.beginPath()
      points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)))
      pen.strokeStyle = racer.colour
      pen.lineWidth = number === this.chosen ? 2.6 : 1.8
      pen.stroke()
      if (racer.steps <= 60) for (const [x, y] of points.slice(0, -1)) this.dot(pen, x, y, 2, racer.colour)
      const [x, y] = points.at(-1)
      if (ended) this.cross(pen, x, y, racer.colour)
      else this.dot(pen, x, y, number === this.chosen ? 7 : 5.5, racer.colour, halo)
    }
  }

  // The places up to a time in pixels, and whether the racer is out by then.
  upTo(racer, time) {
    const whole = Math.min(Math.floor(time), racer.steps)
    const points = []
    for (let step = 0; step <= whole; step++) points.push(this.pixel(racer.x[step], racer.y[step]))
    const rest = time - whole
    if (rest > 0 && whole < racer.steps) {
      const at = (values) => values[whole] + rest * (values[whole + 1] - values[whole])
      points.push(this.pixel(at(racer.x), at(racer.y)))
    }
    return [points, Boolean(racer.ended) && time >= racer.steps]
  }

  pixel(x, y) {
    const { low, high } = this.data.surface
    const limit = (value) => Math.max(-9999, Math.min(9999, value))
    return [
      limit(((x - low[0]) / (high[0] - low[0])) * this.width),
      limit((1 - (y - low[1]) / (high[1] - low[1])) * this.height),
    ]
  }

  place(left, top) {
    const { low, high } = this.data.surface
    return [low[0] + (left / this.width) * (high[0] - low[0]), low[1] + (1 - top / this.height) * (high[1] - low[1])]
  }

  dot(pen, x, y, radius, colour, halo) {
    pen.beginPath()
    pen.arc(x, y, radius, 0, 2 * Math.PI)
    pen.fillStyle = colour
    pen.fill()
    if (!halo) return
    pen.lineWidth = 2
    pen.strokeStyle = halo
    pen.stroke()
  }

  cross(pen, x, y, colour) {
    const left = Math.max(8, Math.min(this.width - 8, x)), top = Math.max(8, Math.min(this.height - 8, y))
    pen.beginPath()
    for (const sign of [-1, 1]) {
      pen.moveTo(left - 6, top - 6 * sign)
      pen.lineTo(left + 6, top + 6 * sign)
    }
    pen.strokeStyle = colour
    pen.lineWidth = 3.5
    pen.stroke()
  }

  star(pen, x, y, halo) {
    pen.beginPath()
    for (let i = 0; i < 10; i++) {
      const reach = i % 2 ? 3.2 : 7.5, turn = (Math.PI * i) / 5 - Math.PI / 2
      pen.lineTo(x + reach * Math.cos(turn), y + reach * Math.sin(turn))
    }
    pen.closePath()
    pen.fillStyle = this.theme("--st-text-color")
    pen.fill()
    pen.lineWidth = 1
    pen.strokeStyle = halo
    pen.stroke()
  }

  drawSpace(step) {
    if (!this.space.data) return
    const { racers, surface } = this.data
    const { low, high, log } = surface
    const tall = (loss) => (log ? Math.log10(loss + log) : loss) + surface.lift
    const inside = (x, y) => x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1]
    const lines = { x: [], y: [], z: [] }, heads = { x: [], y: [], z: [] }
    for (const racer of racers) {
      const last = Math.min(step, racer.steps)
      const steps = Array.from({ length: last + 1 }, (_, i) => i)
      const shown = (values) => steps.map((i) => (inside(racer.x[i], racer.y[i]) ? values(i) : null))
      lines.x.push(shown((i) => racer.x[i]))
      lines.y.push(shown((i) => racer.y[i]))
      lines.z.push(shown((i) => tall(racer.loss[i])))
      for (const name of ["x", "y", "z"]) heads[name].push(lines[name].at(-1).slice(-1))
    }
    const places = racers.map((_, i) => i + 1)
    const both = (name) => [...lines[name], ...heads[name]]
    this.Plotly.restyle(this.space, { x: both("x"), y: both("y"), z: both("z") }, [...places, ...places.map((i) => i + racers.length)])
  }

  close() {
    for (const element of [this.ground, this.space]) if (element.data) this.Plotly.purge(element)
  }
}
