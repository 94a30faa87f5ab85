// What CPU, memory and GPUs do now, once a second from the server's one sampler.
//
// data: { root, text } from meter.py.

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector(".pg-meter")
  const bars = new Map()
  let source = null

  const show = (name, share) => {
    if (!bars.has(name)) {
      const label = document.createElement("label")
      const value = document.createElement("span")
      const bar = document.createElement("progress")
      bar.max = 100
      label.append(document.createTextNode(name), value, bar)
      list.append(label)
      bars.set(name, { bar, value })
    }
    const { bar, value } = bars.get(name)
    bar.value = share
    value.textContent = ` ${share.toFixed(0)} %`
  }

  const connect = () => {
    if (source || document.hidden) return
    source = new EventSource(`${data.root}/api/devices/feed`)
    source.addEventListener("devices", (message) => {
      const now = JSON.parse(message.data)
      show(data.text.cpu, now.cpu)
      show(data.text.memory, (now.memory_used / now.memory_total) * 100)
      for (const gpu of now.gpus) {
        show(`${gpu.name} (GPU ${gpu.index})`, gpu.utilization ?? 0)
        show(`GPU ${gpu.index} ${data.text.memory}`, (gpu.memory_used / gpu.memory_total) * 100)
      }
      parentElement.querySelector(".pg-meter-note").textContent = now.gpus.length ? "" : data.text.no_gpu
    })
  }
  const disconnect = () => {
    source?.close()
    source = null
  }
  const change = () => (document.hidden ? disconnect() : connect())

  list.replaceChildren()
  parentElement.meterEnd?.() // the component is called again when its data or the theme changes
  document.addEventListener("visibilitychange", change)
  connect()
  parentElement.meterEnd = () => {
    document.removeEventListener("visibilitychange", change)
    disconnect()
  }
  return parentElement.meterEnd
}
