/** Makes a campaign's mail: everything that is alike for everybody once, then a copy per person by filling the gaps. */
import { convert } from 'html-to-text';
import type { Language } from '../../platform/i18n/index.ts';
import type { Pieces } from '../../platform/mail/index.ts';
import { renderMail } from '../../platform/templates/index.ts';
import type { ShopSettings } from '../../settings/index.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
import { type Block, type Content, isGoodLink } from './blocks.ts';
import { markFields } from './fields.ts';
import { markdownToHtml, markdownToMailHtml } from './markdown.ts';
import {
  asIs,
  escapeHtml,
  fillSlots,
  fillText,
  openSlots,
  type Slots,
  type SlotValues,
  type Template,
} from './slots.ts';

export interface PreparedMail {
  readonly language: Language;
  readonly subject: Template;
  readonly text: Template;
  readonly html: Template;
}

export interface MailFrame {
  readonly newsletter: Newsletter;
  readonly shop: ShopSettings;
  readonly publicUrl: string;
  /** Shows the dark version whatever the reader's machine asks for; for the preview. */
  readonly dark?: boolean;
  /** Said at the bottom, with a link to why; null or missing where everybody reads the same. */
  readonly version?: { readonly number: number; readonly of: number } | null;
}

/** The mail with gaps for what differs per person. */
export function prepareMail(content: Content, language: Language, frame: MailFrame): PreparedMail {
  const slots = openSlots();
  const { newsletter, shop, publicUrl } = frame;
  const mail = renderMail('newsletter', {
    lang: language,
    dark: frame.dark ?? false,
    shop,
    newsletter: newsletter.title[language],
    subject: markFields(content.subject, slots),
    preheader: markFields(content.preheader, slots),
    blocks: content.blocks.map((block) => shownInMail(block, slots, publicUrl)),
    unsubscribeUrl: slots.mark({ name: 'unsubscribeUrl', fallback: '' }),
    preferencesUrl: slots.mark({ name: 'preferencesUrl', fallback: '' }),
    reason: slots.mark({ name: 'reason', fallback: '' }),
    statementUrl: `${publicUrl}/statement`,
    version: frame.version,
    whyUrl: `${publicUrl}/why-this-version`,
  });
  const text = mail.text.replace(/\n{3,}/g, '\n\n');
  return { language, subject: slots.cut(mail.subject), text: slots.cut(text), html: slots.cut(mail.html) };
}

/** One person's copy. */
export function fillMail(
  mail: PreparedMail,
  values: SlotValues,
): { subject: string; text: string; html: string } {
  return {
    subject: subjectOf(mail, values),
    text: fillText(mail.text, values, asIs),
    html: fillText(mail.html, values, escapeHtml),
  };
}

/** One person's copy in pieces, of which all that is alike was encoded once. */
export function spliceMail(
  mail: PreparedMail,
  values: SlotValues,
): { subject: string; text: Pieces; html: Pieces } {
  return {
    subject: subjectOf(mail, values),
    text: fillSlots(mail.text, values, asIs),
    html: fillSlots(mail.html, values, escapeHtml),
  };
}

function subjectOf({ subject }: PreparedMail, values: SlotValues): string {
  return fillText(subject, values, asIs).trim();
}

function shownInMail(block: Block, slots: Slots, publicUrl: string): object {
  switch (block.kind) {
    case 'text':
      return {
        kind: block.kind,
        html: markdownToMailHtml(block.text, slots),
        text: htmlToText(markdownToHtml(block.text, slots)),
      };
    case 'image':
      return {
        ...block,
        link: goodLink(block.link),
        src: block.picture && `${publicUrl}/pictures/${block.picture}`,
      };
    case 'button':
      return { ...block, link: goodLink(block.link), label: markFields(block.label, slots) };
  }
}

/** A draft keeps whatever was typed; a mail only leads where checks allow it. */
function goodLink(link: string): string {
  return isGoodLink(link) ? link : '';
}

/** Plain text in lines of at most 72 characters, links behind their words. */
function htmlToText(html: string): string {
  return convert(html, {
    wordwrap: 72,
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: selector === 'h1' } })),
    ],
  });
}
