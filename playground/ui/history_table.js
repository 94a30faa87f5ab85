// The table of runs: rows to mark, heads to sort by. Which rows there are, and in which order, the server says.
//
// data: { lines, marked, colours, columns, largest_first, sort, down, active, text } from history_table.py.

const REFRESH = 3000 // milliseconds between two looks at runs that are at work
const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new RunsView(parentElement.querySelector(".pg-runs")))
  const view = views.get(parentElement)
  view.tell = setTriggerValue
  view.update(data)
  return () => {
    view.close()
    views.delete(parentElement)
  }
}

class RunsView {
  constructor(element) {
    this.element = element
    this.marked = []
    this.said = [] // marks that the server has not answered yet
  }

  close() {
    clearTimeout(this.timer)
  }

  update(data) {
    this.data = data
    const answered = this.said.lastIndexOf(data.marked.join())
    if (answered >= 0) this.said.splice(0, answered + 1)
    if (!this.said.length) this.marked = [...data.marked] // else the server will hear of more: it is behind
    this.draw()
    clearTimeout(this.timer)
    if (data.active) this.timer = setTimeout(() => this.look(), REFRESH)
  }

  look() {
    if (!document.hidden) this.tell("tick", Date.now())
    this.timer = setTimeout(() => this.look(), REFRESH)
  }

  mark(marked) {
    this.marked = marked
    this.said.push(marked.join())
    this.tell("marked", marked)
    this.draw()
  }

  turn(id) {
    this.mark(this.marked.includes(id) ? this.marked.filter((each) => each !== id) : [...this.marked, id])
  }

  draw() {
    const { lines, text } = this.data
    const held = this.element.getRootNode().activeElement?.dataset.key // the keyboard stays where it was
    const scrolled = this.element.querySelector(".pg-scroll")?.scrollTop ?? 0
    const table = make("table")
    table.setAttribute("aria-label", text.label)
    const body = make("tbody")
    body.append(...lines.map((line) => this.row(line)))
    if (!lines.length) {
      const cell = make("td", "pg-none", text.none)
      cell.colSpan = Object.keys(this.data.columns).length + 1
      body.append(make("tr"))
      body.firstChild.append(cell)
    }
    table.append(this.head(), body)
    const box = make("div", "pg-scroll")
    box.tabIndex = -1
    box.append(table)
    const foot = make("div", "pg-foot")
    foot.append(make("span", "", text.label), make("span", "", text.hint))
    this.element.replaceChildren(box, foot)
    box.scrollTop = scrolled
    if (held) this.element.querySelector(`[data-key="${held}"]`)?.focus({ preventScroll: true })
  }

  head() {
    const { columns, sort, down, lines, text } = this.data
    const row = make("tr")
    const all = this.box("all", text.all, lines.length > 0 && lines.every(({ id }) => this.marked.includes(id)))
    all.onchange = () => {
      const here = lines.map(({ id }) => id)
      const others = this.marked.filter((id) => !here.includes(id))
      this.mark(all.checked ? [...this.marked, ...here.filter((id) => !this.marked.includes(id))] : others)
    }
    const first = make("th")
    first.append(all)
    row.append(first)
    for (const [name, title] of Object.entries(columns)) {
      const cell = make("th", `pg-${name}`)
      const button = make("button", "", title)
      button.type = "button"
      button.dataset.key = `sort ${name}`
      button.onclick = () => this.tell("sort", name)
      if (name === sort) {
        cell.setAttribute("aria-sort", down ? "descending" : "ascending")
        button.append(make("span", "pg-arrow", down ? " ↓" : " ↑"))
      }
      cell.append(button)
      row.append(cell)
    }
    const head = make("thead")
    head.append(row)
    return head
  }

  row(line) {
    const row = make("tr")
    const checked = this.marked.includes(line.id)
    row.classList.toggle("pg-marked", checked)
    const box = this.box(line.id, this.data.text.mark.replace("{name}", line.name), checked)
    box.onchange = () => this.turn(line.id)
    row.onclick = (event) => {
      if (event.target !== box && !getSelection()?.toString()) this.turn(line.id)
    }
    const first = make("td")
    first.append(box)
    const colour = checked && this.data.colours[line.id]
    if (colour) first.style.boxShadow = `inset 5px 0 ${colour}`
    row.append(first)
    for (const name of Object.keys(this.data.columns)) {
      const cell = make("td", `pg-${name}`)
      cell.append(...CELLS[name](line, this.data))
      row.append(cell)
    }
    return row
  }

  box(key, label, checked) {
    const box = Object.assign(make("input"), { type: "checkbox", checked })
    box.setAttribute("aria-label", label)
    box.dataset.key = key
    return box
  }
}

// What stands in the cells of each column: a list of nodes or texts.
const CELLS = {
  status: ({ status, share }, { text }) => {
    const badge = make("span", "pg-badge", text.status[status] ?? status)
    badge.dataset.status = status
    return share === null ? [badge] : [badge, make("span", "pg-share", `${Math.floor(100 * share)} %`)]
  },
  name: ({ name, named, tags, note }) => {
    const first = make("div", named ? "pg-title" : "pg-title pg-unnamed", name)
    first.append(...tags.map((tag) => make("span", "pg-tag", tag)))
    return note ? [first, make("div", "pg-note", note)] : [first]
  },
  data: ({ data }) => [data || "–"],
  model: ({ model }) => [model || "–"],
  best: ({ best }) => [best],
  duration: ({ duration }, { text }) => [duration === null ? "–" : lasted(duration, text)],
  size: ({ bytes }, { text }) => [bytes ? text.megabytes.replace("{size}", (bytes / 2 ** 20).toFixed(1)) : "–"],
  started: ({ started }) => [moment(started)],
}

function lasted(seconds, text) {
  const put = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name])
  if (seconds < 60) return put(text.short, { seconds: seconds.toFixed(1) })
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)]
  if (minutes < 60) return put(text.medium, { minutes, seconds: rest })
  return put(text.long, { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

function moment(seconds) {
  const date = new Date(seconds * 1000)
  const day = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }
  const format = { ...day, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
  return new Intl.DateTimeFormat(document.documentElement.lang || "en", format).format(date)
}
