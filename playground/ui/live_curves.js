// The curves of a run: what each panel shows of its points. `view` is the live chart (live.js), which keeps them.

const PANELS = {
  loss: [
    { type: "metrics", value: (p) => p.values.train_loss, name: "train_loss", color: 0 },
    { type: "epoch", value: (p) => p.validation_loss, name: "validation_loss", color: 1, width: 3 },
  ],
  score: [{ type: "epoch", value: (p) => p.validation_score * 100, name: "validation_score", color: 1, width: 3 }],
  rate: [{ type: "metrics", value: (p) => p.values.learning_rate, name: "learning_rate", color: 2, width: 3 }],
  device: [
    { type: "device", value: (p) => p.cpu, name: "cpu", color: 4 },
    { type: "device", value: (p) => (p.memory_used / p.memory_total) * 100, name: "memory", color: 5 },
  ],
}

function panelNames(view) {
  return view.data.compact ? ["loss"] : ["loss", "score", "rate", "device"]
}

function gpuTraces(view) {
  const gpus = view.points.device.at(-1)?.gpus ?? []
  const share = (gpu) => gpu && (gpu.memory_used / gpu.memory_total) * 100
  return gpus.flatMap((gpu, i) => [
    { type: "device", value: (p) => p.gpus[i]?.utilization, name: `GPU ${i}`, color: 2 * i, width: 3 },
    { type: "device", value: (p) => share(p.gpus[i]), name: `GPU ${i} ${view.data.text.memory}`, color: 2 * i + 1 },
  ])
}

// The learning rate that the run should have. Nobody knows how many seconds its steps will take.
function forecastTraces(view, axis) {
  const [steps, rates] = view.data.plan
  if (!steps.length || view.unit === "seconds") return []
  return [{
    type: "scatter",
    mode: "lines",
    name: view.data.text.forecast,
    x: steps.map((step) => view.x({ step })),
    y: rates,
    xaxis: "x" + axis,
    yaxis: "y" + axis,
    line: { color: theme(view.element, "--st-text-color"), width: 6, shape: "hv" }, // seen on both sides of the true one
    opacity: 0.2,
    hovertemplate: "%{y:.4g}",
  }]
}

function traces(view) {
  const colors = theme(view.element, "--st-chart-categorical-colors").split(",").map((color) => color.trim())
  return panelNames(view).flatMap((panel, index) => {
    const axis = index ? String(index + 1) : ""
    const planned = panel === "rate" ? forecastTraces(view, axis) : []
    const series = panel === "device" ? [...PANELS.device, ...gpuTraces(view)] : PANELS[panel]
    const drawn = series.map((each) => {
      const points = view.points[each.type]
      return {
        type: "scatter",
        mode: points.length < 2 ? "markers" : "lines",
        name: view.data.text[each.name] ?? each.name,
        x: points.map((p) => view.x(p)),
        y: points.map(each.value),
        xaxis: "x" + axis,
        yaxis: "y" + axis,
        line: { color: colors[each.color % colors.length], width: each.width ?? 1.6 },
        marker: { color: colors[each.color % colors.length], size: 7 },
        hovertemplate: panel === "score" || panel === "device" ? "%{y:.1f} %" : "%{y:.4g}",
      }
    })
    return [...planned, ...drawn]
  })
}

function layout(view, width) {
  const { text, compact } = view.data
  const color = theme(view.element, "--st-text-color")
  const grid = theme(view.element, "--st-border-color-light") || theme(view.element, "--st-border-color")
  const narrow = width < 560 || compact
  const columns = narrow ? 1 : 2
  const panels = panelNames(view)
  const rows = Math.ceil(panels.length / columns)
  const height = compact ? 170 : rows * (narrow ? 185 : 172) + 20
  const layout = {
    width,
    height,
    margin: { l: 52, r: 14, t: compact ? 24 : 28, b: 36 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color, family: theme(view.element, "--st-font"), size: 12 },
    showlegend: false,
    hovermode: "x unified",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: grid, activecolor: color },
    hoverlabel: { bgcolor: theme(view.element, "--st-background-color"), font: { color } },
    annotations: [],
    uirevision: view.unit, // zoom is kept while points arrive, not when the axis changes
  }
  const gap = 0.1
  panels.forEach((panel, index) => {
    const axis = index ? String(index + 1) : ""
    const [row, column] = [Math.floor(index / columns), index % columns]
    const w = (1 - gap * (columns - 1)) / columns
    const vgap = narrow ? 62 / height : 54 / height
    const h = (1 - vgap * (rows - 1)) / rows
    const left = column * (w + gap)
    const top = 1 - row * (h + vgap)
    layout["xaxis" + axis] = {
      domain: [left, left + w],
      anchor: "y" + axis,
      matches: index ? "x" : undefined,
      gridcolor: grid,
      zeroline: false,
      rangemode: "tozero",
      title: row === rows - 1 && !compact ? { text: text[view.unit], standoff: 4 } : undefined,
    }
    layout["yaxis" + axis] = {
      domain: [Math.max(0, top - h), top],
      anchor: "x" + axis,
      gridcolor: grid,
      zeroline: false,
      type: panel === "loss" && view.log ? "log" : "linear",
      rangemode: panel === "loss" && view.log ? "normal" : "tozero",
      range: panel === "device" ? [0, 103] : panel === "score" ? [view.score() === "skill" ? -30 : 0, 103] : undefined,
      ticksuffix: panel === "device" || panel === "score" ? " %" : "",
      exponentformat: "power",
      nticks: 6,
    }
    layout.annotations.push({
      text: `<b>${text.panel[panel === "score" ? view.score() : panel]}</b>` + legend(view, panel),
      xref: "paper",
      yref: "paper",
      x: left,
      y: top,
      xanchor: "left",
      yanchor: "bottom",
      showarrow: false,
      align: "left",
    })
  })
  return layout
}

// Names and newest values in the lines' own colours: nearer to the eye than a legend for all four panels.
function legend(view, panel) {
  const colors = theme(view.element, "--st-chart-categorical-colors").split(",").map((color) => color.trim())
  const series = panel === "device" ? [...PANELS.device, ...gpuTraces(view)] : PANELS[panel]
  const share = panel === "score" || panel === "device"
  const forecast = panel === "rate" && forecastTraces(view, "").length ? `  <span style="opacity:.5">━ ${view.data.text.forecast}</span>` : ""
  return forecast + series
    .map((each) => {
      const last = view.points[each.type].length ? each.value(view.points[each.type].at(-1)) : null
      const value = typeof last !== "number" ? "" : share ? ` ${last.toFixed(1)} %` : ` ${round(last, 3)}`
      const name = series.length > 1 ? ` ${view.data.text[each.name] ?? each.name}` : ""
      return `  <span style="color:${colors[each.color % colors.length]}">━${name}<b>${value}</b></span>`
    })
    .join("")
}

const theme = (element, name) => getComputedStyle(element).getPropertyValue(name).trim()
