/** The door to the files in templates/: pages and mails. */
export { renderBare, renderPage, type PageData } from './render-page.ts';
export { renderMail, renderPlainMail, type RenderedMail } from './render-mail.ts';
export { withLanguage } from './engine.ts';
export { packageAssets } from './assets.ts';
