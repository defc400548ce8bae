/** What stands at the desk's address until the desk does. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem; box-sizing: border-box;
  background: light-dark(#eef3f4, #0e1315); color: light-dark(#1b2426, #e8eef0);
  font: 1.0625rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; }
main { max-width: 34rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.75rem; line-height: 1.2; }
a { color: light-dark(#0b5d66, #7cd0d6); }
`;

const PAGE = `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Mesa de atendimento · Guichê</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Mesa de atendimento</h1>
<p>A mesa em que as pessoas respondem ainda não faz parte desta versão. Quem pede uma pessoa entra na fila, e a
conversa fica guardada com o seu protocolo.</p>
<p><a href="/">Voltar ao início</a></p>
</main>
</body>
</html>
`;

const hash = createHash('sha256').update(STYLE).digest('base64');
const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`;

export function mountDesk(app: FastifyInstance): void {
  app.get('/desk', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .type('text/html; charset=utf-8')
      .send(PAGE),
  );
}
