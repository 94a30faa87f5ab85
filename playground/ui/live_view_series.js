// A series that is foretold: the truth on the held-out end, the forecast one step ahead, and the one rolled out by itself.

const SERIES_COLOURS = { truth: "#0072b2", oneStep: "#d55e00", rolledOut: "#009e73" }
const SERIES_HEIGHT = 210

VIEWS.forecast = (element, scene, live) => {
  const text = live.data.text.views
  const { times, values, begin } = scene
  const plane = new Plane(
    element,
    { x: [times[0], times.at(-1)], y: rangeAround(values, 0.15) },
    [text.time, text.value],
    SERIES_HEIGHT,
  )
  const facts = element.appendChild(make("div", "pg-view-facts"))
  element.append(
    viewKey([
      ["━", SERIES_COLOURS.truth, text.truth],
      ["━", SERIES_COLOURS.oneStep, text.oneStep],
      ["╍", SERIES_COLOURS.rolledOut, text.rolledOut],
      ["━", "var(--st-gray-color, gray)", text.before],
    ]),
  )
  const places = (list, first) => list.map((value, i) => [times[first + i], value])
  let oneStep, rolledOut

  const lay = () => {
    const x = plane.x(times[begin])
    plane.add("rect", { x, y: 0, width: plane.wide - x, height: plane.high, class: "pg-held-out" })
    plane.add("polyline", { points: plane.corners(places(values.slice(0, begin + 1), 0)), class: "pg-before" })
    const curve = (colour, width, dash = "none") =>
      plane.add("polyline", { fill: "none", stroke: colour, "stroke-width": width, "stroke-dasharray": dash })
    curve(SERIES_COLOURS.truth, 3).setAttribute("points", plane.corners(places(values.slice(begin), begin)))
    oneStep = curve(SERIES_COLOURS.oneStep, 2)
    rolledOut = curve(SERIES_COLOURS.rolledOut, 2, "6 4")
  }

  return {
    title: text.forecast,
    draw({ data }) {
      if (plane.fit()) lay()
      oneStep?.setAttribute("points", plane.corners(places(data.one_step, begin)))
      rolledOut?.setAttribute("points", plane.corners(places(data.rolled_out, begin)))
      facts.textContent = fill(text.forecastError, { error: shortNumber(data.error, 2), repeating: shortNumber(scene.repeating, 2) })
      plane.svg.setAttribute("aria-label", `${text.forecast}. ${facts.textContent}`)
    },
  }
}
