/** The element that holds the widget, and its shadow root, which keeps the page's styles out. */
import type { Configuration } from './configuration.ts';
import baseStyle from './styles/base.css';
import conversationStyle from './styles/conversation.css';
import messagePartsStyle from './styles/message-parts.css';
import panelStyle from './styles/panel.css';
import passageStyle from './styles/passage.css';
import themeStyle from './styles/themes.css';

const STYLES = [themeStyle, baseStyle, panelStyle, conversationStyle, messagePartsStyle, passageStyle];

/** A page overrides colours and type by setting custom properties on this element. */
const ELEMENT_NAME = 'guiche-chat';

export function createHost({ colorScheme, locale, mode, target, theme }: Configuration): HTMLElement {
  const host = document.createElement(ELEMENT_NAME);
  host.dataset['theme'] = theme;
  host.dataset['mode'] = mode;
  followColorScheme(host, colorScheme);
  followKeyboard(host);
  const shadow = host.attachShadow({ mode: 'open' });
  // Constructed sheets are no inline style: a page with a strict content security policy allows them.
  shadow.adoptedStyleSheets = STYLES.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  const root = document.createElement('div');
  root.className = 'root';
  root.lang = locale;
  shadow.append(root);
  const place = mode === 'page' && target ? document.querySelector(target) : null;
  (place ?? document.body).append(host);
  return root;
}

function followColorScheme(host: HTMLElement, colorScheme: Configuration['colorScheme']): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    host.dataset['scheme'] = colorScheme === 'auto' ? (dark.matches ? 'dark' : 'light') : colorScheme;
  };
  apply();
  if (colorScheme === 'auto') dark.addEventListener('change', apply);
}

/** A keyboard on the screen covers the page without shrinking it: the panel must know what is left. */
function followKeyboard(host: HTMLElement): void {
  const view = window.visualViewport;
  view?.addEventListener('resize', () => {
    host.style.setProperty('--visible-height', `${view.height * view.scale}px`);
  });
}
