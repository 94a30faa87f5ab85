// One step in its parts: what `playground.training.dissection` wrote down of a step that was taken by hand, one phase after
// the other. A frame without phases ends it: the run goes on by itself.

VIEWS.step = (element, _scene, live) => {
  const view = new StepView(element, live)
  return { title: live.data.text.parts.title, draw: (frame) => view.draw(frame) }
}

const MOST_ROWS = 8 // of a tensor's numbers
const MOST_COLUMNS = 10
const LEAVING = { 1: [0], 2: [0, 4], 3: [0, 1, 4], 4: [0, 1, 2, 3] } // which axis is which, by how many there are
const LEARNED = { 1: [4], 2: [4, 5], 3: [4, 5, 1], 4: [1, 5, 2, 3] }

class StepView {
  constructor(element, live) {
    this.live = live
    this.text = live.data.text.parts
    this.element = element
    this.at = 0 // the phase that is shown, or the last of those that are
    this.all = false
    this.parameter = 0 // whose rule is worked out
    this.head = make("div", "pg-tools pg-step-head")
    this.body = make("div", "pg-step-body")
    this.body.setAttribute("aria-live", "polite")
    this.element.append(this.head, this.body)
  }

  draw(frame) {
    const { phases } = frame.data
    this.element.hidden = !phases.length
    if (this.step !== frame.step) this.at = 0
    this.step = frame.step
    this.phases = phases
    if (phases.length) this.show()
  }

  show() {
    this.head.replaceChildren(make("b", "pg-step-number", fill(this.text.step, { step: this.step })), this.phaseButtons())
    const next = this.button(this.text.next, () => this.go(this.at + 1))
    next.disabled = this.all || this.at >= this.phases.length - 1
    const all = this.button(this.text.all, () => this.showAll())
    all.setAttribute("aria-pressed", String(this.all))
    const group = make("span", "pg-group")
    group.append(next, all)
    this.head.append(group)
    const shown = this.all ? this.phases : [this.phases[this.at]]
    this.body.replaceChildren(...shown.map((phase) => this.section(phase)))
  }

  phaseButtons() {
    const group = make("span", "pg-group")
    group.setAttribute("role", "group")
    group.setAttribute("aria-label", this.text.title)
    this.phases.forEach(({ phase }, place) => {
      const button = this.button(`${place + 1} ${phase}`, () => {
        this.all = false
        this.go(place)
      })
      button.setAttribute("aria-pressed", String(!this.all && place === this.at))
      group.append(button)
    })
    return group
  }

  button(label, press) {
    const button = make("button", "pg-button", label)
    button.type = "button"
    button.onclick = press
    return button
  }

  go(place) {
    this.at = Math.min(place, this.phases.length - 1)
    this.show()
  }

  showAll() {
    this.all = !this.all
    this.show()
  }

  section(phase) {
    const section = make("section", "pg-step-phase")
    section.dataset.phase = phase.phase
    section.append(make("code", "pg-step-code", phase.code || phase.phase), make("p", "", this.words(phase)))
    section.append(this.numbers(phase))
    return section
  }

  words(phase) {
    const name = phase.phase === "zero_grad" && !phase.gradients.length ? "nothing_to_clear" : phase.phase
    const [before, after] = phase.norms ?? []
    return fill(this.text[name] ?? "", { loss: neat(phase.loss), norm: neat(phase.norm), before: neat(before), after: neat(after) })
  }

  numbers(phase) {
    const row = make("div", "pg-step-tensors")
    for (const name of ["inputs", "predictions", "targets"]) {
      if (phase[name]) row.append(this.tensor(name, phase[name], LEAVING))
    }
    if (phase.loss !== undefined) row.append(this.tensor("loss", { shape: [], values: [phase.loss], norm: phase.loss }, LEAVING))
    for (const gradient of phase.gradients ?? []) row.append(this.tensor(`${gradient.name}.grad`, gradient, LEARNED))
    for (const update of phase.updates ?? []) row.append(this.update(update))
    if (phase.updates?.length) row.append(this.rule(phase.updates))
    if (phase.left_out > 0) row.append(make("p", "", fill(this.text.left_out, { count: phase.left_out })))
    return row
  }

  // A parameter before and after the step.
  update({ name, before, after }) {
    const box = this.tensor(name, before, LEARNED)
    const pair = make("div", "pg-step-pair")
    const then = make("div", "pg-step-then")
    then.append(make("span", "pg-step-arrow", "→"), this.values(after))
    pair.append(box.lastChild, then)
    box.append(pair)
    return box
  }

  // The optimizer's rule with the numbers of the element of a parameter that has the largest gradient.
  rule(updates) {
    const box = make("div", "pg-step-worked")
    const { name, element, rule } = updates[Math.min(this.parameter, updates.length - 1)]
    if (!updates.some((update) => update.rule.length)) return box
    const head = make("div", "pg-tools")
    head.append(make("span", "", fill(this.text.rule, { element: `${name}[${element.join(", ")}]` })), this.parameterButtons(updates))
    box.append(head, ...rule.map((line) => make("code", "pg-step-rule", ruleText(line))))
    return box
  }

  parameterButtons(updates) {
    const group = make("span", "pg-group")
    updates.forEach(({ name }, place) => {
      const button = this.button(name, () => {
        this.parameter = place
        this.show()
      })
      button.setAttribute("aria-pressed", String(place === this.parameter))
      group.append(button)
    })
    group.hidden = updates.length < 2
    return group
  }

  tensor(name, tensor, axes) {
    const box = make("div", "pg-step-tensor")
    const title = make("div", "pg-step-name")
    title.append(make("code", "", name), this.chips(tensor.shape, axes[tensor.shape.length] ?? []))
    box.append(title, this.values(tensor))
    return box
  }

  values({ shape, values, norm }) {
    const size = shape.reduce((product, each) => product * each, 1)
    if (values.length === size) return numberTable(shape, values)
    const few = make("div", "pg-step-few", `${values.map(neat).join(", ")}, …`)
    few.append(make("span", "pg-step-norm", fill(this.text.norm, { norm: neat(norm) })))
    return few
  }

  chips(shape, axes) {
    const chips = make("span", "pg-step-shape")
    shape.forEach((size, place) => {
      const chip = make("span", "pg-step-chip", String(size))
      const [color, ink] = this.text.axes[(axes[place] ?? place) % this.text.axes.length]
      Object.assign(chip.style, { background: color, color: ink })
      chips.append(chip)
    })
    return chips
  }
}

function numberTable(shape, values) {
  const columns = shape.length > 1 ? values.length / shape[0] : 1
  const rows = Math.ceil(values.length / columns)
  const table = make("table", "pg-step-numbers")
  for (let row = 0; row < Math.min(rows, MOST_ROWS); row++) {
    const line = table.insertRow()
    for (let column = 0; column < Math.min(columns, MOST_COLUMNS); column++) {
      line.insertCell().textContent = neat(values[row * columns + column])
    }
    if (columns > MOST_COLUMNS) line.insertCell().textContent = "…"
  }
  if (rows > MOST_ROWS) table.insertRow().insertCell().textContent = "⋮"
  return table
}

// "w - lr * g" and its numbers: w_next = w - lr * g = 0.5 - 0.1 * 2.3 = 0.27
function ruleText({ name, formula, inputs, result }) {
  const numbers = formula.replace(/[a-z_]\w*/gi, (word) => {
    if (!(word in inputs)) return word
    return inputs[word] < 0 ? `(${neat(inputs[word])})` : neat(inputs[word])
  })
  return `${name} = ${formula} = ${numbers} = ${neat(result)}`
}

function neat(value) {
  if (value === undefined || value === null) return "–"
  return String(round(value)).replace("-", "−")
}
