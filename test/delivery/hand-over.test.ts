import { expect } from 'chai';
import type { MailingSource } from '../../server/delivery/index.ts';
import { newId } from '../../server/platform/ids/index.ts';
import { openADelivery, type ADelivery } from './a-delivery.ts';

describe('delivery: the hand-over', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  it('MAIL-13 skips whoever unsubscribed after the freeze', async () => {
    const ids = test.addPeople(25);
    let sent = 0;
    test.sink.afterData = () => {
      // After the first mails of the first window somebody far behind leaves.
      if ((sent += 1) === 3) test.answers.set(ids[22]!, 'no');
      return 'take';
    };
    const { id } = await test.start();
    await test.workAll();
    expect(test.got()).to.have.length(24).and.not.to.include(test.people.get(ids[22]!)!.email);
    expect(await test.delivery.progress(id)).to.include({ accepted: 24, skipped: 1 });
    expect((await test.delivery.mailsTo(ids[22]!))[0]).to.include({ outcome: 'skipped', skipped: 'left' });
  });

  it('MAIL-13 skips whoever unsubscribed while the server was slow with their own window', async () => {
    const ids = test.addPeople(50);
    test.sink.afterData = () => {
      test.elapsedMs += 300;
      if (test.sink.mails.length === 3) test.answers.set(ids[40]!, 'no');
      return 'take';
    };
    await test.start();
    await test.workAll(test.another({ sizes: { chunk: 50, batch: 50, window: 50, batchesAtOnce: 1 } }));
    expect(test.got()).to.have.length(49).and.not.to.include(test.people.get(ids[40]!)!.email);
    expect(test.asked).to.be.within(5, 1 + 50 / 3);
  });

  it('MAIL-13 asks again where making the mail took so long that the answer grew old', async () => {
    const [leaver] = test.addPeople(3);
    const slow = test.another({
      mailer: {
        compose: (mail) => {
          if (!test.answers.has(leaver!)) test.elapsedMs += 1100;
          test.answers.set(leaver!, 'no');
          return test.mailer.compose(mail);
        },
      },
    });
    await test.start();
    await test.workAll(slow);
    expect(test.got()).to.have.length(2).and.not.to.include(test.people.get(leaver!)!.email);
    expect(await test.states()).to.deep.equal({ accepted: 2, skipped: 1 });
  });

  it('MAIL-13 asks consent once a window, not once a person', async () => {
    test.addPeople(60);
    await test.start();
    await test.workAll();
    expect(test.asked).to.equal(2 + 6);
  });

  it('CON-12 who objected to profiling after the freeze gets the default version', async () => {
    const ids = test.addPeople(25);
    for (const id of ids) test.versions.set(id, 'roses');
    let sent = 0;
    test.sink.afterData = () => {
      if ((sent += 1) === 3) test.answers.set(ids[22]!, 'default');
      return 'take';
    };
    await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ roses: 24, default: 1 });
    expect((await test.delivery.mailsTo(ids[22]!))[0]).to.include({
      version: 'default',
      outcome: 'accepted',
    });
  });

  it('CON-12 who no longer fits the version of the freeze gets the default, whatever else they agree to', async () => {
    const ids = test.addPeople(25);
    for (const id of ids) test.versions.set(id, 'roses');
    test.sink.afterData = () => {
      test.unfit.add(ids[22]!);
      return 'take';
    };
    await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ roses: 24, default: 1 });
    expect((await test.delivery.mailsTo(ids[22]!))[0]).to.include({ version: 'default' });
  });

  it('CON-12 asks only about versions that were chosen by interests', async () => {
    const [dutch, english] = test.addPeople(3);
    test.versions.set(dutch!, 'roses').set(english!, 'english');
    test.open = new Set(['english']);
    const about: string[] = [];
    const stillFits: MailingSource['stillFits'] = () =>
      Promise.resolve((given) => {
        about.push(...given.values());
        return Promise.resolve(new Set(given.keys()));
      });
    await test.start();
    await test.workAll(test.another({ source: { stillFits } }));
    expect(about).to.deep.equal(['roses']);
    expect(test.subjects()).to.deep.equal({ roses: 1, english: 1, default: 1 });
  });

  it('SEG-7 a version that is not chosen by interests also goes to who agreed to nothing about interests', async () => {
    const [dutch, english] = test.addPeople(2);
    test.versions.set(dutch!, 'roses').set(english!, 'english');
    test.answers.set(dutch!, 'default').set(english!, 'default');
    test.open = new Set(['english']);
    await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ default: 1, english: 1 });
  });

  it('CON-10 a service mail too goes to nobody who must not be written to', async () => {
    test.answers.set(test.addPeople(2)[0]!, 'no');
    await test.delivery.start({ id: newId(), kind: 'test', purpose: null, newsletter: null }, test.clock());
    await test.workAll();
    expect(test.got()).to.have.length(1);
  });

  it('PRIV-3 nobody writes to a person who was erased after the freeze, and no row of theirs is left', async () => {
    const ids = test.addPeople(25);
    const gone = ids[22]!;
    const email = test.people.get(gone)!.email;
    let erasing: Promise<unknown> | null = null;
    test.sink.afterData = () => {
      test.people.delete(gone);
      erasing ??= test.db.transaction((tx) => test.delivery.holder.erase(gone, tx));
      return 'take';
    };
    await test.start();
    await test.workAll();
    await erasing;
    expect(test.got()).not.to.include(email);
    expect((await test.rows()).map(({ s }) => s)).not.to.include(gone);
  });

  it('DEL-7 each row tells outcome, time, server and reply', async () => {
    const [anna, piet] = test.addPeople(2);
    test.sink.toRecipient = (to) => (to === test.people.get(piet!)!.email ? '550 5.1.1 No such user' : null);
    const { id } = await test.start();
    await test.workAll();
    const [toAnna] = await test.delivery.mailsTo(anna!);
    expect(toAnna).to.deep.include({
      mailing: id,
      version: 'default',
      outcome: 'accepted',
      at: test.clock(),
    });
    expect(toAnna!.reply).to.match(/^250 /);
    const row = (await test.rows()).find(({ s }) => s === piet)!;
    expect(row).to.include({
      state: 'refused',
      code: '5.1.1',
      server: test.sink.smtpUrl.replace('smtp://', ''),
    });
    expect(row['reply']).to.contain('550 5.1.1');
    expect(await test.delivery.holder.export(anna!)).to.deep.equal({ mails: [toAnna], refused: null });
  });
});
