/** The staff's page of topics and product words, under /staff/interests. */
import { z } from 'zod';
import type { Accounts } from '../accounts/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import {
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import type { ProductWord, Topic } from './model.ts';
import type { Interests } from './room.ts';
import { topicKey } from './set-vocabulary.ts';

type Vocabulary = Pick<
  Interests,
  'topics' | 'defineTopic' | 'productWords' | 'setProductWords' | 'topicsOfProduct'
>;

const page = '/staff/interests';
const pageQuery = z.object({ product: optionalText(200), saved: optionalText(20) });
const topicForm = z.object({ nl: optionalText(60), en: optionalText(60) });
const wordsForm = z.record(z.string(), z.string().max(10_000, 'common:error.tooLong'));

/** The routes; `saved` in the address says what was saved last. */
export function interestsRoutes(accounts: Accounts, interests: Vocabulary): Router {
  const routes = Router();
  const staff = accounts.requireRole('marketer', 'administrator');

  routes.get(page, staff, async (req, res) => {
    await show(req, res, interests, {});
  });
  routes.post(`${page}/topics`, staff, async (req, res) => {
    const values = readForm(req, topicForm);
    await orShowProblems(req, res, interests, { values }, async () => {
      await addTopic(interests, values);
      redirect(res, `${page}?saved=topic`);
    });
  });
  routes.post(`${page}/words`, staff, async (req, res) => {
    const typed = readForm(req, wordsForm);
    await orShowProblems(req, res, interests, { typed }, async () => {
      await interests.setProductWords(wordsIn(typed, await interests.topics()));
      redirect(res, `${page}?saved=words`);
    });
  });
  return routes;
}

interface Shown {
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly values?: z.infer<typeof topicForm>;
  readonly typed?: Readonly<Record<string, string>>;
}

async function show(req: Request, res: Response, interests: Vocabulary, shown: Shown): Promise<void> {
  const { product, saved } = readQuery(req, pageQuery);
  const topics = await interests.topics();
  const words = await interests.productWords();
  const found = product === '' ? [] : await interests.topicsOfProduct(product);
  const language = viewerLanguage(res);
  sendPage(req, res, {
    view: 'interests/interests',
    title: translate(res)('interests:title'),
    status: shown.problems ? 400 : 200,
    ...shown,
    topics: topics.map((topic) => ({
      ...topic,
      name: topic[language],
      field: fieldOf(topic),
      problem: shown.problems?.byField[fieldOf(topic)],
      words: shown.typed?.[fieldOf(topic)] ?? wordsOf(topic, words),
    })),
    tried: product && {
      product,
      topics: topics.filter(({ key }) => found.includes(key)).map((topic) => topic[language]),
    },
    saved: ['topic', 'words'].includes(saved) && translate(res)(`interests:saved.${saved}`),
  });
}

async function orShowProblems(
  req: Request,
  res: Response,
  interests: Vocabulary,
  shown: Shown,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    await show(req, res, interests, { ...shown, problems: problemsFor(error, translate(res)) });
  }
}

async function addTopic(interests: Vocabulary, { nl, en }: { nl: string; en: string }): Promise<void> {
  const key = topicKey(nl);
  const taken = (await interests.topics()).some((topic) => topic.key === key);
  if (taken) throw new Invalid({ nl: { key: 'interests:problem.topicTaken' } });
  await interests.defineTopic({ key, nl, en });
}

function fieldOf(topic: Topic): string {
  return `words-${topic.key}`;
}

function wordsOf(topic: Topic, words: readonly ProductWord[]): string {
  return words
    .filter((entry) => entry.topic === topic.key)
    .map(({ word }) => word)
    .join(', ');
}

// A topic that the form does not mention (added meanwhile, in another window) has no words yet.
function wordsIn(typed: Readonly<Record<string, string>>, topics: readonly Topic[]): ProductWord[] {
  return topics.flatMap((topic) =>
    (typed[fieldOf(topic)] ?? '')
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .map((word) => ({ word, topic: topic.key })),
  );
}
