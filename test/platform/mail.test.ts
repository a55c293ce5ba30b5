import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { Invalid } from '../../server/platform/errors/index.ts';
import type { DkimConfig } from '../../server/platform/config/index.ts';
import {
  alike,
  dkimRecords,
  openMailer,
  type Mailer,
  type OutgoingMail,
  type Pieces,
} from '../../server/platform/mail/index.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const mailFrom = { name: "Les Fleurs d'amour", address: 'nieuws@lesfleurs.example.org' };
const dkim = { by: 'self', domain: 'example.org', keys: [{ selector: 's1', key }] } as const;
const common = { mailFrom, dkim, publicUrl: 'https://lesfleurs.example.org' };
const longToken = 'aZ09-_'.repeat(27).slice(0, 160);

const plain: OutgoingMail = {
  to: { name: 'Zoë Jansen', address: 'zoe@example.net' },
  subject: 'Rozen in mei – kom kijken in de winkel, met koffie en taart voor wie vroeg is 🌹',
  text: `Dag Zoë,\n\n${'Een lange regel met héél veel woorden. '.repeat(40)}\n\n.\nGroet`,
  html: `<p>Dag Zoë,</p><p>${'Een lange regel met héél veel woorden. '.repeat(40)}</p>`,
};
const newsletter: OutgoingMail = {
  ...plain,
  list: {
    id: 'bloemenpost.lesfleurs.example.org',
    name: 'Bloemenpost',
    unsubscribeUrl: `https://lesfleurs.example.org/unsubscribe/${longToken}`,
    feedbackId: 'campaign1:bloemenpost:voorkeur:lesfleurs',
  },
};

/** The bytes of a mail as they go over the line. */
async function rawOf(mailer: Mailer, mail: OutgoingMail<Pieces>): Promise<Buffer> {
  return Buffer.concat((await mailer.compose(mail)).parts);
}

describe('platform/mail', () => {
  let sink: SmtpSink;
  let mailer: Mailer;
  before(async () => {
    sink = await openSmtpSink();
    mailer = openMailer({ ...common, smtpUrl: sink.smtpUrl, socketTimeoutMs: 500 });
  });
  after(async () => {
    await mailer.close();
    await sink.close();
  });
  beforeEach(() => {
    sink.mails.length = 0;
    sink.toRecipient = () => null;
    sink.afterData = () => 'take';
  });

  const fields = (raw: Buffer, name: string) =>
    raw
      .toString()
      .split('\r\n\r\n')[0]!
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  /** The DNS, with what these keys need in it. */
  const dnsOf = (config: DkimConfig) => (name: string) =>
    Promise.resolve(
      dkimRecords(config)
        .filter((record) => record.name === name)
        .map(({ value }) => [value]),
    );
  const verify = (raw: Buffer, config: DkimConfig = dkim) => dkimVerify(raw, { resolver: dnsOf(config) });

  it('MAIL-1 a newsletter has exactly one List-Unsubscribe and one List-Unsubscribe-Post, byte for byte', async () => {
    const raw = await rawOf(mailer, newsletter);
    const head = raw.toString().split('\r\n\r\n')[0]!;
    expect(head.match(/^List-Unsubscribe:/gim)).to.have.length(1);
    expect(head).to.contain(
      `\r\nList-Unsubscribe: <https://lesfleurs.example.org/unsubscribe/${longToken}>\r\n`,
    );
    expect(head.match(/^List-Unsubscribe-Post:/gim)).to.have.length(1);
    expect(`${head}\r\n`).to.contain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('MAIL-2 mailauth passes the received mail, with a token of 160 characters, and every field is signed', async () => {
    expect(await mailer.send(await mailer.compose(newsletter))).to.include({ kind: 'accepted' });
    const { raw } = sink.mails[0]!;
    const { results } = await verify(raw);
    expect(results[0]!.status.result).to.equal('pass');
    const signed = /; h=([^;]+);/
      .exec(fields(raw, 'DKIM-Signature')[0]!)![1]!
      .replace(/\s/g, '')
      .toLowerCase()
      .split(':');
    expect(signed).to.include.members([
      ...['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
      ...['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'],
    ]);
  });

  it('MAIL-2 a changed one-click field breaks the signature', async () => {
    const raw = await rawOf(mailer, newsletter);
    const changed = Buffer.from(
      raw.toString('latin1').replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=No'),
      'latin1',
    );
    expect((await verify(changed)).results[0]!.status.result).to.equal('fail');
  });

  it('MAIL-2 leaves signing to the relay where that is the agreement', async () => {
    const relayed = openMailer({ ...common, dkim: { by: 'relay' }, smtpUrl: sink.smtpUrl });
    expect(fields(await rawOf(relayed, newsletter), 'DKIM-Signature')).to.be.empty;
  });

  it('MAIL-2 signs with the first of several keys, and what the one before signed still passes', async () => {
    const { privateKey: next } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const both: DkimConfig = { ...dkim, keys: [{ selector: 's2', key: next }, ...dkim.keys] };
    const changed = openMailer({ ...common, dkim: both, smtpUrl: sink.smtpUrl });
    const mails = [await rawOf(mailer, newsletter), await rawOf(changed, newsletter)];
    const verified = await Promise.all(mails.map((raw) => verify(raw, both)));
    expect(verified.map(({ results: [one] }) => `${one!.selector} ${one!.status.result}`)).to.deep.equal([
      's1 pass',
      's2 pass',
    ]);
    expect((await verify(mails[1]!)).results[0]!.status.result).not.to.equal('pass');
  });

  it('MAIL-5 lines are short, CRLF only, one From, Date and Message-ID, text before HTML', async () => {
    const { parts, messageId } = await mailer.compose(newsletter);
    const raw = Buffer.concat(parts);
    const text = raw.toString('latin1');
    expect(text.replaceAll('\r\n', '')).not.to.match(/[\r\n]/);
    const [head = '', ...body] = text.split('\r\n\r\n');
    expect(Math.max(...head.split('\r\n').map((line) => line.length))).to.be.at.most(998);
    expect(
      Math.max(
        ...body
          .join('\r\n')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).to.be.at.most(76);
    for (const name of ['From', 'Date', 'Message-ID', 'To', 'Subject', 'MIME-Version', 'Content-Type']) {
      expect(fields(raw, name), name).to.have.length(1);
    }
    expect(messageId).to.match(/^<[a-z2-7]{16}@lesfleurs\.example\.org>$/);
    expect(head).to.match(/Content-Type: multipart\/alternative/);
    expect(text.indexOf('Content-Type: text/plain')).to.be.lessThan(text.indexOf('Content-Type: text/html'));
    expect(text.match(/Content-Transfer-Encoding: quoted-printable/g)).to.have.length(2);
  });

  it('MAIL-2 MAIL-5 a mail put together of pieces reads as one composed by nodemailer, with short lines and a signature that holds', async () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 });
    const odd = fc.constantFrom(
      '  ',
      ' \n',
      '\t',
      '.\n',
      '.'.repeat(80),
      '=',
      '\n\n',
      'ë'.repeat(90),
      'x'.repeat(100),
      '🌹',
    );
    const text = fc.array(fc.oneof(words, odd), { maxLength: 8 }).map((parts) => parts.join(''));
    const pieces = fc.array(fc.record({ text, isAlike: fc.boolean() }), { minLength: 1, maxLength: 6 });
    const whole = (parts: readonly { text: string }[]) => parts.map((part) => part.text).join('');
    const inPieces = (parts: readonly { text: string; isAlike: boolean }[]) =>
      parts.map((part) => (part.isAlike ? alike(part.text) : part.text));
    const inLines = (value: string | undefined) => (value ?? '').replace(/\r\n|\r/g, '\n').trimEnd();
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (textParts, htmlParts) => {
        const html = [{ text: '<p>', isAlike: true }, ...htmlParts];
        const raw = await rawOf(mailer, {
          ...newsletter,
          text: inPieces(textParts),
          html: inPieces(html),
        });
        const lines = raw.toString('latin1').split('\r\n\r\n').slice(1).join('\r\n').split('\r\n');
        expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(76);
        expect(lines.filter((line) => line.startsWith('.'))).to.be.empty;
        const [signed] = (await verify(raw)).results;
        expect(signed!.status.result).to.equal('pass');
        const composer = new MailComposer({ text: whole(textParts), html: whole(html), newline: 'windows' });
        const [ours, theirs] = await Promise.all(
          [raw, await composer.compile().build()].map((each) => PostalMime.parse(each)),
        );
        expect(inLines(ours!.text)).to.equal(inLines(theirs!.text));
        expect(inLines(ours!.html)).to.equal(inLines(theirs!.html));
      }),
      { numRuns: 60 },
    );
  });

  it('MAIL-7 List-Id is the same in every mail, Feedback-ID is signed and the same for every recipient', async () => {
    const [one, other] = await Promise.all([
      rawOf(mailer, newsletter),
      rawOf(mailer, { ...newsletter, to: { address: 'piet@example.net' } }),
    ]);
    expect(fields(one, 'List-Id')).to.deep.equal([
      'List-ID: "Bloemenpost" <bloemenpost.lesfleurs.example.org>',
    ]);
    for (const name of ['List-Id', 'Feedback-ID'])
      expect(fields(one, name)).to.deep.equal(fields(other, name));
  });

  it('MAIL-7 a list name with letters beyond ASCII stays readable for mail programs', async () => {
    const list = { ...newsletter.list!, name: 'Fleurs d’été' };
    const raw = await rawOf(mailer, { ...newsletter, list });
    expect(fields(raw, 'List-Id')[0]).to.match(
      /^List-ID: =\?UTF-8\?Q\?.+\?= <bloemenpost\.lesfleurs\.example\.org>$/,
    );
    expect((await verify(raw)).results[0]!.status.result).to.equal('pass');
  });

  it('MAIL-8 an automatic mail says so and has no list fields', async () => {
    const raw = await rawOf(mailer, { ...plain, automatic: true });
    expect(fields(raw, 'Auto-Submitted')).to.deep.equal(['Auto-Submitted: auto-generated']);
    for (const name of [
      'List-Id',
      'List-Unsubscribe',
      'List-Unsubscribe-Post',
      'Feedback-ID',
      'Precedence',
    ]) {
      expect(fields(raw, name), name).to.be.empty;
    }
  });

  it('MAIL-11 an internationalised domain is written in its ASCII form', async () => {
    const mail = await mailer.compose({ ...plain, to: { address: 'info@bücher.example' } });
    expect(mail.envelope.to).to.equal('info@xn--bcher-kva.example');
    expect(await mailer.send(mail)).to.include({ kind: 'accepted' });
  });

  it('MAIL-11 letters beyond ASCII before the @ are refused for that recipient alone', async () => {
    const result = await mailer.send(await mailer.compose({ ...plain, to: { address: 'zoë@example.net' } }));
    expect(result).to.include({ kind: 'refused', permanent: true, code: '5.6.7' });
    expect(result.reply).to.contain('SMTPUTF8');
    expect(await mailer.send(await mailer.compose(plain))).to.include({ kind: 'accepted' });
  });

  it('MAIL-11 such an address is written to where the server takes it', async () => {
    const modern = await openSmtpSink({ smtpUtf8: true });
    const other = openMailer({ ...common, smtpUrl: modern.smtpUrl });
    expect(
      await other.send(await other.compose({ ...plain, to: { address: 'zoë@example.net' } })),
    ).to.include({ kind: 'accepted' });
    expect(modern.mails[0]!.to).to.equal('zoë@example.net');
    await other.close();
    await modern.close();
  });

  it('MAIL-12 From and DKIM must belong to one organisation, by the public suffix list', () => {
    const problem = (address: string, domain: string) =>
      openMailer({
        ...common,
        smtpUrl: sink.smtpUrl,
        mailFrom: { name: '', address },
        dkim: { ...dkim, domain },
      }).alignmentProblem();
    expect(problem('a@news.shop.example', 'shop.example')).to.equal(null);
    expect(problem('a@shop.example', 'mail.shop.example')).to.equal(null);
    expect(problem('a@shop.co.uk', 'other.co.uk')).to.equal('shop.co.uk ≠ other.co.uk');
    expect(problem('a@one.github.io', 'two.github.io')).to.be.a('string');
    expect(problem('a@bücher.example', 'xn--bcher-kva.example')).to.equal(null);
  });

  for (const [what, broken] of Object.entries({
    subject: { ...plain, subject: 'Hoi\r\nBcc: x@example.net' },
    'name of the recipient': { ...plain, to: { name: 'Zoë\nBcc: x@example.net', address: 'z@example.net' } },
    address: { ...plain, to: { address: 'z@example.net\r\nBcc: x@example.net' } },
    'address that is two': { ...plain, to: { address: 'a@example.net,b@example.net' } },
    'value of a field': { ...plain, headers: { 'X-Note': 'a\rb' } },
    'name of a field': { ...plain, headers: { 'X-Note: a\r\nBcc': 'b' } },
    'field that is ours': { ...plain, headers: { Date: 'never' } },
    'name of the list': { ...newsletter, list: { ...newsletter.list!, name: 'a\r\nb' } },
    'address to leave': {
      ...newsletter,
      list: { ...newsletter.list!, unsubscribeUrl: 'https://x.example/\r\nBcc: y' },
    },
    'feedback id': { ...newsletter, list: { ...newsletter.list!, feedbackId: 'a\r\nb' } },
  } satisfies Record<string, OutgoingMail>)) {
    it(`SEC-2 a line break or a second one in the ${what} is refused`, async () => {
      const error = await mailer.compose(broken).catch((e: unknown) => e);
      expect(error).to.be.instanceOf(Invalid);
    });
  }

  it('passes on further fields as they are given', async () => {
    const raw = await rawOf(mailer, { ...plain, headers: { 'X-Campaign': 'mei' } });
    expect(fields(raw, 'X-Campaign')).to.deep.equal(['X-Campaign: mei']);
  });

  it('DEL-7 tells the server and its reply of an accepted mail', async () => {
    const result = await mailer.send(await mailer.compose(plain));
    expect(result).to.deep.include({ kind: 'accepted', server: sink.smtpUrl.replace('smtp://', '') });
    expect(result.reply).to.match(/^250 /);
  });

  it('DEL-5 tells a permanent refusal from a temporary one, with the enhanced code', async () => {
    sink.toRecipient = (to) => (to.startsWith('zoe') ? '550 5.1.1 No such user' : null);
    expect(await mailer.send(await mailer.compose(plain))).to.include({
      kind: 'refused',
      permanent: true,
      code: '5.1.1',
    });
    sink.toRecipient = () => '451 4.7.1 Try later';
    expect(await mailer.send(await mailer.compose(plain))).to.include({
      kind: 'refused',
      permanent: false,
      code: '4.7.1',
    });
    sink.toRecipient = () => null;
    sink.afterData = () => '554 Spam';
    expect(await mailer.send(await mailer.compose(plain))).to.include({
      kind: 'refused',
      permanent: true,
      code: '554',
    });
  });

  it('DEL-5 goes on over the same line after a refusal', async () => {
    sink.toRecipient = (to) => (to.startsWith('zoe') ? '550 5.1.1 No such user' : null);
    await mailer.send(await mailer.compose(plain));
    const before = sink.connections;
    expect(
      await mailer.send(await mailer.compose({ ...plain, to: { address: 'a@example.net' } })),
    ).to.include({ kind: 'accepted' });
    expect(sink.connections).to.equal(before);
  });

  it('DEL-2 a line that breaks before the answer leaves it uncertain, and it is not sent again', async () => {
    let times = 0;
    sink.afterData = () => ((times += 1), 'hang up');
    expect((await mailer.send(await mailer.compose(plain))).kind).to.equal('uncertain');
    expect(times).to.equal(1);
  });

  it('DEL-2 a server that says nothing after the mail leaves it uncertain', async () => {
    sink.afterData = () => 'say nothing';
    expect((await mailer.send(await mailer.compose(plain))).kind).to.equal('uncertain');
  });

  it('DEL-3 a mail that may not leave after all, at the last moment, does not', async () => {
    const mail = await mailer.compose(newsletter);
    const answers = [true, false];
    sink.toRecipient = () => (answers.shift(), null);
    expect(await mailer.send(mail, () => answers[0]!)).to.include({ kind: 'unreachable' });
    expect(sink.mails).to.be.empty;
    expect(await mailer.send(mail)).to.include({ kind: 'accepted' });
  });

  it('a server that cannot be reached, and one that does not want us, are told from a refusal', async () => {
    const nobody = openMailer({ ...common, smtpUrl: 'smtp://127.0.0.1:1' });
    expect((await nobody.send(await nobody.compose(plain))).kind).to.equal('unreachable');
    expect(await nobody.check().catch((e: Error) => e.name)).to.equal('Unavailable');
    const gate = createServer((socket) => socket.end('554 Go away\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => gate.once('listening', resolve));
    const unwanted = openMailer({
      ...common,
      smtpUrl: `smtp://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    });
    expect((await unwanted.send(await unwanted.compose(plain))).kind).to.equal('unreachable');
    gate.close();
  });

  it('DEL-5 a server that refuses our password, or us as the sender, says so', async () => {
    const locked = await openSmtpSink({ refusesLogin: true });
    const smtpUrl = locked.smtpUrl.replace('smtp://', 'smtp://anna:wrong@');
    const wrong = openMailer({ ...common, smtpUrl });
    expect(await wrong.send(await wrong.compose(plain))).to.include({
      kind: 'unreachable',
      refuses: 'login',
    });
    await locked.close();
    sink.toSender = () => '550 5.7.1 Not from here';
    expect(await mailer.send(await mailer.compose(plain))).to.include({
      ...{ kind: 'unreachable', refuses: 'sender' },
    });
    sink.toSender = () => '451 4.3.0 Later';
    expect(await mailer.send(await mailer.compose(plain))).not.to.have.property('refuses');
    sink.toSender = () => null;
  });

  it('keeps a few lines open and never more than five', async () => {
    const fresh = await openSmtpSink();
    const other = openMailer({ ...common, smtpUrl: fresh.smtpUrl });
    const mail = await other.compose(plain);
    const results = await Promise.all(Array.from({ length: 40 }, () => other.send(mail)));
    expect(results.every(({ kind }) => kind === 'accepted')).to.equal(true);
    expect(fresh.connections).to.be.at.most(5);
    await other.close();
    await fresh.close();
  });

  it('a line that the server closed meanwhile is replaced without a loss', async () => {
    const fresh = await openSmtpSink();
    const other = openMailer({ ...common, smtpUrl: fresh.smtpUrl });
    const mail = await other.compose(plain);
    await other.send(mail);
    fresh.afterData = () => 'hang up';
    await Promise.all([other.send(mail), other.send(mail)]);
    fresh.afterData = () => 'take';
    expect((await other.send(mail)).kind).to.equal('accepted');
    await other.close();
    await fresh.close();
  });

  /** A server that offers just this, takes its time, answers command by command in pieces, and notes what it was told. */
  const openPlainServer = async (offers: readonly string[], toData = '354 go on', takesMs = 2) => {
    const heard: string[] = [];
    let lines = 0;
    const server = createServer((socket) => {
      lines += 1;
      let inMail = false;
      let rest = '';
      let said = '';
      const say = (reply: string) => (said += `${reply}\r\n`);
      socket.write('220 plain.test\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const told = (rest + chunk.toString()).split('\r\n');
        rest = told.pop()!;
        for (const line of told) {
          if (inMail && line !== '.') continue;
          const command = inMail ? 'end' : line.slice(0, 4);
          heard.push(command === 'MAIL' ? line : command);
          inMail = command === 'DATA' && toData.startsWith('354');
          if (command === 'EHLO')
            say(['250-plain.test', ...offers.map((one) => `250-${one}`), '250 HELP'].join('\r\n'));
          else if (command === 'RCPT' && line.includes('nobody')) say('550-5.1.1 Nobody\r\n550 5.1.1 here');
          else say(command === 'DATA' ? toData : '250 2.0.0 fine');
        }
        socket.write(said.slice(0, 5));
        setTimeout((later: string) => socket.write(later), takesMs, said.slice(5));
        said = '';
      });
    });
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const smtpUrl = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const plainMailer = openMailer({ ...common, smtpUrl, mostLines: () => 1, socketTimeoutMs: 2000 });
    const close = async () => {
      await plainMailer.close();
      server.close();
    };
    return { mailer: plainMailer, heard, lines: () => lines, close };
  };

  it('DEL-7 speaks with a server that takes one command at a time, and puts its replies together', async () => {
    const server = await openPlainServer([]);
    const refused = await server.mailer.send(
      await server.mailer.compose({ ...plain, to: { address: 'nobody@example.net' } }),
    );
    expect(refused).to.include({ kind: 'refused', permanent: true, code: '5.1.1' });
    expect(refused.reply).to.equal('550-5.1.1 Nobody\n550 5.1.1 here');
    expect(await server.mailer.send(await server.mailer.compose(plain))).to.include({ kind: 'accepted' });
    const from = `MAIL FROM:<${mailFrom.address}>`;
    expect(server.heard).to.deep.equal(['EHLO', from, 'RCPT', 'RSET', from, 'RCPT', 'DATA', 'end']);
    await server.close();
  });

  it('RFC 2920 sends nothing where a server wants the mail of a recipient whom it refused', async () => {
    const server = await openPlainServer(['PIPELINING']);
    const toNobody = { ...plain, to: { address: 'nobody@example.net' } };
    expect(await server.mailer.send(await server.mailer.compose(toNobody))).to.include({ kind: 'refused' });
    expect(server.heard.slice(-2)).to.deep.equal(['RCPT', 'DATA']);
    expect(await server.mailer.send(await server.mailer.compose(plain))).to.include({ kind: 'accepted' });
    expect(server.lines()).to.equal(2);
    await server.close();
  });

  it('RFC 9422 begins a new line once one has carried as many mails as the server allows', async () => {
    const server = await openPlainServer(['PIPELINING', 'LIMITS RCPTMAX=9 MAILMAX=2']);
    const mail = await server.mailer.compose(plain);
    for (let sent = 0; sent < 4; sent += 1)
      expect((await server.mailer.send(mail)).kind).to.equal('accepted');
    expect(server.lines()).to.equal(2);
    await server.close();
  });

  it('RFC 1870 a mail that is larger than the server takes is refused here, and says nothing of the address', async () => {
    const server = await openPlainServer(['SIZE 500']);
    const result = await server.mailer.send(await server.mailer.compose(plain));
    expect(result).to.include({ kind: 'refused', code: '5.6.0' });
    expect(server.heard).to.deep.equal(['EHLO']);
    await server.close();
  });

  it('DEL-2 a server that says goodbye instead of taking the mail has not got it', async () => {
    const server = await openPlainServer(['PIPELINING'], '421 4.3.2 Shutting down');
    const result = await server.mailer.send(await server.mailer.compose(plain));
    expect(result).to.include({ kind: 'refused', permanent: false, code: '4.3.2' });
    await server.close();
  });

  it('RFC 2920 the next envelope goes with the mail before it, and only one mail a line has begun', async () => {
    const fresh = await openSmtpSink();
    const other = openMailer({ ...common, smtpUrl: fresh.smtpUrl, mostLines: () => 1, socketTimeoutMs: 500 });
    const mail = await other.compose(plain);
    expect((await other.send(mail)).kind).to.equal('accepted');
    let begun = 0;
    fresh.afterData = () => (begun === 3 ? 'hang up' : 'take');
    const results = await Promise.all(
      Array.from({ length: 5 }, () => other.send(mail, () => (begun += 1) > 0)),
    );
    // The third broke the line; of the one behind it nothing had gone, so that another line took it.
    expect(results.map(({ kind }) => kind).sort()).to.deep.equal([
      ...Array.from({ length: 4 }, () => 'accepted'),
      'uncertain',
    ]);
    expect(begun).to.equal(5);
    expect(fresh.mails).to.have.length(5);
    expect(fresh.connections).to.equal(2);
    await other.close();
    await fresh.close();
  });

  it('RFC 2920 an envelope that is too late to go with the mail before it waits for its answer', async () => {
    const server = await openPlainServer(['PIPELINING'], '354 go on', 20);
    const mail = await server.mailer.compose(plain);
    await server.mailer.send(mail);
    const alone = server.mailer.send(mail);
    while (server.heard.filter((command) => command === 'end').length < 2)
      await new Promise((resolve) => setTimeout(resolve, 1));
    const late = server.mailer.send(mail);
    await alone;
    expect(server.heard.at(-1)).to.equal('end');
    const inTime = server.mailer.send(mail);
    await late;
    expect(server.heard.at(-1)).to.equal('DATA');
    expect((await inTime).kind).to.equal('accepted');
    expect(server.lines()).to.equal(1);
    await server.close();
  });

  it('DEL-3 a mail that is held back takes nothing of the one behind it along', async () => {
    const fresh = await openSmtpSink();
    const other = openMailer({ ...common, smtpUrl: fresh.smtpUrl, mostLines: () => 1 });
    const mail = await other.compose(plain);
    await other.send(mail);
    const answers = await Promise.all([
      other.send(mail),
      other.send(mail, () => false),
      other.send(mail),
      other.send(mail),
    ]);
    expect(answers.map(({ kind }) => kind)).to.deep.equal([
      'accepted',
      'unreachable',
      'accepted',
      'accepted',
    ]);
    expect(fresh.mails).to.have.length(4);
    await other.close();
    await fresh.close();
  });
});
