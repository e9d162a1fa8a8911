/** Scripts for pages, built by scripts/build.mjs and taken into the Worker as text (wrangler.toml, `rules`). */
declare module '*/islands/verify.js' {
  const text: string
  export default text
}

declare module '*/islands/staff.js' {
  const text: string
  export default text
}

declare module '*/islands/desk-worker.js' {
  const text: string
  export default text
}

declare module '*/islands/speak.js' {
  const text: string
  export default text
}
