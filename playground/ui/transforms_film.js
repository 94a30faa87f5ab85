// A chain of transforms as a strip of pictures. Steps are moved, left out and removed here; the server runs the chain.
//
// data: { film: JSON of cards from transforms_film.py, chosen, handled, words }; the first card is the loaded picture.
// Sends { chain, chosen, number }: the chain as text, as it is changed here, and a growing number.

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".pg-film")
  const film = (root.film ??= new Film(root))
  film.send = (change) => setStateValue("change", change)
  film.update(data)
}

class Film {
  constructor(root) {
    this.root = root
    this.number = 0 // of the newest change sent
    this.dragged = null
  }

  update(data) {
    if (data.handled < this.number) return // of a chain that has been changed here since
    this.number = data.handled
    this.words = data.words
    this.cards = JSON.parse(data.film)
    this.chosen = data.chosen
    this.draw()
  }

  // Shows a change at once, though its pictures are still those from before.
  change(cards, chosen) {
    this.cards = cards
    this.chosen = chosen
    this.draw()
    this.number += 1
    const chain = cards.slice(1).map(({ text }) => text).join(",")
    this.root.classList.add("pg-film-waiting")
    this.send({ chain, chosen: chosen - 1, number: this.number })
  }

  move(from, to) {
    if (to < 1 || to >= this.cards.length || from === to) return
    const cards = [...this.cards]
    cards.splice(to, 0, ...cards.splice(from, 1))
    this.focus = this.focus && { ...this.focus, place: to }
    this.change(cards, to)
  }

  toggle(place) {
    const text = this.cards[place].text
    const other = text.startsWith("~") ? text.slice(1) : `~${text}`
    this.change(this.cards.with(place, { ...this.cards[place], text: other }), place)
  }

  remove(place) {
    this.focus = { place: Math.min(place, this.cards.length - 2), part: "title" }
    this.change(this.cards.toSpliced(place, 1), Math.max(1, Math.min(place, this.cards.length - 2)))
  }

  draw() {
    this.root.classList.remove("pg-film-waiting")
    const list = make("ol")
    list.setAttribute("aria-label", this.words.film)
    list.append(...this.cards.map((card, place) => this.card(card, place)))
    this.drawing = true
    this.root.replaceChildren(list)
    this.drawing = false
    if (this.focus) list.children[this.focus.place]?.querySelector(`[data-part=${this.focus.part}]`)?.focus()
  }

  card(card, place) {
    const item = make("li", `pg-film-card pg-film-${card.state}`)
    item.classList.toggle("pg-film-chosen", place > 0 && place === this.chosen)
    const title = place ? this.button("title", card.title, "", place, () => this.change(this.cards, place)) : make("div", "", card.title)
    title.classList.add("pg-film-title")
    if (place) title.setAttribute("aria-pressed", place === this.chosen)
    const picture = make("div", "pg-film-picture", card.sign)
    if (card.src) {
      const image = make("img", card.crisp ? "pg-film-crisp" : "")
      image.decoding = "sync"
      image.src = card.src
      image.alt = card.alt
      image.draggable = false
      picture.append(image)
    }
    const facts = make("div", "pg-film-facts")
    facts.innerHTML = card.facts // made of numbers and names by the server
    title.innerHTML = title.innerHTML.replace(/(?<=[a-z])(?=[A-Z])/g, "<wbr>")
    const tools = place ? this.tools(card, place) : make("div")
    item.append(title, make("div", "pg-film-settings", card.settings), picture, facts, make("div", "pg-film-note", card.note), tools)
    if (place) {
      this.draggable(item, place)
      picture.addEventListener("click", () => this.change(this.cards, place))
    }
    return item
  }

  tools(card, place) {
    const off = card.text.startsWith("~")
    const tools = make("div", "pg-film-tools")
    const { words } = this
    const first = this.button("back", "◀", words.back, place, () => this.move(place, place - 1))
    const last = this.button("on", "▶", words.on, place, () => this.move(place, place + 1))
    first.disabled = place === 1
    last.disabled = place === this.cards.length - 1
    const use = this.button("use", off ? "○" : "●", off ? words.use : words.leave, place, () => this.toggle(place))
    tools.append(first, last, use, this.button("remove", "✕", words.remove, place, () => this.remove(place)))
    return tools
  }

  button(part, sign, label, place, action) {
    const button = make("button", "", sign)
    button.type = "button"
    button.dataset.part = part
    if (label) {
      button.title = label
      button.setAttribute("aria-label", label.replace("{name}", this.cards[place].title))
      button.title = button.getAttribute("aria-label")
    }
    button.addEventListener("click", action)
    button.addEventListener("focus", () => (this.focus = { place, part }))
    button.addEventListener("blur", () => this.drawing || (this.focus = null))
    return button
  }

  draggable(item, place) {
    item.draggable = true
    item.addEventListener("dragstart", (event) => {
      this.dragged = place
      event.dataTransfer.effectAllowed = "move"
      event.dataTransfer.setData("text/plain", this.cards[place].text)
    })
    item.addEventListener("dragend", () => (this.dragged = null))
    item.addEventListener("dragover", (event) => {
      if (this.dragged === null) return
      event.preventDefault()
      item.classList.add("pg-film-target")
    })
    item.addEventListener("dragleave", () => item.classList.remove("pg-film-target"))
    item.addEventListener("drop", (event) => {
      event.preventDefault()
      item.classList.remove("pg-film-target")
      if (this.dragged !== null) this.move(this.dragged, place)
    })
  }
}
