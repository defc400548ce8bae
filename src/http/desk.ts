/** What stands at the desk's address until the desk does. */
import type { FastifyInstance } from 'fastify';

const PAGE = `<!doctype html>
<html lang="pt-BR">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mesa de atendimento · Guichê</title>
<main>
<h1>Mesa de atendimento</h1>
<p>A mesa em que as pessoas respondem ainda não faz parte desta versão.
Quem pede uma pessoa entra na fila, e a conversa fica guardada com o seu protocolo.</p>
<p><a href="/">Voltar ao início</a></p>
</main>
</html>
`;

export function mountDesk(app: FastifyInstance): void {
  app.get('/desk', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(PAGE),
  );
}
