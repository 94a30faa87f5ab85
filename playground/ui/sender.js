// Sends what changes while it changes: the next time when the page has heard of the last one.

const DEAF_MS = 1500 // after so long without an answer it is sent all the same

class Sender {
  // `seen` is the number of what the page heard last; `tell` sends what there is now, with the number that it is given.
  constructor(seen, tell) {
    Object.assign(this, { number: seen, seen, tell, changed: false })
  }

  // Whether the page has heard all that was sent.
  get heard() {
    return this.seen === this.number
  }

  change() {
    this.changed = true
    this.soon()
  }

  hear(seen) {
    this.seen = seen
    if (!this.heard || !this.changed) return
    this.close()
    this.soon()
  }

  soon(wait = 0) {
    this.timer ??= setTimeout(() => {
      this.timer = null
      if (!this.heard && Date.now() - this.number <= DEAF_MS) return this.soon(DEAF_MS)
      this.changed = false
      this.number = Date.now()
      this.tell(this.number)
    }, wait)
  }

  close() {
    clearTimeout(this.timer)
    this.timer = null
  }
}
