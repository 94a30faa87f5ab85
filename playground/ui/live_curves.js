// The curves of a run: what each panel shows of its points, and where it stands. `view` is the live chart (live.js), which
// keeps the points and the reader's choices: view.choice = { unit, log, smoothing, panels }.

const sayShare = (value) => `${value.toFixed(1)} %`
const sayNumber = (value) => String(round(value, 3))
const sayScore = (value) => (Math.abs(value) < 100 ? value.toFixed(3) : String(round(value, 4))) // as training/scores.py does

// log: whether the axis can be logarithmic; smooth: whether it makes sense to smooth the line; percent: whether values are
// told in per cent
const PANELS = {
  loss: {
    log: true,
    smooth: true,
    say: sayNumber,
    series: [
      { type: "metrics", value: (p) => p.values.train_loss, name: "train_loss", color: 0 },
      { type: "epoch", value: (p) => p.validation_loss, name: "validation_loss", color: 1, width: 3 },
    ],
  },
  score: {
    smooth: true,
    say: sayScore,
    percent: (view) => view.countsShare(),
    range: (view) => (view.countsShare() ? [0, 103] : [-0.3, 1.03]),
    series: [{ type: "epoch", value: scoreAt, name: "validation_score", color: 1, width: 3 }],
  },
  rate: {
    log: true,
    say: sayNumber,
    series: [{ type: "metrics", value: (p) => p.values.learning_rate, name: "learning_rate", color: 2, width: 3 }],
  },
  norm: {
    log: true,
    smooth: true,
    say: sayNumber,
    series: [{ type: "metrics", value: (p) => p.values.grad_norm, name: "grad_norm", color: 3 }],
  },
  speed: {
    smooth: true,
    say: (value) => count(Math.round(value)),
    series: [{ type: "metrics", value: (p) => p.values.samples_per_second, name: "samples_per_second", color: 6 }],
  },
  device: {
    percent: () => true,
    range: () => [0, 103],
    series: [
      { type: "device", value: (p) => p.cpu, name: "cpu", color: 4 },
      { type: "device", value: (p) => (p.memory_used / p.memory_total) * 100, name: "memory", color: 5 },
    ],
  },
}

// The score after an epoch, as it is drawn; null, what was no finite number, is a gap.
function scoreAt(epoch, view) {
  return (epoch.validation_score ?? NaN) * (view.countsShare() ? 100 : 1)
}

// How a panel's values are told.
const sayer = (panel, view) => (PANELS[panel].percent?.(view) ? sayShare : PANELS[panel].say)

const AXIS = Object.fromEntries(Object.keys(PANELS).map((panel, i) => [panel, i ? String(i + 1) : ""])) // always the same
const COMPARED = ["loss", "score"] // panels in which a run beside is drawn too
const FIRST_CHOICE = { unit: "seconds", log: false, smoothing: 0, panels: ["loss", "score", "rate", "device"] }
const COMPACT_CHOICE = { unit: "step", log: false, smoothing: 0, panels: ["loss"] }

const shownPanels = (view) => Object.keys(PANELS).filter((panel) => view.choice.panels.includes(panel))

function seriesOf(view, panel) {
  if (panel !== "device") return PANELS[panel].series
  const gpus = view.points.device.at(-1)?.gpus ?? []
  const memory = (gpu) => gpu && (gpu.memory_used / gpu.memory_total) * 100
  return [
    ...PANELS.device.series,
    ...gpus.flatMap((_, i) => [
      { type: "device", value: (p) => p.gpus[i]?.utilization, name: `GPU ${i}`, color: 2 * i, width: 3 },
      { type: "device", value: (p) => memory(p.gpus[i]), name: `GPU ${i} ${view.data.text.memory}`, color: 2 * i + 1 },
    ]),
  ]
}

// Exponential moving average, its beginning corrected for having no past (as TensorBoard does, and Adam its moments).
function smoothed(values, weight) {
  let sum = 0
  let trust = 0 // 1 - weightⁿ
  return values.map((value) => {
    if (!Number.isFinite(value)) return value
    sum = weight * sum + (1 - weight) * value
    trust = weight * trust + (1 - weight)
    return sum / trust
  })
}

// The learning rate that the run should have. Nobody knows how many seconds its steps will take.
function forecastTraces(view) {
  const [steps, rates] = view.data.plan
  if (!steps.length || view.choice.unit === "seconds") return []
  return [{
    type: "scatter",
    mode: "lines",
    name: view.data.text.forecast,
    x: steps.map((step) => view.x({ step })),
    y: rates,
    xaxis: "x" + AXIS.rate,
    yaxis: "y" + AXIS.rate,
    line: { color: theme(view.element, "--st-text-color"), width: 6, shape: "hv" }, // seen on both sides of the true one
    opacity: 0.2,
  }]
}

// What is drawn, and in view.lines what it was drawn from: for each line its panel, points, values and smoothed values.
function curveTraces(view) {
  const colors = palette(view)
  view.lines = shownPanels(view).flatMap((panel) => {
    const weight = PANELS[panel].smooth ? view.choice.smoothing : 0
    const line = (run, series) => {
      const points = run.points[series.type]
      const values = points.map((p) => series.value(p, view))
      const color = colors[series.color % colors.length]
      return { panel, series, run, points, values, color, smooth: weight ? smoothed(values, weight) : null }
    }
    const beside = view.second && COMPARED.includes(panel) ? PANELS[panel].series.map((series) => line(view.second, series)) : []
    return [...seriesOf(view, panel).map((series) => line(view, series)), ...beside]
  })
  const drawn = view.lines.flatMap(({ panel, series, run, points, values, color, smooth }) => {
    const width = series.width ?? 1.6
    const dash = run === view ? "solid" : "dash"
    const trace = {
      type: "scatter",
      mode: points.length < 2 ? "markers" : "lines",
      name: view.data.text[series.name] ?? series.name,
      x: points.map((p) => run.x(p)),
      y: values,
      xaxis: "x" + AXIS[panel],
      yaxis: "y" + AXIS[panel],
      line: { color, dash, width: smooth ? 1 : width },
      marker: { color, size: 7 },
      opacity: smooth ? 0.3 : 1,
    }
    return smooth ? [trace, { ...trace, name: trace.name + " ≈", y: smooth, line: { color, dash, width: width + 0.6 }, opacity: 1 }] : [trace]
  })
  return [...(view.choice.panels.includes("rate") ? forecastTraces(view) : []), ...drawn]
}

function curveLayout(view, width) {
  const { text, compact } = view.data
  const color = theme(view.element, "--st-text-color")
  const grid = theme(view.element, "--st-border-color-light") || theme(view.element, "--st-border-color")
  const panels = shownPanels(view)
  const narrow = width < 560 || compact || panels.length === 1
  const columns = narrow ? 1 : 2
  const rows = Math.ceil(panels.length / columns)
  const height = compact ? 170 : rows * (width < 560 ? 185 : rows === 1 ? 260 : 172) + 20
  const margin = { l: 52, r: 14, t: compact ? 24 : 28, b: 36 }
  const layout = {
    width,
    height,
    margin,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color, family: theme(view.element, "--st-font"), size: 12 },
    showlegend: false,
    hovermode: false, // live_pointer.js tells the values of all panels at one step
    uirevision: view.choice.unit, // zoom is kept while points arrive, not when the axis changes
  }
  const gap = 0.1
  const between = (narrow ? 62 : 54) / (height - margin.t - margin.b)
  const w = (1 - gap * (columns - 1)) / columns
  const h = (1 - between * (rows - 1)) / rows
  panels.forEach((panel, index) => {
    const { range, log, percent } = PANELS[panel]
    const logarithmic = Boolean(log && view.choice.log)
    const axis = AXIS[panel]
    const [row, column] = [Math.floor(index / columns), index % columns]
    const left = column * (w + gap)
    const top = 1 - row * (h + between)
    layout["xaxis" + axis] = {
      domain: [left, left + w],
      anchor: "y" + axis,
      matches: index ? "x" + AXIS[panels[0]] : undefined,
      gridcolor: grid,
      zeroline: false,
      rangemode: "tozero",
      title: index + columns >= panels.length && !compact ? { text: text[view.choice.unit], standoff: 4 } : undefined,
    }
    layout["yaxis" + axis] = {
      domain: [Math.max(0, top - h), top],
      anchor: "x" + axis,
      gridcolor: grid,
      zeroline: false,
      type: logarithmic ? "log" : "linear",
      rangemode: logarithmic ? "normal" : "tozero",
      range: range?.(view),
      ticksuffix: percent?.(view) ? " %" : "",
      exponentformat: "power",
      nticks: 6,
      uirevision: `${view.choice.unit} ${logarithmic}`,
    }
  })
  layout.shapes = markLines(view, panels)
  return layout
}

// Where a setting was changed while the run was going on: a line in each panel. What it says is live_pointer.js's.
function markLines(view, panels) {
  const line = { color: theme(view.element, "--st-text-color"), width: 1, dash: "dot" }
  return panels.flatMap((panel) =>
    view.points.changed.slice(-MOST_MARKS).map((p) => ({
      type: "line",
      xref: "x" + AXIS[panel],
      yref: `y${AXIS[panel]} domain`,
      x0: view.x(p),
      x1: view.x(p),
      y0: 0,
      y1: 1,
      line,
      opacity: 0.45,
      layer: "below",
    })),
  )
}
const MOST_MARKS = 40

const palette = (view) => theme(view.element, "--st-chart-categorical-colors").split(",").map((color) => color.trim())
