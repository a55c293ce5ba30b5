/** Records a yes that came by telephone, letter, mail or at the counter: post at once, e-mail once confirmed (CON-7). */
import { z } from 'zod';
import { type NewDecision, saidYes } from '../../consent/index.ts';
import { type FieldProblems, Invalid } from '../../platform/errors/index.ts';
import { listOf, optionalText } from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import { type AccountId, newId, type SubscriberId } from '../../platform/ids/index.ts';
import {
  type Choice,
  type Choices,
  choicesIn,
  problemsOfAddress,
  toPostAddress,
} from '../../preferences/index.ts';
import { normaliseEmail, type Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import { cameForm, momentOf } from './how-it-came.ts';

export const optInForm = cameForm.extend({
  email: optionalText(300),
  firstName: optionalText(60),
  purpose: listOf(z.string().max(100)),
  words: z.string().max(60).default(''),
  street: optionalText(100),
  postcode: optionalText(20),
  town: optionalText(60),
  age: z.string().max(10).default(''),
});
type OptIn = z.infer<typeof optInForm>;

/** Who says yes, in which language it was read to them, and who of the staff wrote it down. */
interface Saying {
  /** Null for somebody new. */
  readonly person: Subscriber | null;
  readonly language: Language;
  readonly by: AccountId;
}

interface OptInDone {
  /** Null while somebody new has still to confirm: until then nothing is kept but the question. */
  readonly id: SubscriberId | null;
  /** What counts already, and what waits for the person's own confirmation. */
  readonly did: 'started' | 'mailed' | 'both';
}

const form = 'staff-opt-in';

/** Throws Invalid, with nothing recorded, where something lacks or the address may not be written to. */
export async function recordOptIn(room: Room, saying: Saying, typed: OptIn): Promise<OptInDone> {
  const choices = await room.preferences.choices(saying.language);
  const email = saying.person?.email ?? normaliseEmail(typed.email);
  const known = saying.person ?? (email === null ? null : await room.subscribers.findByEmail(email));
  const wanted = await newChoices(room, choices, known, typed);
  await check(room, { ...saying, person: known }, typed, { choices, email, wanted });
  const at = momentOf(typed.on, room.clock);
  const atOnce = wanted.filter(countsAtOnce);
  const toConfirm = wanted.filter((choice) => !countsAtOnce(choice));
  const said = { ...saying, person: known, at, email: email! };
  // The mail first: where it may not go, nothing is recorded.
  if (toConfirm.length > 0) await askToConfirm(room, said, typed, toConfirm);
  const id = atOnce.length > 0 ? await startPost(room, said, typed, atOnce) : (known?.id ?? null);
  return { id, did: atOnce.length === 0 ? 'mailed' : toConfirm.length === 0 ? 'started' : 'both' };
}

/** What can be said yes to: all but topics, which are for the person to pick. */
export function choicesToRead(choices: Choices): readonly Choice[] {
  return choicesIn(choices).filter((choice) => choice !== choices.told);
}

/** What comes by post needs no mailbox; all else waits for the person's own confirmation (CON-7). */
export function countsAtOnce({ channel, needsConfirmation }: Choice): boolean {
  return channel === 'post' && !needsConfirmation;
}

async function newChoices(
  { consent }: Room,
  choices: Choices,
  known: Subscriber | null,
  { purpose }: OptIn,
): Promise<readonly Choice[]> {
  const standing = known && (await consent.standing(known.id));
  return choicesToRead(choices).filter(
    (choice) => purpose.includes(choice.purpose) && !saidYes(standing?.get(choice.purpose)),
  );
}

interface Asked {
  readonly choices: Choices;
  readonly email: string | null;
  readonly wanted: readonly Choice[];
}

async function check(
  room: Room,
  { person }: Saying,
  typed: OptIn,
  { choices, email, wanted }: Asked,
): Promise<void> {
  const { minimumAge } = await room.settings.current();
  const wantsPost = wanted.some(({ channel }) => channel === 'post');
  const blocked =
    wanted.some(countsAtOnce) && email !== null && (await room.consent.blockedWays(email)).includes('post');
  const problems: FieldProblems = {
    ...(email === null ? { email: { key: 'people:problem.email' } } : {}),
    ...(wanted.length === 0 ? { purpose: { key: 'people:problem.nothingToStart' } } : {}),
    // Only the person's own confirmation lifts what blocks an address (CON-10).
    ...(blocked ? { purpose: { key: 'people:problem.blocked' } } : {}),
    ...(typed.words === choices.words ? {} : { words: { key: 'people:problem.words' } }),
    ...(wantsPost && !person?.post ? problemsOfAddress(typed) : {}),
    ...(typed.age === 'yes' ? {} : { age: { key: 'people:problem.age', values: { age: minimumAge } } }),
  };
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
}

interface Said extends Saying {
  readonly email: string;
  readonly at: Date;
}

async function askToConfirm(
  room: Room,
  { person, email, language, by, at }: Said,
  typed: OptIn,
  agreed: readonly Choice[],
): Promise<void> {
  const { firstName, channel, evidence } = typed;
  const needsAddress = !person?.post && agreed.some((choice) => choice.channel === 'post');
  const answer = await room.preferences.askTold({
    ...{ email, firstName: person?.firstName ?? firstName, language, agreed, form },
    post: needsAddress ? toPostAddress(typed) : null,
    statementVersion: await room.consent.statementVersion(),
    recorded: { by, channel, at, evidence },
  });
  if (answer === 'complained') throw new Invalid({ purpose: { key: 'people:problem.complained' } });
  if (answer === 'too-many') throw new Invalid({ purpose: { key: 'people:problem.tooManyMails' } });
}

async function startPost(
  room: Room,
  { person, email, language, by, at }: Said,
  typed: OptIn,
  agreed: readonly Choice[],
): Promise<SubscriberId> {
  const id = person?.id ?? newId<SubscriberId>();
  const { firstName, channel, evidence } = typed;
  const statementVersion = await room.consent.statementVersion();
  const decisions = agreed.map(({ purpose, wording }): NewDecision => ({
    ...{ purpose, act: 'given', wording: wording.hash, language, form, page: null, channel, at, evidence },
    statementVersion,
    actor: { kind: 'staff', id: by },
  }));
  await room.consent.record(id, decisions, async (tx) => {
    if (!person) {
      const post = toPostAddress(typed);
      await room.subscribers.create({ id, email, firstName, language, post }, room.clock(), tx);
    } else if (!person.post) await room.subscribers.change(id, { post: toPostAddress(typed) }, tx);
  });
  return id;
}
