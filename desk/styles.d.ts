/** The bundler takes a style sheet into the page's own. */
declare module '*.css';
