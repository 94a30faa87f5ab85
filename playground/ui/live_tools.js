// What the reader chooses over the curves: axis, logarithm, smoothing, panels. Kept in the browser for the session.

const KEPT_CHOICE = "pg-curves"

function keptChoice(compact, beside) {
  if (compact) return { ...COMPACT_CHOICE }
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_CHOICE)) ?? {}
    const choice = { ...FIRST_CHOICE, ...(beside ? { unit: "epoch" } : {}), ...kept } // two runs share their epochs
    choice.panels = choice.panels.filter((panel) => PANELS[panel])
    return choice.panels.length ? choice : { ...FIRST_CHOICE }
  } catch {
    return { ...FIRST_CHOICE } // nothing can be kept in this browser
  }
}

// Returns the row of controls; each change goes into view.choice, is kept, and `changed` is called.
function curveTools(view, changed) {
  const { text } = view.data
  const tools = make("div", "pg-tools")
  const choose = (change) => {
    Object.assign(view.choice, change)
    try {
      sessionStorage.setItem(KEPT_CHOICE, JSON.stringify(view.choice))
    } catch {
      // then it lasts until the page is loaded again
    }
    changed()
  }
  tools.append(
    buttonGroup(text.axis, ["seconds", "step", "epoch"], (unit) => text[unit], {
      pressed: (unit) => view.choice.unit === unit,
      press: (unit) => choose({ unit }),
    }),
    buttonGroup(text.shown, Object.keys(PANELS), (panel) => text.toggle[panel], {
      pressed: (panel) => view.choice.panels.includes(panel),
      press: (panel) => {
        const panels = view.choice.panels.includes(panel)
          ? view.choice.panels.filter((each) => each !== panel)
          : [...view.choice.panels, panel]
        if (panels.length) choose({ panels })
      },
    }),
    smoothingSlider(view, choose),
    logBox(view, choose),
    zoomOut(view),
  )
  return tools
}

function buttonGroup(label, names, say, { pressed, press }) {
  const group = make("span", "pg-group")
  group.setAttribute("role", "group")
  group.setAttribute("aria-label", label)
  const buttons = names.map((name) => {
    const button = make("button", "pg-button", say(name))
    button.type = "button"
    button.dataset.name = name
    button.onclick = () => {
      press(name)
      mark()
    }
    return button
  })
  const mark = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(pressed(button.dataset.name))))
  mark()
  group.append(make("span", "pg-label", label), ...buttons)
  return group
}

function smoothingSlider(view, choose) {
  const label = make("label", "pg-slide")
  const slider = Object.assign(make("input"), { type: "range", min: 0, max: 0.99, step: 0.01, value: view.choice.smoothing })
  slider.setAttribute("aria-label", view.data.text.smoothing)
  const value = make("output", "", view.choice.smoothing.toFixed(2))
  slider.oninput = () => {
    value.textContent = Number(slider.value).toFixed(2)
    choose({ smoothing: Number(slider.value) })
  }
  label.append(make("span", "", view.data.text.smoothing), slider, value)
  return label
}

function zoomOut(view) {
  const button = Object.assign(make("button", "pg-button pg-alone", view.data.text.zoom_out), { type: "button", hidden: true })
  button.onclick = () => {
    const whole = shownPanels(view).flatMap((panel) => [
      [`xaxis${AXIS[panel]}.autorange`, true],
      PANELS[panel].range ? [`yaxis${AXIS[panel]}.range`, PANELS[panel].range(view)] : [`yaxis${AXIS[panel]}.autorange`, true],
    ])
    window.Plotly.relayout(view.chart, Object.fromEntries(whole))
  }
  view.zoomed = (zoomed) => (button.hidden = !zoomed)
  return button
}

function isZoomed(view) {
  const drawn = view.chart._fullLayout
  return shownPanels(view).some((panel) => {
    const [x, y] = [drawn["xaxis" + AXIS[panel]], drawn["yaxis" + AXIS[panel]]]
    const whole = PANELS[panel].range?.(view)
    return !x.autorange || (whole ? y.range.some((end, i) => Math.abs(end - whole[i]) > 1e-6) : !y.autorange)
  })
}

function logBox(view, choose) {
  const label = make("label", "pg-check")
  const box = Object.assign(make("input"), { type: "checkbox", checked: view.choice.log })
  box.onchange = () => choose({ log: box.checked })
  label.append(box, document.createTextNode(view.data.text.log))
  return label
}
