/** Refuses what must not become a header: line breaks and other control characters (SEC-2), several addresses in one. */
import { Invalid, type FieldProblems } from '../errors/index.ts';
import type { OutgoingMail } from './mail-types.ts';
import type { Pieces } from './pieces.ts';

const controls = /\p{Cc}/u;
const oneAddress = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;
const fieldName = /^[A-Za-z][A-Za-z0-9-]{0,75}$/;
/** The mailer makes these itself, each exactly once. */
const ours =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|list-.*|feedback-id|auto-submitted|dkim-signature)$/i;

/** Throws Invalid with the parts that cannot be sent as they are. */
export function checkMail(mail: OutgoingMail<Pieces>): void {
  const wrong = [
    ...Object.entries(headerTexts(mail))
      .filter(([, text]) => controls.test(text))
      .map(([name]) => name),
  ];
  if (!oneAddress.test(mail.to.address)) wrong.push('to');
  wrong.push(...Object.keys(mail.headers ?? {}).filter((name) => !fieldName.test(name) || ours.test(name)));
  if (wrong.length > 0) throw new Invalid(problems(wrong));
}

function headerTexts(mail: OutgoingMail<Pieces>): Record<string, string> {
  return {
    name: mail.to.name ?? '',
    subject: mail.subject,
    ...mail.headers,
    ...(mail.list && {
      listId: mail.list.id,
      listName: mail.list.name,
      unsubscribeUrl: mail.list.unsubscribeUrl,
      feedbackId: mail.list.feedbackId,
    }),
  };
}

function problems(names: readonly string[]): FieldProblems {
  return Object.fromEntries(names.map((name) => [name, { key: 'common:error.control' }]));
}
