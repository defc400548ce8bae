/** The desk's pages. A page is added by its folder in desk/pages/ and its line here. */
import type { ComponentType } from 'preact';
import type { PersonRole } from '../../src/person.ts';
import { can, me } from './session.ts';
import { type Locale, locale } from './words.ts';

export type PageIcon = 'inbox' | 'board' | 'reports' | 'reviews' | 'answers' | 'webhooks' | 'people';

export interface DeskPage {
  /** Below /desk. What follows in the address is the page's own. */
  readonly path: string;
  readonly titles: Readonly<Record<Locale, string>>;
  /** `everybody`: also who is not signed in. */
  readonly allowed: readonly PersonRole[] | 'signed-in' | 'everybody';
  /** In the navigation, for those who may; left out of it without one. */
  readonly icon?: PageIcon;
  /** Without the desk's header around it. */
  readonly isBare?: true;
  load(): Promise<{ readonly Page: ComponentType }>;
}

/** In the order of the navigation; the first that somebody may see is where they begin. */
export const PAGES: readonly DeskPage[] = [
  {
    path: 'inbox',
    titles: { 'pt-BR': 'Atendimentos', en: 'Conversations', es: 'Atenciones' },
    allowed: ['admin', 'supervisor', 'attendant', 'auditor'],
    icon: 'inbox',
    load: () => import('../pages/inbox/page.tsx'),
  },
  {
    path: 'board',
    titles: { 'pt-BR': 'Painel', en: 'Board', es: 'Panel' },
    allowed: ['admin', 'supervisor', 'auditor'],
    icon: 'board',
    load: () => import('../pages/board/page.tsx'),
  },
  {
    path: 'reports',
    titles: { 'pt-BR': 'Relatórios', en: 'Reports', es: 'Informes' },
    allowed: ['admin', 'supervisor', 'auditor'],
    icon: 'reports',
    load: () => import('../pages/reports/page.tsx'),
  },
  {
    path: 'reviews',
    titles: { 'pt-BR': 'Avaliações', en: 'Reviews', es: 'Evaluaciones' },
    allowed: ['admin', 'supervisor', 'attendant', 'auditor'],
    icon: 'reviews',
    load: () => import('../pages/reviews/page.tsx'),
  },
  {
    path: 'answers',
    titles: { 'pt-BR': 'Respostas', en: 'Answers', es: 'Respuestas' },
    allowed: ['admin', 'supervisor', 'author', 'attendant'],
    icon: 'answers',
    load: () => import('../pages/answers/page.tsx'),
  },
  {
    path: 'webhooks',
    titles: { 'pt-BR': 'Webhooks', en: 'Webhooks', es: 'Webhooks' },
    allowed: ['admin', 'auditor'],
    icon: 'webhooks',
    load: () => import('../pages/webhooks/page.tsx'),
  },
  {
    path: 'people',
    titles: { 'pt-BR': 'Pessoas', en: 'People', es: 'Personas' },
    allowed: ['admin', 'auditor'],
    icon: 'people',
    load: () => import('../pages/people/page.tsx'),
  },
  {
    path: 'profile',
    titles: { 'pt-BR': 'Meu perfil', en: 'My profile', es: 'Mi perfil' },
    allowed: 'signed-in',
    load: () => import('../pages/profile/page.tsx'),
  },
  {
    path: 'sign-in',
    titles: { 'pt-BR': 'Entrar', en: 'Sign in', es: 'Entrar' },
    allowed: 'everybody',
    isBare: true,
    load: () => import('../pages/sign-in/page.tsx'),
  },
  {
    path: 'set-up',
    titles: { 'pt-BR': 'Escolher a senha', en: 'Choose a password', es: 'Elegir la contraseña' },
    allowed: 'everybody',
    isBare: true,
    load: () => import('../pages/set-up/page.tsx'),
  },
];

export const titleOf = ({ titles }: DeskPage): string => titles[locale.value];

/** Whether whoever is here may open it. */
export function isOpenTo({ allowed }: DeskPage): boolean {
  if (allowed === 'everybody') return true;
  return allowed === 'signed-in' ? Boolean(me.value) : can(allowed);
}

/** The page of the first part of a path; undefined where there is none of that name. */
export const findPage = (name: string): DeskPage | undefined => PAGES.find(({ path }) => path === name);
