// Curves over the steps, drawn once by Plotly; a line over them marks the step.

const EDGE = { l: 52, r: 8, t: 8, b: 34 } // pixels around the curves
const CURVES_HEIGHT = 250
const LOGARITHMIC = ["loss", "distance", "length", "slope"]

class RaceCurves {
  constructor(element, go) {
    this.element = element
    this.go = go
    this.kind = "loss"
    this.chosen = 0
    this.tabs = make("div", "pg-tabs")
    this.plot = make("div", "pg-plot")
    this.plot.setAttribute("role", "img")
    this.box = make("div", "pg-curves")
    this.cursor = make("div", "pg-cursor")
    this.hint = make("p", "pg-hint")
    this.box.append(this.plot, this.cursor)
    this.buttons = ["loss", "distance", "length", "slope", "state"].map((kind) => {
      const button = Object.assign(make("button", ""), { type: "button" })
      button.addEventListener("click", () => {
        this.kind = kind
        this.lay(this.Plotly, this.data)
      })
      this.tabs.append(button)
      return [kind, button]
    })
    element.append(this.tabs, this.box, this.hint)
  }

  async lay(Plotly, data) {
    this.Plotly = Plotly
    this.data = data
    const { texts } = data
    for (const [kind, button] of this.buttons) {
      button.textContent = texts[kind]
      button.setAttribute("aria-pressed", String(kind === this.kind))
    }
    this.plot.setAttribute("aria-label", `${texts[this.kind]}. ${texts.curves}`)
    const traces = this.kind === "state" ? this.memory() : data.racers.map((racer) => this.curve(racer, this.heights(racer), racer.label))
    const racer = data.racers[this.chosen]
    const remembered = racer ? (racer.states.length ? texts.stated : texts.stateless).replace("{racer}", racer.label) : ""
    this.hint.textContent = this.kind === "state" ? remembered : texts.about[this.kind]
    await Plotly.react(this.plot, traces, this.layout(), { displayModeBar: false })
    if (!this.listening) {
      this.plot.on("plotly_click", (event) => this.go(event.points[0].x))
      this.listening = true
    }
    this.mark(this.time ?? 0)
  }

  curve(racer, values, name, more = {}) {
    const first = this.kind === "length" ? 1 : 0 // the first step leads to step 1
    return {
      type: "scatter",
      mode: "lines",
      name,
      x0: first,
      dx: 1,
      y: LOGARITHMIC.includes(this.kind) ? Array.from(values, (value) => (value > 0 ? value : null)) : Array.from(values),
      line: { color: racer.colour, width: 2 },
      hovertemplate: "%{y:.3g}",
      ...more,
    }
  }

  // What is drawn of a racer; the loss as its height above the minimum, which a logarithmic axis can show.
  heights(racer) {
    const values = racer[this.kind]
    return this.kind === "loss" ? Array.from(values, (value) => value - this.data.surface.lowest) : values
  }

  memory() {
    const racer = this.data.racers[this.chosen]
    if (!racer) return []
    const shades = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#8c8c8c"]
    return racer.states.flatMap((state, number) =>
      state.parts.map((values, part) =>
        this.curve(racer, values, state.parts.length > 1 ? `${state.name} ${"xy"[part]}` : state.name, {
          line: { color: shades[number % shades.length], width: 2, dash: part ? "dash" : "solid" },
        }),
      ),
    )
  }

  layout() {
    const style = getComputedStyle(this.element)
    const theme = (name) => style.getPropertyValue(name).trim()
    const color = theme("--st-text-color")
    const gridcolor = theme("--st-border-color-light") || theme("--st-border-color")
    const state = this.kind === "state"
    return {
      width: this.element.clientWidth,
      height: CURVES_HEIGHT,
      margin: { ...EDGE, autoexpand: false },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color, family: theme("--st-font"), size: 11 },
      hoverlabel: { bgcolor: theme("--st-background-color"), font: { color }, namelength: 40 },
      hovermode: "x unified",
      showlegend: state,
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 10 } },
      ...(state ? { margin: { ...EDGE, t: 44, autoexpand: false } } : {}),
      xaxis: { range: [0, this.data.steps], title: { text: this.data.texts.step, standoff: 4 }, gridcolor, zeroline: false, fixedrange: true },
      yaxis: {
        type: LOGARITHMIC.includes(this.kind) && this.someAbove() ? "log" : "linear",
        exponentformat: "power",
        nticks: 6,
        gridcolor,
        zeroline: false,
        fixedrange: true,
      },
    }
  }

  someAbove() {
    return this.data.racers.some((racer) => this.heights(racer).some((value) => value > 0))
  }

  mark(time) {
    this.time = time
    if (!this.data) return
    const width = this.element.clientWidth - EDGE.l - EDGE.r
    const top = this.kind === "state" ? 44 : EDGE.t
    Object.assign(this.cursor.style, { top: `${top}px`, height: `${CURVES_HEIGHT - top - EDGE.b}px` })
    this.cursor.style.transform = `translateX(${EDGE.l + (time / this.data.steps) * width}px)`
  }

  close() {
    if (this.plot.data) this.Plotly.purge(this.plot)
  }
}
