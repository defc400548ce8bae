/**
 * Takes what citizens have to say about a service to the ombudsman. The five kinds are those of Lei
 * 13.460/2017, art. 2º, V; nothing more may be demanded than what it takes to answer (art. 10, § 1º),
 * so place, day and address may be left out.
 */
import { choice, date, defineForm, email, freeText, handOff, reply } from '#assistant';

const QUEUE = 'ouvidoria';

export default defineForm({
  slots: {
    kind: choice({
      complaint: ['reclamação', 'reclamar', 'complaint', 'complain', 'queja', 'reclamo'],
      report: ['denúncia', 'denunciar', 'report', 'denuncia'],
      suggestion: ['sugestão', 'sugerir', 'suggestion', 'sugerencia'],
      praise: ['elogio', 'elogiar', 'praise', 'compliment', 'felicitar'],
      request: ['solicitação', 'solicitar providência', 'request', 'solicitud'],
    }),
    what: freeText({ least: 10, most: 4_000 }),
    where: freeText({ optional: true, most: 300 }),
    when: date({ optional: true, when: 'past' }),
    email: email({ optional: true }),
  },
  submit: ({ shown }) => [handOff(QUEUE, 'ombudsman', shown), reply('recorded', { kind: shown.kind ?? '' })],
});
