// A graph as an SVG: nodes with their values and gradients, edges, pan and zoom. What is played on it is in
// graph_player.js, which comes after this in one module. Places come from autograd/layout.py, in units of a node.

const BOX = { width: 140, height: 70 }
const GAP = { beside: 14, between: 32 }
const MARGIN = 14
const LONGEST = 15 // characters of a title
const SMALLEST = 1.4 // how much smaller than drawn a graph is shown at first; a larger one is followed instead
// The style stands in the picture itself, so that it looks the same when it is downloaded.
const STYLE = `
  text { fill: var(--st-text-color); font: 13px var(--st-code-font); }
  .box { fill: var(--st-background-color); stroke: var(--st-text-color); stroke-width: 1.2; }
  .leaf .box { stroke: #009e73; stroke-width: 2.4; }
  .constant .box { stroke-dasharray: 4 3; }
  .group .box { stroke-width: 3; stroke-dasharray: 9 3; }
  .done .box { stroke: #cc79a7; }
  .active .box { stroke: #cc79a7; stroke-width: 4; }
  .broken .box { stroke: #d55e00; stroke-width: 4; }
  .chosen .box { fill: var(--st-secondary-background-color); }
  .title { font-weight: 700; font-size: 14px; }
  .made { font-size: 12px; opacity: .75; }
  .gradient { font-weight: 700; fill: #c0568f; }
  .chip { font-size: 11px; font-weight: 700; }
  .edge { fill: none; marker-end: url(#tip); stroke: var(--st-text-color); stroke-width: 1.4; opacity: .45; }
  .edge.constant { stroke-dasharray: 4 3; }
  .tip { fill: var(--st-text-color); opacity: .6; }
  .tip.back { fill: #cc79a7; opacity: 1; }
  .edge.done { stroke: #cc79a7; opacity: .8; }
  .edge.active { stroke: #cc79a7; stroke-width: 3.5; opacity: 1; stroke-dasharray: 9 6; animation: flow .5s linear infinite;
    marker-start: url(#back); marker-end: none; }
  .sent { font-weight: 700; fill: #c0568f; stroke: var(--st-background-color); stroke-width: 5; paint-order: stroke; text-anchor: middle; }
  @keyframes flow { to { stroke-dashoffset: 15; } }
  @media (prefers-reduced-motion: reduce) { .edge.active { animation: none; } }
`

class GraphDrawing {
  constructor(host, choose) {
    this.host = host
    this.choose = choose
    this.view = { x: 0, y: 0, width: 1, height: 1 }
    this.svg = svgElement("svg", { class: "pg-graph-picture", tabindex: 0, role: "group" })
    host.append(this.svg)
    this.pan()
    new ResizeObserver(() => this.fitted && this.fit(SMALLEST)).observe(host)
  }

  // Draw a graph anew; `across` puts its layers from left to right.
  draw(graph, across, colours) {
    this.graph = graph
    const place = ([layer, at]) =>
      across
        ? [layer * (BOX.width + GAP.between) + BOX.width / 2, at * (BOX.height + GAP.beside) + BOX.height / 2]
        : [at * (BOX.width + GAP.beside) + BOX.width / 2, layer * (BOX.height + GAP.between) + BOX.height / 2]
    const style = svgElement("style")
    style.textContent = STYLE
    const tips = svgElement("defs")
    tips.append(tip("tip", 7, "M 0 0 L 7 3.5 L 0 7 z"), tip("back", 0, "M 7 0 L 0 3.5 L 7 7 z"))
    const edges = svgElement("g")
    const nodes = svgElement("g")
    const sent = svgElement("g")
    this.edges = graph.edges.map((edge) => {
      const points = ends(
        [graph.nodes[edge.source].at, ...edge.through, graph.nodes[edge.target].at].map(place),
        across,
      )
      const line = svgElement("path", { d: route(points, across), class: "edge" })
      line.classList.toggle("constant", edge.constant)
      edges.append(line)
      const [x, y] = middle(points)
      const text = sent.appendChild(svgElement("text", { class: "sent", x, y: y + 4 }))
      return { line, text }
    })
    this.nodes = graph.nodes.map((node, number) => {
      const [x, y] = place(node.at)
      const group = svgElement("g", {
        class: `node ${node.kind}`,
        transform: `translate(${x - BOX.width / 2} ${y - BOX.height / 2})`,
        role: "button",
        "aria-label": `${node.title} ${node.operation}`,
        "data-node": number,
      })
      group.classList.toggle("broken", node.broken)
      group.append(svgElement("rect", { class: "box", ...BOX, rx: node.kind === "leaf" ? 18 : 6 }))
      const write = (className, x, y, text, anchor = "start") => {
        const element = svgElement("text", { class: className, x, y, "text-anchor": anchor })
        element.textContent = text
        return group.appendChild(element)
      }
      write("title", 8, 17, cut(node.title, LONGEST))
      write("made", 8, 33, cut(node.operation, 12))
      chips(group, node.shape, colours)
      const full = group.appendChild(svgElement("title"))
      full.textContent = node.source || node.title
      group.addEventListener("click", () => this.dragged || this.choose(number))
      nodes.append(group)
      return { group, middle: [x, y], value: write("value", 8, 48, ""), gradient: write("gradient", 8, 64, "") }
    })
    const width = graph.nodes.map((node) => place(node.at)[0] + BOX.width / 2)
    const height = graph.nodes.map((node) => place(node.at)[1] + BOX.height / 2)
    this.size = [Math.max(...width, 1), Math.max(...height, 1)]
    this.svg.replaceChildren(style, tips, edges, nodes, sent)
    this.fit(SMALLEST)
  }

  // Show the values of one frame, and how far backward has come.
  show(frame, step, chosen) {
    const done = new Map(frame.moments.slice(0, step).map((moment) => [moment.node, moment]))
    const now = step > 0 ? frame.moments[step - 1] : null
    this.nodes.forEach(({ group, value, gradient }, number) => {
      const moment = done.get(number)
      write(value, frame.values[number])
      write(gradient, moment?.gradient ? `∇ ${moment.gradient}` : "")
      group.classList.toggle("done", Boolean(moment))
      group.classList.toggle("active", now?.node === number)
      group.classList.toggle("chosen", chosen === number)
    })
    this.graph.edges.forEach((edge, place) => {
      const moment = done.get(edge.target)
      const flows = Boolean(moment) && !edge.constant && moment.sent[place] !== undefined
      const active = flows && now?.node === edge.target
      this.edges[place].line.classList.toggle("done", flows)
      this.edges[place].line.classList.toggle("active", active)
      write(this.edges[place].text, active ? moment.sent[place] : "")
    })
  }

  // How much smaller than drawn a graph would have to be shown, one way and the other.
  scale(graph, across) {
    const [length, breadth] = [graph.layers, graph.width]
    const along = (count, size, gap) => count * (size + gap) - gap + 2 * MARGIN
    const [width, height] = across
      ? [along(length, BOX.width, GAP.between), along(breadth, BOX.height, GAP.beside)]
      : [along(breadth, BOX.width, GAP.beside), along(length, BOX.height, GAP.between)]
    return Math.max(width / (this.host.clientWidth || 600), height / (this.host.clientHeight || 300))
  }

  // Show the whole graph; `most` bounds how small it may become.
  fit(most = Infinity) {
    const [width, height] = this.size ?? [1, 1]
    const host = [this.host.clientWidth || 600, this.host.clientHeight || 400]
    const whole = Math.max((width + 2 * MARGIN) / host[0], (height + 2 * MARGIN) / host[1], 0.65)
    const scale = Math.min(whole, most)
    const [w, h] = [host[0] * scale, host[1] * scale]
    this.look({ x: (width - w) / 2, y: (height - h) / 2, width: w, height: h })
    this.fitted = true
  }

  // Bring a node into sight.
  follow(number) {
    const [x, y] = this.nodes[number]?.middle ?? [0, 0]
    const { view } = this
    const into = (at, start, size, half) =>
      at - half - MARGIN < start ? at - half - MARGIN : at + half + MARGIN > start + size ? at + half + MARGIN - size : start
    const moved = {
      ...view,
      x: into(x, view.x, view.width, BOX.width / 2),
      y: into(y, view.y, view.height, BOX.height / 2),
    }
    if (moved.x !== view.x || moved.y !== view.y) this.look(moved)
  }

  look(view) {
    this.view = view
    this.svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`)
  }

  // Zoom around a point of the picture (its middle by default).
  zoom(factor, x = this.view.x + this.view.width / 2, y = this.view.y + this.view.height / 2) {
    const { view } = this
    const width = Math.min(Math.max(view.width * factor, 150), 60_000)
    const used = width / view.width
    this.fitted = false
    this.look({ x: x - (x - view.x) * used, y: y - (y - view.y) * used, width, height: view.height * used })
  }

  pan() {
    const touches = new Map()
    let last = null
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && this.host.getRootNode().activeElement !== this.svg) return // the page scrolls
      event.preventDefault()
      this.zoom(Math.exp(event.deltaY / 500), ...this.point(event))
    })
    this.svg.addEventListener("pointerdown", (event) => {
      touches.set(event.pointerId, [event.clientX, event.clientY])
      this.dragged = false
      last = null
    })
    this.svg.addEventListener("pointermove", (event) => {
      if (!touches.has(event.pointerId)) return
      const before = touches.get(event.pointerId)
      const scale = this.view.width / this.svg.clientWidth
      const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]]
      if (!this.dragged && Math.hypot(dx, dy) < 4) return
      if (!this.dragged) this.svg.setPointerCapture(event.pointerId)
      this.dragged = true
      this.fitted = false
      touches.set(event.pointerId, [event.clientX, event.clientY])
      if (touches.size === 2) {
        const [one, other] = [...touches.values()]
        const apart = Math.hypot(one[0] - other[0], one[1] - other[1])
        if (last) this.zoom(last / apart)
        last = apart
      } else this.look({ ...this.view, x: this.view.x - dx * scale, y: this.view.y - dy * scale })
    })
    for (const end of ["pointerup", "pointercancel"])
      this.svg.addEventListener(end, (event) => {
        touches.delete(event.pointerId)
        last = null
      })
  }

  point(event) {
    const box = this.svg.getBoundingClientRect()
    const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
    return [this.view.x + share[0] * this.view.width, this.view.y + share[1] * this.view.height]
  }

  // The picture as it stands now, as a file of its own: the whole graph, with the theme's colours put in.
  file() {
    const copy = this.svg.cloneNode(true)
    const [width, height] = this.size
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
    copy.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`)
    copy.setAttribute("width", width + 2 * MARGIN)
    copy.setAttribute("height", height + 2 * MARGIN)
    const theme = getComputedStyle(this.host)
    const style = copy.querySelector("style")
    style.textContent = style.textContent.replace(/var\((--[\w-]+)\)/g, (_, name) => theme.getPropertyValue(name).trim())
    const paper = svgElement("rect", { x: -MARGIN, y: -MARGIN, width: "100%", height: "100%" })
    paper.setAttribute("fill", theme.getPropertyValue("--st-background-color").trim())
    copy.prepend(paper)
    return new XMLSerializer().serializeToString(copy)
  }
}

function svgElement(name, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text)

function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

// A shape at the right end of a node's second line, each axis in its colour.
function chips(group, shape, colours) {
  if (!shape?.length) return
  let x = BOX.width - 8
  shape
    .map((size, axis) => [String(size), colours[axis % colours.length]])
    .reverse()
    .forEach(([text, [background, ink]]) => {
      const width = 10 + 7 * text.length
      x -= width
      group.append(svgElement("rect", { x, y: 21, width: width - 2, height: 15, rx: 4, fill: background }))
      const label = svgElement("text", { class: "chip", x: x + width / 2 - 1, y: 32, "text-anchor": "middle" })
      label.setAttribute("style", `fill:${ink}`)
      label.textContent = text
      group.append(label)
    })
}

function tip(id, refX, d) {
  const marker = svgElement("marker", { id, refX, refY: 3.5, markerWidth: 7, markerHeight: 7, orient: "auto" })
  marker.setAttribute("markerUnits", "userSpaceOnUse")
  marker.append(svgElement("path", { d, class: `tip ${id}` }))
  return marker
}

// A line from the far side of one node to the near side of the other.
function ends(points, across) {
  const [half, axis] = across ? [BOX.width / 2, 0] : [BOX.height / 2, 1]
  const moved = points.map((point) => [...point])
  moved[0][axis] += half
  moved.at(-1)[axis] -= half + 1
  return moved
}

function route(points, across) {
  let path = `M ${points[0][0]} ${points[0][1]}`
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]]
    const half = across ? [(x0 + x1) / 2, y0, (x0 + x1) / 2, y1] : [x0, (y0 + y1) / 2, x1, (y0 + y1) / 2]
    path += ` C ${half[0]} ${half[1]} ${half[2]} ${half[3]} ${x1} ${y1}`
  }
  return path
}

// Where an edge says what flows along it: near its target, from which the gradient comes.
function middle(points) {
  const [one, other] = points.slice(-2)
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]
}
