/** What staff write becomes a mail: fields as data, checks with their place. */
import { expect } from 'chai';
import { type Block, type Content, noContent } from '../../server/campaigns/content/blocks.ts';
import { findProblems } from '../../server/campaigns/content/find-problems.ts';
import { fillMail, prepareMail, spliceMail } from '../../server/campaigns/content/render-newsletter.ts';
import type { Newsletter } from '../../server/campaigns/index.ts';
import type { FileId, NewsletterId } from '../../server/platform/ids/index.ts';
import type { Pieces } from '../../server/platform/mail/index.ts';
import type { ShopSettings } from '../../server/settings/index.ts';

const newsletter: Newsletter = {
  id: 'aaaaaaaaaaaaaaaa' as NewsletterId,
  slug: 'bloemenpost',
  title: { nl: 'Bloemenpost', en: 'Flower post' },
  description: { nl: '', en: '' },
  languages: ['nl', 'en'],
  channels: ['email'],
  listId: 'bloemenpost.localhost',
};
const shop = {
  name: "Les Fleurs d'amour",
  street: 'Lindelaan 14',
  postcode: '1234 AB',
  town: 'Voorstad',
  email: 'hallo@lesfleurs.test',
  registration: '12345678',
} as ShopSettings;
const values = {
  firstName: 'Anneke',
  newsletter: 'Flower post',
  shop: shop.name,
  unsubscribeUrl: 'https://shop.test/unsubscribe/TOKEN',
  preferencesUrl: 'https://shop.test/preferences/TOKEN',
  reason: 'You get this mail because you agreed to Flower post by email on 3 May 2025.',
};

const text = (words: string): Block => ({ id: 'b1', kind: 'text', text: words });
const image = (alt: string): Block => ({
  id: 'b2',
  kind: 'image',
  picture: 'p'.repeat(16) as FileId,
  alt,
  link: '',
});
const button = (label: string, link = 'https://shop.test/x'): Block => ({
  id: 'b3',
  kind: 'button',
  label,
  link,
});

const asText = (pieces: Pieces) =>
  typeof pieces === 'string'
    ? pieces
    : pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');

function mailOf(content: Partial<Content>, firstName = values.firstName) {
  const prepared = prepareMail({ ...noContent, ...content }, 'en', {
    newsletter,
    shop,
    publicUrl: 'https://shop.test',
  });
  const mail = fillMail(prepared, { ...values, firstName });
  const spliced = spliceMail(prepared, { ...values, firstName });
  expect({ subject: spliced.subject, text: asText(spliced.text), html: asText(spliced.html) }).to.deep.equal(
    mail,
  );
  return mail;
}

describe('What staff write', () => {
  it('SEC-3 comes out as typed when it looks like a template', () => {
    const {
      html,
      text: plain,
      subject,
    } = mailOf({
      subject: '{{constructor}}',
      blocks: [text('{{constructor}} {{{body}}} {{#each this}}x{{/each}} {password}')],
    });
    for (const place of [html, plain]) {
      expect(place).to.include('{{constructor}} {{{body}}} {{#each this}}x{{/each}} {password}');
    }
    expect(subject).to.equal('{{constructor}}');
  });

  it('SEC-3 keeps HTML as words', () => {
    const { html } = mailOf({ blocks: [text('<script>alert(1)</script><img src=x onerror=alert(1)>')] });
    expect(html).to.include('&lt;script&gt;').and.not.include('<script').and.not.include('<img');
  });

  it('SEC-3 leads nowhere by other schemes than those of the web, mail and telephone', () => {
    const { html } = mailOf({
      blocks: [text('[a](javascript:alert(1)) [b](data:text/html,x)'), button('c', 'javascript:alert(1)')],
    });
    expect(html).to.not.match(/href="(?:javascript|data):/);
  });

  it('SEC-3 fills fields in as data, escaped for their place', () => {
    const mischief = '**Bo** <b>"&[x](https://evil.test) {{7}} {shop}\r\nBcc: x@evil.test';
    const {
      html,
      text: plain,
      subject,
    } = mailOf({ subject: 'For {first name}', blocks: [text('Hello {first name}!')] }, mischief);
    expect(html).to.include(
      'Hello **Bo** &#60;b&#62;&#34;&#38;[x](https://evil.test) {{7}} {shop} Bcc: x@evil.test!',
    );
    expect(plain).to.include('Hello **Bo** <b>"&[x](https://evil.test) {{7}} {shop} Bcc: x@evil.test!');
    expect(subject).to.not.match(/[\r\n]/);
  });

  it('SEC-3 uses the fallback, or leaves no gap, for somebody without a name', () => {
    const content = {
      subject: '{voornaam|lezer}',
      blocks: [text('Good morning {first name}, dear {First Name|reader}')],
    };
    const { text: plain, subject } = mailOf(content, '');
    expect(plain).to.include('Good morning, dear reader');
    expect(subject).to.equal('lezer');
  });

  it('knows the newsletter and the shop as fields, in both languages', () => {
    const { text: plain } = mailOf({ blocks: [text('{newsletter}, {nieuwsbrief}, {shop}, {winkel}')] });
    expect(plain).to.include(`Flower post, Flower post, ${shop.name}, ${shop.name}`);
  });
});

describe('The mail', () => {
  it('MAIL-6 says in text and HTML who sends it, where they are, why you get it, and how to stop or choose', () => {
    const { html, text: plain } = mailOf({ subject: 'x', blocks: [text('Hello')] });
    for (const part of [html.replaceAll('&#x27;', "'"), plain]) {
      expect(part).to.include(shop.name).and.include('Lindelaan 14, 1234 AB Voorstad');
      expect(part).to.include('because you agreed to Flower post by email on 3 May 2025');
      expect(part).to.include(values.unsubscribeUrl).and.include(values.preferencesUrl);
      expect(part).to.include('https://shop.test/statement').and.include('no tracking');
    }
  });

  it('MAIL-16 loads nothing but the pictures that staff chose', () => {
    const { html } = mailOf({ blocks: [text('Hello'), image('A wreath'), button('Save a place')] });
    const loaded = [...html.matchAll(/(?:src|background)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded).to.deep.equal([`https://shop.test/pictures/${'p'.repeat(16)}`]);
    expect(html).to.not.match(/url\(/);
  });
});

describe('The checks', () => {
  const found = (content: Partial<Content>) =>
    findProblems({ subject: 's', preheader: 'p', ...content, blocks: content.blocks ?? [text('words')] }).map(
      ({ key, block }) => `${key.replace('campaigns:problem.', '')} ${block ?? '-'}`,
    );

  it('MAIL-15 find an image without a description, with its place', () => {
    expect(found({ blocks: [text('words'), image(' ')] })).to.deep.equal(['noAlt 2']);
  });

  it('MAIL-15 find link words that say nothing, with their place', () => {
    const blocks = [
      text('[Order the wreath](https://x.test) [click here](https://x.test)'),
      button('Klik hier!'),
    ];
    expect(found({ blocks })).to.deep.equal(['vagueLink 1', 'vagueLink 2']);
  });

  it('MAIL-15 find a mail that nothing is left of as plain text', () => {
    expect(found({ blocks: [image('A wreath')] })).to.deep.equal(['noText -']);
    expect(found({ blocks: [] })).to.deep.equal(['noText -']);
  });

  it('find a missing subject, a missing preheader and links that lead nowhere', () => {
    expect(found({ subject: '', preheader: '' })).to.deep.equal(['noSubject -', 'noPreheader -']);
    expect(found({ blocks: [button('Order', 'http://x.test'), text('[a wreath](/x)')] })).to.deep.equal([
      'badLink 1',
      'badLink 2',
    ]);
  });

  it('find a first name without a word for who has none', () => {
    expect(found({ blocks: [text('Hi {first name}, hi {voornaam|lezer}')] })).to.deep.equal([
      'nameWithoutFallback 1',
    ]);
  });
});
