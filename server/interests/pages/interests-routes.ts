/** The staff's page of topics and of the table of product words, under /staff/interests. */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
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
} from '../../platform/http/index.ts';
import { entryKinds, type ProductWord, type TableEntry, type Topic } from '../model.ts';
import { matcherOf } from '../products/match-product.ts';
import { defineTopic, fieldOf, setProductWords, topicKey } from '../products/set-vocabulary.ts';
import { unmatchedTermDays } from '../products/unmatched-store.ts';
import type { InterestsRoom } from '../room.ts';

const page = '/staff/interests';
const unmatchedShown = 50;
const pageQuery = z.object({
  ...{ product: optionalText(200), sku: optionalText(60), category: optionalText(200) },
  saved: optionalText(20),
});
const topicForm = z.object({ nl: optionalText(60), en: optionalText(60) });
const wordsForm = z.record(z.string(), z.string().max(10_000, 'common:error.tooLong'));

/** The routes; `saved` in the address says what was saved last. */
export function interestsRoutes(room: InterestsRoom): Router {
  const routes = Router();
  const staff = room.accounts.requireRole('marketer', 'administrator');

  routes.get(page, staff, async (req, res) => {
    await show(req, res, room, {});
  });
  routes.post(`${page}/topics`, staff, async (req, res) => {
    const values = readForm(req, topicForm);
    await orShowProblems(req, res, room, { values }, async () => {
      await addTopic(room, values);
      redirect(res, `${page}?saved=topic`);
    });
  });
  routes.post(`${page}/words`, staff, async (req, res) => {
    const typed = readForm(req, wordsForm);
    await orShowProblems(req, res, room, { typed }, async () => {
      await setProductWords(room, entriesIn(typed, await room.vocabulary.topics()));
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

async function show(req: Request, res: Response, room: InterestsRoom, shown: Shown): Promise<void> {
  const { saved, ...product } = readQuery(req, pageQuery);
  const { vocabulary, unmatched } = room;
  const [topics, table] = await Promise.all([vocabulary.topics(), vocabulary.table()]);
  const language = viewerLanguage(res);
  sendPage(req, res, {
    view: 'interests/interests',
    title: translate(res)('interests:title'),
    status: shown.problems ? 400 : 200,
    ...shown,
    topics: topics.map((topic) => ({ name: topic[language], fields: fieldsOf(topic, table, shown) })),
    tried: tryOut(product, topics, table, language),
    unmatched: await unmatched.list(unmatchedShown),
    unmatchedTermDays,
    saved: ['topic', 'words'].includes(saved) && translate(res)(`interests:saved.${saved}`),
  });
}

function fieldsOf({ key }: Topic, table: readonly TableEntry[], { typed, problems }: Shown) {
  return entryKinds.map((kind) => {
    const name = fieldOf(kind, key);
    const own = table.filter((entry) => entry.kind === kind && entry.topic === key);
    const value = typed?.[name] ?? own.map(({ word }) => word).join(', ');
    return { kind, name, value, problem: problems?.byField[name], rows: kind === 'word' ? 2 : 1 };
  });
}

type Tried = Pick<z.infer<typeof pageQuery>, 'product' | 'sku' | 'category'>;

function tryOut(tried: Tried, topics: readonly Topic[], table: readonly TableEntry[], language: 'nl' | 'en') {
  const { product, sku, category } = tried;
  if (!product && !sku && !category) return null;
  const found = matcherOf(table)({ name: product, sku, categories: [category] }).map(({ topic }) => topic);
  return {
    ...tried,
    what: [product, sku, category].filter(Boolean).join(', '),
    topics: topics.filter(({ key }) => found.includes(key)).map((topic) => topic[language]),
  };
}

async function orShowProblems(
  req: Request,
  res: Response,
  room: InterestsRoom,
  shown: Shown,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    await show(req, res, room, { ...shown, problems: problemsFor(error, translate(res)) });
  }
}

async function addTopic(room: InterestsRoom, { nl, en }: { nl: string; en: string }): Promise<void> {
  const key = topicKey(nl);
  const taken = (await room.vocabulary.topics()).some((topic) => topic.key === key);
  if (taken) throw new Invalid({ nl: { key: 'interests:problem.topicTaken' } });
  await defineTopic(room, { key, nl, en });
}

// A topic that the form does not mention (added meanwhile, in another window) has no words yet.
function entriesIn(typed: Readonly<Record<string, string>>, topics: readonly Topic[]): ProductWord[] {
  const wordsIn = (field: string) => (typed[field] ?? '').split(/[,\n]/).map((word) => word.trim());
  return topics.flatMap(({ key: topic }) =>
    entryKinds.flatMap((kind) =>
      wordsIn(fieldOf(kind, topic))
        .filter((word) => word !== '')
        .map((word) => ({ kind, word, topic })),
    ),
  );
}
