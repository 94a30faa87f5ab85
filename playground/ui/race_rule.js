// The formulas of a racer: with symbols, and with the numbers of the step that leads on from the one shown.

class RaceRule {
  constructor(element) {
    this.element = element
    this.title = make("h4", "")
    this.lines = make("div", "pg-lines")
    element.append(this.title, this.lines)
  }

  show(racer, step, texts) {
    this.element.hidden = !racer
    if (!racer) return
    if (this.racer !== racer) this.lay(racer)
    const next = Math.min(step, racer.steps - 1) // the place shown is where this step begins
    const words = !racer.rule.lines.length ? (racer.steps ? texts.unruled : texts.over) : texts.rule
    this.title.textContent = words.replace("{racer}", racer.label).replace("{step}", next + 1)
    racer.rule.lines.forEach((line, place) => {
      const filled = line.numbers.replace(/«(\d+)»/g, (_, number) => this.number(racer, Number(number), next))
      const result = `<mo>=</mo><mn>${this.number(racer, line.result, next)}</mn>`
      this.worked[place].innerHTML = `<math displaystyle='true'><mo>=</mo>${filled}${result}</math>`
    })
  }

  lay(racer) {
    this.racer = racer
    this.worked = []
    this.lines.replaceChildren(
      ...racer.rule.lines.map((line) => {
        const row = make("div", "pg-line")
        const symbols = make("span", "")
        symbols.innerHTML = `<math displaystyle='true'>${line.name}<mo>${line.sign}</mo>${line.symbols}</math>`
        const numbers = make("span", "")
        this.worked.push(numbers)
        row.append(symbols, numbers)
        return row
      }),
    )
  }

  // A number, or a pair for x and y; what is negative stands in brackets.
  number(racer, place, step) {
    const parts = racer.rule.values[place].map((values) => short(values[step], 3))
    if (parts.length > 1) return `(${parts.join(", ")})`
    return parts[0].startsWith("−") ? `(${parts[0]})` : parts[0]
  }
}
