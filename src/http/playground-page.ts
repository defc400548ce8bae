/** What browsers get of the playground: its page, and its script and style, made in memory. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const head = (title: string, more = '') => `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>${more}
</head>`;

/** Everything else is drawn by the script, in the reader's language. */
export const PAGE = `${head(
  'Teste de perguntas · Guichê',
  `
<link rel="stylesheet" href="/desk/playground.css">
<script type="module" src="/desk/playground.js"></script>`,
)}
<body>
<div id="playground"></div>
<noscript>Esta página precisa de JavaScript.</noscript>
</body>
</html>
`;

/** Where no OPERATOR_TOKEN is set. */
export const NOT_SET_UP = `${head('Teste de perguntas · Guichê')}
<body>
<main>
<h1>Teste de perguntas</h1>
<p>Esta página ainda não está ligada. Quem opera o sistema define um código de acesso e inicia o programa de novo:</p>
<pre>OPERATOR_TOKEN=um-código-longo-e-secreto npm start</pre>
<p lang="en">This page is not switched on yet: set <code>OPERATOR_TOKEN</code> and start the program again.</p>
<p lang="es">Esta página aún no está activada: defina <code>OPERATOR_TOKEN</code> e inicie el programa de nuevo.</p>
</main>
</body>
</html>
`;

export interface PlaygroundBundle {
  readonly script: string;
  readonly style: string;
}

/** Errors: esbuild's, when a file of the page is missing or wrong. */
export async function bundlePlayground(): Promise<PlaygroundBundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../desk/playground/main.tsx', import.meta.url))],
    outdir: 'out',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
