import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { createHttp, finishHttp } from '../../server/platform/http/index.ts';
import { openInbox, type Inbox } from '../../server/platform/inbox/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { openMailer, type OutgoingMail } from '../../server/platform/mail/index.ts';

const html =
  '<html><head><title>x</title></head><body><style>p{color:red}</style><p>Dag <a href="https://shop.example/x">Zoë</a></p></body></html>';
const mail = (address: string, subject = 'Rozen in mei – kom je?'): OutgoingMail => {
  return { to: { name: 'Zoë', address }, subject, text: 'Dag Zoë,\n\nRozen.', html };
};

describe('platform/inbox', () => {
  const log = openLog('silent');
  const shop = {
    name: 'Winkel',
    street: '',
    postcode: '',
    town: '',
    email: '',
    phone: '',
    website: '',
    registration: '',
    hue: 152,
  };
  let inbox: Inbox;
  let folder: string;
  const pages = (box: Inbox = inbox) => {
    const http = createHttp({
      log,
      trustProxy: 0,
      publicUrl: 'http://localhost',
      production: false,
      shop: () => Promise.resolve(shop),
    });
    http.use(box.routes);
    finishHttp(http, log);
    return request(http);
  };
  const send = async (box: Inbox, ...mails: OutgoingMail[]) => {
    const mailer = openMailer({
      smtpUrl: box.smtpUrl,
      mailFrom: { name: 'Winkel', address: 'nieuws@shop.example' },
      dkim: { by: 'relay' },
      publicUrl: 'http://localhost',
    });
    for (const one of mails) expect((await mailer.send(await mailer.compose(one))).kind).to.equal('accepted');
    await mailer.close();
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voorkeur-inbox-'));
    inbox = await openInbox({ dataDir: null, port: 0 });
    await send(inbox, mail('zoe@example.org'), mail('piet@example.org', 'Tweede'));
  });
  after(async () => {
    await inbox.close();
    await rm(folder, { recursive: true });
  });

  it('keeps what comes in, oldest first, taken apart', () => {
    const [first] = inbox.messages();
    expect(inbox.messages()).to.have.length(2);
    expect(first).to.deep.include({
      recipients: ['zoe@example.org'],
      from: 'nieuws@shop.example',
      subject: 'Rozen in mei – kom je?',
    });
    expect(first!.text).to.contain('Dag Zoë');
    expect(first!.html).to.contain('shop.example/x');
    expect(first!.headers.map(({ name }) => name)).to.include.members([
      'From',
      'To',
      'Subject',
      'Message-ID',
    ]);
  });

  it('lists the newest first and finds by recipient', async () => {
    const { text } = await pages().get('/inbox').expect(200);
    expect(text.indexOf('Tweede')).to.be.greaterThan(0).and.lessThan(text.indexOf('Rozen in mei'));
    const found = (await pages().get('/inbox?to=ZOE').expect(200)).text;
    expect(found).to.contain('Rozen in mei').and.not.to.contain('Tweede');
    expect((await pages().get('/inbox?to=nobody&lang=en').expect(200)).text).to.contain(
      'There is no mail to',
    );
  });

  it('answers machines too', async () => {
    const { body } = await pages().get('/inbox/messages.json?to=piet').expect(200);
    expect(body).to.have.length(1);
    expect(body[0])
      .to.include({ subject: 'Tweede' })
      .and.to.include.keys('id', 'text', 'html', 'headers', 'receivedAt', 'size');
  });

  it('shows a mail as it is read, as text, and its header fields', async () => {
    const { id } = inbox.messages()[0]!;
    const { text } = await pages().get(`/inbox/${id}?lang=en`).expect(200);
    expect(text)
      .to.contain(`src="/inbox/${id}/html"`)
      .and.to.contain('allow-top-navigation-by-user-activation');
    expect(text).to.contain('Dag Zoë,').and.to.contain('Message-ID');
    const source = await pages()
      .get(`/inbox/${id}/source`)
      .expect(200)
      .expect('Content-Type', /text\/plain/);
    expect(source.text).to.equal(inbox.messages()[0]!.raw.toString());
  });

  it('shows the mail in a frame that runs no script and opens links on top', async () => {
    const answer = await pages().get(`/inbox/${inbox.messages()[0]!.id}/html`).expect(200);
    const policy = answer.headers['content-security-policy']!;
    expect(policy).to.contain("default-src 'none'").and.to.contain('sandbox').and.not.to.contain('script');
    expect(policy).to.contain("frame-ancestors 'self'");
    expect(answer.headers['x-frame-options']).to.equal('SAMEORIGIN');
    expect(answer.text).to.contain('<head><base target="_top">');
  });

  it('answers 404 to what is not there', async () => {
    await pages().get('/inbox/aaaaaaaaaaaaaaaa').expect(404);
    await pages().get('/inbox/..%2f..%2fetc').expect(404);
  });

  it('has its mails again after a restart, and keeps no more than 500', async function () {
    this.timeout(60_000);
    const first = await openInbox({ dataDir: folder, port: 0 });
    await send(
      first,
      mail('zoe@bücher.example'),
      ...Array.from({ length: 502 }, (_, n) => mail('a@example.org', `Mail ${n}`)),
    );
    expect(first.messages()).to.have.length(500);
    await first.close();
    expect(await readdir(join(folder, 'inbox'))).to.have.length(500);
    const again = await openInbox({ dataDir: folder, port: 0 });
    const subjects = again.messages().map(({ subject }) => subject);
    expect(subjects).to.deep.equal(Array.from({ length: 500 }, (_, n) => `Mail ${n + 2}`));
    expect(again.messages()[0]).to.deep.include({ recipients: ['a@example.org'] });
    expect(again.messages()[0]!.raw.equals(first.messages()[0]!.raw)).to.equal(true);
    await again.close();
  });
});
