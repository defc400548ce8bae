/**
 * VLibras, the federal government's translation into Brazilian Sign Language. Everything it needs
 * comes from the government's server, so it is loaded only where the page asks for it. The elements
 * are the ones its own embedding instructions name.
 */
const VLIBRAS_URL = 'https://vlibras.gov.br/app';

declare global {
  interface Window {
    readonly VLibras?: { readonly Widget: new (url: string) => unknown };
  }
}

export function loadVlibras(): void {
  const holder = createPart({ vw: '' }, 'enabled');
  const wrapper = createPart({ 'vw-plugin-wrapper': '' });
  wrapper.append(createPart({}, 'vw-plugin-top-wrapper'));
  holder.append(createPart({ 'vw-access-button': '' }, 'active'), wrapper);
  const script = document.createElement('script');
  script.src = `${VLIBRAS_URL}/vlibras-plugin.js`;
  script.addEventListener('load', () => window.VLibras && new window.VLibras.Widget(VLIBRAS_URL));
  document.body.append(holder, script);
}

function createPart(attributes: Readonly<Record<string, string>>, className = ''): HTMLElement {
  const part = document.createElement('div');
  part.className = className;
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
  return part;
}
