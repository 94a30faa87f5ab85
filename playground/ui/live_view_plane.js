// A piece of the plane, drawn by hand: axes with numbers, and what lies between them. For views whose name begins with live_view.

const PLANE = { left: 36, right: 10, top: 8, bottom: 22 } // pixels around the piece

function vector(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.textContent = text
  return element
}

// Round numbers between two, about as many as wanted.
function roundNumbers(low, high, wanted) {
  const rough = (high - low) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)))
}

// The range of numbers, and a share of it on both sides.
function rangeAround(numbers, share) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const margin = share * (high - low) || 1
  return [low - margin, high + margin]
}

class Plane {
  // ranges: { x: [low, high], y: [low, high] }; names: what stands at the ends of the axes
  constructor(element, ranges, names, height) {
    Object.assign(this, { ranges, names, height })
    this.svg = element.appendChild(vector("svg", { role: "img", class: "pg-plane", height }))
  }

  // Return whether the width has changed; then there is nothing but the axes, and everything is to be drawn anew.
  fit() {
    const width = this.svg.clientWidth
    if (width === this.width || !width) return false
    this.width = width
    this.wide = width - PLANE.left - PLANE.right
    this.high = this.height - PLANE.top - PLANE.bottom
    this.area = vector("svg", { x: PLANE.left, y: PLANE.top, width: this.wide, height: this.high, overflow: "hidden" })
    this.svg.replaceChildren(...this.axes(), this.area)
    return true
  }

  axes() {
    const bottom = PLANE.top + this.high
    const across = roundNumbers(...this.ranges.x, Math.max(2, this.wide / 60)).flatMap((value) => {
      const x = PLANE.left + this.x(value)
      return [
        vector("line", { x1: x, x2: x, y1: PLANE.top, y2: bottom, class: "pg-gridline" }),
        vector("text", { x, y: bottom + 14, "text-anchor": "middle" }, value),
      ]
    })
    const upwards = roundNumbers(...this.ranges.y, Math.max(2, this.high / 40)).flatMap((value) => {
      const y = PLANE.top + this.y(value)
      return [
        vector("line", { x1: PLANE.left, x2: PLANE.left + this.wide, y1: y, y2: y, class: "pg-gridline" }),
        vector("text", { x: PLANE.left - 5, y: y + 4, "text-anchor": "end" }, value),
      ]
    })
    return [...across, ...upwards, ...this.ends(bottom)]
  }

  ends(bottom) {
    const [x, y] = this.names
    const ends = [
      vector("text", { x: PLANE.left + this.wide - 4, y: bottom - 5, "text-anchor": "end", class: "pg-axis-name" }, x),
      vector("text", { x: PLANE.left + 5, y: PLANE.top + 11, class: "pg-axis-name" }, y),
    ]
    return ends
  }

  x(value) {
    const [low, high] = this.ranges.x
    return (this.wide * (value - low)) / (high - low)
  }

  y(value) {
    const [low, high] = this.ranges.y
    return this.high * (1 - (value - low) / (high - low))
  }

  add(name, attributes = {}, text = "") {
    return this.area.appendChild(vector(name, attributes, text))
  }

  // The corners of a polyline through places [x, y]; those without a number are left out.
  corners(places) {
    return places.filter(([x, y]) => x !== null && y !== null).map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join(" ")
  }
}
