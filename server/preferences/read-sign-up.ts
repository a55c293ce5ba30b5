/** Reads the sign-up form: what was typed, and what is wrong with it. */
import { z } from 'zod';
import { type FieldProblems, Invalid } from '../platform/errors/index.ts';
import { checkInput, listOf as listField, optionalText } from '../platform/http/index.ts';
import { normaliseEmail, type PostAddress } from '../subscribers/index.ts';
import { type Choice, type Choices, listOf } from './choices.ts';
import { problemsOfAddress, toPostAddress } from './post-address.ts';

export interface AskedSignUp {
  readonly email: string;
  readonly firstName: string;
  readonly agreed: readonly Choice[];
  readonly topics: readonly string[];
  readonly post: PostAddress | null;
  /** Somebody filled in the field that people do not see. */
  readonly isRobot: boolean;
}

const form = z.object({
  email: optionalText(300),
  firstName: optionalText(60),
  purpose: listField(z.string().max(100)),
  topic: listField(z.string().max(100)),
  street: optionalText(100),
  postcode: optionalText(20),
  town: optionalText(60),
  age: z.string().max(10).default(''),
  website: optionalText(500),
  words: z.string().max(60).default(''),
});
type Form = z.infer<typeof form>;

/** The sign-up that was asked for; throws Invalid with everything that is wrong, a sentence a field. */
export function readSignUp(body: unknown, choices: Choices): AskedSignUp {
  const typed = checkInput(body ?? {}, form);
  const email = normaliseEmail(typed.email);
  const ticked = listOf(choices).filter(({ purpose }) => typed.purpose.includes(purpose));
  const topics = choices.topics.map(({ key }) => key).filter((key) => typed.topic.includes(key));
  const wantsPost = ticked.some(({ channel }) => channel === 'post');
  const problems = problemsOf(typed, choices, email, wantsPost);
  if (email === null || Object.keys(problems).length > 0) throw new Invalid(problems);
  return {
    email,
    firstName: typed.firstName,
    agreed: [
      ...ticked.filter((choice) => choice !== choices.told),
      ...(choices.told && topics.length > 0 ? [choices.told] : []),
    ],
    topics,
    post: wantsPost ? toPostAddress(typed) : null,
    isRobot: typed.website !== '',
  };
}

function problemsOf(typed: Form, choices: Choices, email: string | null, wantsPost: boolean): FieldProblems {
  const askedFor = [...choices.email, ...choices.post, ...choices.own];
  const choseOne = askedFor.some(({ purpose }) => typed.purpose.includes(purpose));
  return {
    ...(email === null ? { email: { key: 'preferences:signUp.emailWrong' } } : {}),
    ...(choseOne ? {} : { purpose: { key: 'preferences:signUp.choose' } }),
    ...(typed.words === choices.words ? {} : { words: { key: 'preferences:wordsChanged' } }),
    ...(wantsPost ? problemsOfAddress(typed) : {}),
    ...(typed.age === 'yes' ? {} : { age: { key: 'preferences:signUp.ageMissing' } }),
  };
}

/** What was typed, to be shown again beside what is wrong with it (A11Y-3); anything that is not text is left out. */
export function typedAgain(body: unknown): Readonly<Record<string, string | readonly string[]>> {
  const fields = Object.entries((body ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, lists.includes(name) ? texts(value) : firstText(value)]),
  );
}

const lists = ['purpose', 'topic'];
const texts = (value: unknown) => [value].flat().filter((one) => typeof one === 'string');
const firstText = (value: unknown) => texts(value)[0] ?? '';
