import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { expect } from 'chai';
import { type AskTxt, checkSender, dkimRecords, openTxt } from '../../server/platform/mail/index.ts';

const key = (selector: string) => ({
  selector,
  key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
});
const dkim = { by: 'self', domain: 'shop.example', keys: [key('s2'), key('s1'), key('s0')] } as const;
const [s2, s1, s0] = dkimRecords(dkim);

describe('What the DNS says of the sender', () => {
  const check = (dns: Readonly<Record<string, readonly string[]>>, address = 'news@shop.example') =>
    checkSender(address, dkim, (name) => Promise.resolve(dns[name] ?? []));

  it('MAIL-2 tells for each selector whether its key is there, another one, or none', async () => {
    expect(s2).to.deep.include({ selector: 's2', signs: true, name: 's2._domainkey.shop.example' });
    expect(s1!.value).to.match(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{392}$/);
    const found = await check({ [s2!.name]: [s2!.value.replaceAll('; ', ' ;')], [s1!.name]: [s0!.value] });
    expect(found.dkim.map(({ selector, signs, inDns }) => [selector, signs, inDns])).to.deep.equal([
      ['s2', true, 'there'],
      ['s1', false, 'differs'],
      ['s0', false, 'missing'],
    ]);
    expect((await checkSender('news@shop.example', { by: 'relay' }, () => Promise.resolve([]))).dkim).to.be
      .empty;
  });

  it('MAIL-12 reads the DMARC policy of the domain, or of the organisation, and SPF', async () => {
    const none = await check({});
    expect(none.dmarc).to.deep.equal({ inDns: 'missing', name: '_dmarc.shop.example', policy: null });
    expect(none.spf).to.deep.equal({ inDns: 'missing', value: null });
    const spf = 'v=spf1 include:relay.example -all';
    const own = await check({
      '_dmarc.shop.example': ['v=DMARC1; p=Reject'],
      'shop.example': ['hello', spf],
    });
    expect(own).to.deep.include({
      domain: 'shop.example',
      dmarc: { inDns: 'there', name: '_dmarc.shop.example', policy: 'reject' },
      spf: { inDns: 'there', value: spf },
    });
    const below = await check(
      { '_dmarc.shop.example': ['v=DMARC1; p=reject; sp=none'] },
      'x@news.shop.example',
    );
    expect(below.dmarc).to.include({ name: '_dmarc.shop.example', policy: 'none' });
    const two = await check({ '_dmarc.shop.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] });
    expect(two.dmarc.inDns).to.equal('missing');
  });

  it('says so where the DNS cannot be asked, and waits no longer than it is told', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
    const server = `127.0.0.1:${silent.address().port}`;
    const askTxt: AskTxt = openTxt({ servers: [server, server], waitMs: 150 });
    const from = performance.now();
    const found = await checkSender('news@shop.example', dkim, askTxt);
    expect(performance.now() - from).to.be.within(100, 1000);
    silent.close();
    expect([...found.dkim, found.dmarc, found.spf].map(({ inDns }) => inDns)).to.deep.equal(
      Array<string>(5).fill('unknown'),
    );
  });
});
