/** Mails the day's root to whom the shop chose, so that it is kept where nobody here can change it (CON-4). */
import { languages } from '../platform/i18n/index.ts';
import type { Outbox } from '../platform/outbox/index.ts';
import { renderPlainMail } from '../platform/templates/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Alongside } from './publish-root.ts';

interface MailRootDeps {
  readonly settings: Settings;
  readonly outbox: Outbox;
  readonly publicUrl: string;
}

/** Puts the mail into the outbox with the root's own transaction; nothing where no address is set. */
export function openRootMail({ settings, outbox, publicUrl }: MailRootDeps): Alongside {
  return async (root, tx) => {
    const { name, rootEmail } = await settings.current();
    if (rootEmail === '') return;
    // It goes to a notary or an accountant as well as to the shop: once in each language, in plain text.
    const mails = languages.map((lang) =>
      renderPlainMail('ledger-root', { lang, root, shop: name, publicUrl }),
    );
    const subject = mails.map((mail) => mail.subject).join(' / ');
    const text = mails.map((mail) => mail.text.trim()).join('\n\n--------\n\n');
    await outbox.enqueue(
      { to: { address: rootEmail }, subject, text, html: '', automatic: true, about: null },
      tx,
    );
  };
}
