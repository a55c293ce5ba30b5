/** Tells delivery whom new words are asked of, and makes the mail: old and new words, and how to say yes or stop. */
import type { Purpose, WordingVersion } from '../../consent/index.ts';
import type { Mailing, MailingSource } from '../../delivery/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import { type Language, translator } from '../../platform/i18n/index.ts';
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import type { OutgoingMail } from '../../platform/mail/index.ts';
import { renderMail } from '../../platform/templates/index.ts';
import type { ShopSettings } from '../../settings/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { kind } from './ask-people.ts';
import type { AskingAgainRoom } from './room.ts';

/** The source for mailings of kind 'asking-again': one version, for everybody alike. */
export function askingSource(room: AskingAgainRoom): MailingSource {
  return {
    kind,
    audience: (mailing) => audience(room, mailing),
    versionOf: () => Promise.resolve(() => Promise.resolve(new Map())),
    openVersions: () => Promise.resolve(new Set()),
    stillMeantFor: async ({ id }, people) =>
      room.consent.wordings.stillAsked((await read(room, id)).version, people),
    stillFits: () => Promise.resolve(() => Promise.resolve(new Set())),
    render: (mailing) => renderer(room, mailing),
    minimumVersion: () => Promise.resolve(1),
    finished: (mailing) => room.store.end(mailing, room.clock()),
  };
}

/** Nobody once the date has come. */
async function* audience(room: AskingAgainRoom, { id }: Mailing): AsyncIterable<SubscriberId> {
  const { version, from } = await read(room, id);
  const isAsking = (await room.consent.wordings.asking()).some(({ seal }) => seal === version.seal);
  if (isAsking) yield* room.consent.wordings.toBeAsked(version, from ?? undefined);
}

async function renderer(room: AskingAgainRoom, { id }: Mailing) {
  const { version } = await read(room, id);
  const purpose = (await room.consent.purposes()).find(({ key }) => key === version.purpose)!;
  const { newsletter, channel } = purpose;
  const letter = newsletter && channel === 'email' ? await room.campaigns.newsletter(newsletter) : null;
  const frame = { id, version, purpose, letter, shop: await room.settings.current() };
  return ({ subscriber }: { readonly subscriber: Subscriber }) => mailFor(room, frame, subscriber);
}

interface Frame {
  readonly id: MailingId;
  readonly version: WordingVersion;
  readonly purpose: Purpose;
  /** The newsletter that the purpose is for, where it comes by e-mail. */
  readonly letter: Awaited<ReturnType<AskingAgainRoom['campaigns']['newsletter']>>;
  readonly shop: ShopSettings;
}

async function mailFor(
  { consent, links, publicUrl }: AskingAgainRoom,
  { id, version, purpose, letter, shop }: Frame,
  subscriber: Subscriber,
): Promise<OutgoingMail> {
  const { language } = subscriber;
  const stands = (await consent.standing(subscriber.id)).get(purpose.key);
  const about = { subscriber: subscriber.id, newsletter: purpose.newsletter };
  const preferencesUrl = links.url('preferences', about);
  const unsubscribeUrl = letter ? links.url('unsubscribe', about) : null;
  const answerUrl = `${preferencesUrl}/new-words`;
  const mail = renderMail('asking-again', {
    ...{ lang: language, shop, publicUrl, preferencesUrl, answerUrl },
    // What is no newsletter by e-mail is stopped beside the yes, by one button.
    stopUrl: unsubscribeUrl ?? answerUrl,
    old: stands?.wording ? await consent.wordingByHash(stands.wording) : null,
    asked: await consent.wordingByHash(version.hashes[language]!),
    since: stands?.since ?? subscriber.createdAt,
    effectiveAt: version.effectiveAt,
  });
  // Nothing in it that differs per recipient (MAIL-7).
  const feedbackId = `${id}:${letter?.slug}:${kind}:voorkeur`;
  const list = letter &&
    unsubscribeUrl && { id: letter.listId, name: letter.title[language], unsubscribeUrl, feedbackId };
  return { ...mail, to: { address: subscriber.email }, automatic: true, ...(list && { list }) };
}

/** What the mail is called on a list of mails; null for any other mailing. */
export async function titleOf(
  room: AskingAgainRoom,
  mailing: MailingId,
  language: Language,
): Promise<string | null> {
  if (!(await room.store.find(mailing))) return null;
  const { version } = await read(room, mailing);
  const asked = await room.consent.wordingByHash(version.hashes[language]!);
  return translator(language)('privacy:askingAgain.subject', { label: asked!.label });
}

async function read(room: AskingAgainRoom, mailing: MailingId) {
  const asking = await room.store.find(mailing);
  const words = (await room.consent.wordings.all()).find(({ purpose }) => purpose.key === asking?.purpose);
  const version = words?.versions.find(({ number }) => number === asking?.version);
  if (!asking || !version) throw new NotFound();
  return { version, from: asking.from };
}
