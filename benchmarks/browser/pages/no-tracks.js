// React in development writes to the profiler's tracks, 0.4 ms a commit while anything is attached to Chromium, as this
// benchmark is. It leaves that where the console has no such method.
console.timeStamp = undefined
