/** The first page, and what search engines may read. */
import type { Newsletter } from '../campaigns/index.ts';
import { Router, sendPage, translate, viewerLanguage } from '../platform/http/index.ts';
import { type Language, type Translate } from '../platform/i18n/index.ts';
import type { Room } from './room.ts';

export function homeRoutes({ campaigns }: Room): Router {
  const routes = Router();

  routes.get('/', async (req, res) => {
    const t = translate(res);
    const newsletters = (await campaigns.newsletters()).map((newsletter) =>
      shown(newsletter, viewerLanguage(res), t),
    );
    sendPage(req, res, { view: 'preferences/home', title: t('preferences:home.title'), newsletters });
  });

  routes.get('/robots.txt', (_req, res) => {
    const closed = [
      '/staff',
      '/preferences/',
      '/unsubscribe/',
      '/confirm/',
      '/my-data',
      '/log-in/',
      '/confirm-address/',
      '/contact/stop/',
    ];
    res.type('text').send(['User-agent: *', ...closed.map((path) => `Disallow: ${path}`), ''].join('\n'));
  });

  return routes;
}

function shown({ title, description, languages, channels }: Newsletter, language: Language, t: Translate) {
  const [first, second] = languages.map((code) => t(`preferences:home.language.${code}`));
  return {
    title: title[language],
    description: description[language],
    by: t(`preferences:home.by.${channels.includes('post')}`),
    writtenIn: t('preferences:home.languages', { count: languages.length, first, second }),
  };
}
