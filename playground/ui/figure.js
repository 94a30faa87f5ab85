// A Plotly figure that is drawn again in place whenever it changes.
//
// data: { plotly, figure, alt, missing } from figure.py.

const views = new WeakMap()

export default function ({ data, parentElement }) {
  if (!views.has(parentElement)) views.set(parentElement, new FigureView(parentElement.querySelector(".pg-figure")))
  const view = views.get(parentElement)
  view.data = data
  view.draw()
  return () => {
    view.close()
    views.delete(parentElement)
  }
}

class FigureView {
  constructor(element) {
    this.element = element
    this.element.setAttribute("role", "img")
    this.observer = new ResizeObserver(() => this.draw())
    this.observer.observe(element)
  }

  close() {
    this.closed = true
    this.observer.disconnect()
    if (this.drawn) window.Plotly.purge(this.element)
  }

  async draw() {
    const { plotly, figure, alt, missing } = this.data ?? {}
    if (!figure) return
    this.element.style.minHeight = `${figure.layout.height}px` // its place, before it is there
    this.element.setAttribute("aria-label", alt)
    try {
      const Plotly = await loadPlotly(plotly)
      if (this.closed || !this.element.clientWidth || this.data.figure !== figure) return // there is a newer one
      await Plotly.react(this.element, figure.data, this.themed(figure.layout), { displayModeBar: false })
      this.drawn = true
      this.element.dataset.points = String(figure.data.reduce((sum, trace) => sum + (trace.customdata?.length ?? 0), 0))
    } catch {
      if (!this.drawn) this.element.textContent = missing
    }
  }

  // The figure's layout in the page's colours and width.
  themed(layout) {
    const style = getComputedStyle(this.element)
    const theme = (name) => style.getPropertyValue(name).trim()
    const color = theme("--st-text-color")
    const gridcolor = theme("--st-border-color-light") || theme("--st-border-color")
    const axis = (given) => ({ gridcolor, zeroline: false, ...given })
    return {
      ...layout,
      width: this.element.clientWidth,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color, family: theme("--st-font"), size: 12 },
      hoverlabel: { bgcolor: theme("--st-background-color"), font: { color } },
      xaxis: axis(layout.xaxis),
      yaxis: axis(layout.yaxis),
    }
  }
}
