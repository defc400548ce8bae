/** Court cases by their CNJ number: the agent `case-guidance` looks them up and explains them. */
import { defineSpecialist, fold } from '#assistant';

/** Words of somebody who goes on about the case, whatever else they may sound like. */
const ABOUT_THE_CASE =
  /processo|proceso|\bcase\b|audiencia|hearing|\bjui[zg]|\bjudge|sentenca|decisao|decision|significa|quer dizer|\bmeans?\b|andamento|movimenta|advogad|defensoria|recurso|\breu\b|\bautos?\b|\bvara\b|e agora|o que (eu )?(faco|devo)|mais antig|anteriores/;

export default defineSpecialist({
  agent: 'case-guidance',
  isElsewhere(text, { intent, certainty, entities }) {
    if (entities.some(({ name }) => name === 'case-number') || ABOUT_THE_CASE.test(fold(text))) return false;
    return certainty === 'sure' && intent !== null && intent !== 'case-guidance';
  },
});
