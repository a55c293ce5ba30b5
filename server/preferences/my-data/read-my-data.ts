/** Gathers what somebody who is logged in sees of themselves (PRIV-1). */
import {
  type Decision,
  frequencies,
  type PurposeKey,
  shownAct,
  type Standing,
  type Wording,
} from '../../consent/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import { breakView } from '../take-a-break.ts';

const mailsShown = 50;
const isNewsletter = (purpose: PurposeKey) => purpose.startsWith('newsletter.');

/** The data of the page, in its language. */
export async function readMyData(room: Room, me: Subscriber, language: Language) {
  const [standing, history, labels, frequency] = await Promise.all([
    room.consent.standing(me.id),
    room.consent.history(me.id),
    labelsOf(room, language),
    room.consent.frequency(me.id),
  ]);
  const [consents, interests, mails] = await Promise.all([
    consentsOf(room, standing, history, labels),
    interestsOf(room, me.id, language),
    mailsOf(room, me.id, language),
  ]);
  return {
    me,
    consents,
    agrees: consents.some(({ agreed }) => agreed),
    frequencies: frequencies.map((often) => ({ often, chosen: often === frequency })),
    getsMail: consents.some(
      ({ agreed, purpose }) => agreed && isNewsletter(purpose) && purpose.endsWith('.email'),
    ),
    pause: breakView([...labels.keys()].filter(isNewsletter), standing, room.clock()),
    mayObject: consents.some(({ agreed, purpose }) => agreed && purpose.startsWith('interests.')),
    interests,
    timeline: [...history].reverse().map((line) => ({
      ...line,
      act: shownAct(line, history),
      label: labels.get(line.purpose) ?? line.purpose,
      isYes: line.act === 'given' || line.act === 'confirmed',
    })),
    mails,
    preferences: `/preferences/${room.links.sign('preferences', { subscriber: me.id })}`,
  };
}

/** Every purpose by the words beside its box, newsletters first. */
async function labelsOf({ consent }: Room, language: Language): Promise<ReadonlyMap<PurposeKey, string>> {
  const purposes = await consent.purposes();
  const labelled = purposes.map(
    async ({ key }) => [key, (await consent.wording(key, language)).label] as const,
  );
  return new Map(await Promise.all(labelled));
}

/** What the person ever decided about, with the words of the last yes and where it was given. */
async function consentsOf(
  { consent }: Room,
  standing: Standing,
  history: readonly Decision[],
  labels: ReadonlyMap<PurposeKey, string>,
) {
  const order = [...labels.keys()];
  const purposes = [...standing].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return Promise.all(
    purposes.map(async ([purpose, { agreed, since, soldAt }]) => {
      const yes = history.findLast((line) => line.purpose === purpose && line.wording !== null);
      const words: Wording | null = yes?.wording ? await consent.wordingByHash(yes.wording) : null;
      return {
        purpose,
        label: labels.get(purpose) ?? purpose,
        agreed,
        since,
        asCustomer: soldAt !== undefined,
        words,
        yes,
      };
    }),
  );
}

async function interestsOf({ interests }: Room, id: SubscriberId, language: Language) {
  const [profile, topics] = await Promise.all([interests.profile(id), interests.topics()]);
  const names = new Map(topics.map((topic) => [topic.key, topic[language]]));
  return profile.map(({ topic, signals }) => ({ topic, name: names.get(topic) ?? topic, signals }));
}

/** The latest mails; what has no time yet is still to come, and stands on top. */
async function mailsOf({ delivery, titleOfMail }: Room, id: SubscriberId, language: Language) {
  const timeOf = ({ at }: { readonly at: Date | null }) => at?.getTime() ?? Infinity;
  const mails = [...(await delivery.mailsTo(id))].sort((a, b) => timeOf(b) - timeOf(a));
  return Promise.all(
    mails.slice(0, mailsShown).map(async ({ mailing, outcome, at }) => ({
      title: await titleOfMail(mailing, language),
      outcome,
      at,
    })),
  );
}
