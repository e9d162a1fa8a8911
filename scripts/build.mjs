/** One esbuild step: the doors into dist/, and the scripts that pages load. 0.2 s; runs on any Node from 20 on. */
import { existsSync } from 'node:fs'
import { build } from 'esbuild'

const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  packages: 'external',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  sourcemap: true,
  outdir: 'dist',
  logLevel: 'error',
}

export async function buildAll() {
  await build({
    ...shared,
    entryPoints: ['src/node.ts', 'src/cli.ts', 'src/store/sqlite-writer.ts'],
    entryNames: '[name]',
  })
  for (const island of ['verify', 'staff', 'desk-worker', 'speak']) {
    const entry = `src/web/islands/${island}.ts`
    if (!existsSync(entry)) continue
    await build({
      entryPoints: [entry],
      bundle: true,
      format: 'iife',
      target: 'es2019',
      minify: true,
      outfile: `dist/islands/${island}.js`,
      logLevel: 'error',
    })
  }
}

await buildAll()
