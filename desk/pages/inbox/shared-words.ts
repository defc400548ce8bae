/** Names of what the whole inbox speaks of: channels, priority, why somebody came to people. */
import type { PriorityReason } from '../../../src/urgency.ts';
import { defineWords } from '../../app/words.ts';

const t = defineWords({
  'pt-BR': {
    web: 'Chat do portal',
    webhook: 'Integração',
    whatsapp: 'WhatsApp',
    telegram: 'Telegram',
    voice: 'Telefone',
    email: 'E-mail',
    'risk-to-life': 'Risco à vida',
    threat: 'Ameaça',
    despair: 'Desespero',
    'age-80': '80 anos ou mais',
    'age-60': '60 anos ou mais',
    disability: 'Pessoa com deficiência',
    autism: 'Autismo',
    pregnancy: 'Gestante',
    nursing: 'Lactante',
    infant: 'Com criança de colo',
    obesity: 'Obesidade',
    'reduced-mobility': 'Mobilidade reduzida',
    'blood-donor': 'Doador de sangue',
    'first-answer': 'Primeira resposta',
    'next-answer': 'Próxima resposta',
    resolution: 'Solução',
  },
  en: {
    web: 'Portal chat',
    webhook: 'Integration',
    whatsapp: 'WhatsApp',
    telegram: 'Telegram',
    voice: 'Phone',
    email: 'E-mail',
    'risk-to-life': 'Risk to life',
    threat: 'Threat',
    despair: 'Despair',
    'age-80': '80 or older',
    'age-60': '60 or older',
    disability: 'Person with a disability',
    autism: 'Autism',
    pregnancy: 'Pregnant',
    nursing: 'Nursing',
    infant: 'With an infant',
    obesity: 'Obesity',
    'reduced-mobility': 'Reduced mobility',
    'blood-donor': 'Blood donor',
    'first-answer': 'First answer',
    'next-answer': 'Next answer',
    resolution: 'Resolution',
  },
  es: {
    web: 'Chat del portal',
    webhook: 'Integración',
    whatsapp: 'WhatsApp',
    telegram: 'Telegram',
    voice: 'Teléfono',
    email: 'Correo',
    'risk-to-life': 'Riesgo de vida',
    threat: 'Amenaza',
    despair: 'Desesperación',
    'age-80': '80 años o más',
    'age-60': '60 años o más',
    disability: 'Persona con discapacidad',
    autism: 'Autismo',
    pregnancy: 'Embarazada',
    nursing: 'Lactante',
    infant: 'Con niño en brazos',
    obesity: 'Obesidad',
    'reduced-mobility': 'Movilidad reducida',
    'blood-donor': 'Donante de sangre',
    'first-answer': 'Primera respuesta',
    'next-answer': 'Próxima respuesta',
    resolution: 'Solución',
  },
});

const CHANNELS = ['web', 'webhook', 'whatsapp', 'telegram', 'voice', 'email'] as const;

/** A channel that was added to this house has its own name. */
export function nameChannel(channel: string): string {
  const known = CHANNELS.find((each) => each === channel);
  return known ? t(known) : channel;
}

export const nameReason = (reason: PriorityReason): string => t(reason);
export const nameClock = (kind: 'first-answer' | 'next-answer' | 'resolution'): string => t(kind);
