import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { compareStatements } from '../../server/consent/index.ts';
import { DAY_MS, dutchDay, plus, startOfDutchDay } from '../../server/platform/clock/index.ts';
import { Conflict } from '../../server/platform/errors/index.ts';
import { type AccountId, newId } from '../../server/platform/ids/index.ts';
import { projectRoot, templatesDir } from '../../server/platform/paths/index.ts';
import { type LowerRooms, openLowerRooms } from '../support/lower-rooms.ts';

const shopDetails = {
  ...{ name: 'Roos & *Zn*', street: 'Lindelaan 14', postcode: '1234 AB', town: 'Voorstad' },
  ...{ phone: '0172 000 000', email: 'hallo_daar@roos.test', registration: '12345678' },
};

describe('Statements', function () {
  this.timeout(60_000);
  const me = newId<AccountId>();
  const change = { nl: 'Anders.', en: 'Different.' };
  let rooms: LowerRooms;
  before(async () => {
    rooms = await openLowerRooms();
    await rooms.settings.change(shopDetails);
  });
  after(() => rooms.close());

  /** Writes what is in force with a sentence more, to count from that many days on. */
  const write = async (sentence: string, days: number) => {
    const { statements } = rooms.consent;
    await statements.beginDraft(me, change);
    const draft = (await statements.draft())!;
    const source = { nl: `${draft.source.nl}\n${sentence}\n`, en: `${draft.source.en}\n${sentence}\n` };
    const effectiveOn = dutchDay(plus(rooms.clock(), days * DAY_MS));
    await statements.saveDraft({ source, summary: change, effectiveOn }, draft.revision, me);
    return (await statements.draft())!;
  };
  const publish = async (sentence: string, days: number) =>
    rooms.consent.statements.publishDraft((await write(sentence, days)).revision, me);
  const words = async (number: number) => (await rooms.consent.statements.get(number)).text.nl;

  it('CON-3 the version that came along follows the settings until somebody agrees under it, and never after', async () => {
    const { consent, settings } = rooms;
    expect((await consent.statement('nl')).html)
      .to.include('Roos &amp; *Zn*')
      .and.include('hallo_daar@');
    const shown = (await consent.statement('nl')).hash;
    await settings.change({ phone: '0172 111 111' });
    expect(await words(1)).to.include('0172 111 111');
    expect((await consent.statement('nl')).hash).to.not.equal(shown);
    expect(await consent.statementVersion()).to.equal(1);
    await settings.change({ phone: '0172 222 222', minimumGroup: 80 });
    expect(await words(1))
      .to.include('0172 111 111')
      .and.include('ten minste 10 mensen');
    expect(await consent.statements.hasOldDetails()).to.equal(true);
    await consent.setUp();
    expect((await consent.statements.get(1)).isFixed).to.equal(true);
  });

  it('CON-11 a new version counts from the beginning of its Dutch day, and the old one stays as it was', async () => {
    const { consent, clock } = rooms;
    const before = await consent.statements.get(1);
    expect(await publish('Nieuw.', 3)).to.equal(2);
    expect(await consent.statementVersion()).to.equal(1);
    const { effectiveOn, effectiveAt } = await consent.statements.get(2);
    expect(effectiveAt).to.deep.equal(startOfDutchDay(effectiveOn));
    clock.set(plus(effectiveAt, -1));
    expect(await consent.statementVersion()).to.equal(1);
    clock.set(effectiveAt);
    expect(await consent.statementVersion()).to.equal(2);
    expect(await consent.statements.get(1)).to.deep.equal({ ...before, state: 'earlier' });
    expect(await words(2)).to.include('0172 222 222');
    expect(await consent.statements.hasOldDetails()).to.equal(false);
  });

  it('CON-11 one for today counts from its publishing', async () => {
    const { consent, clock } = rooms;
    const number = await publish('Vandaag.', 0);
    expect((await consent.statements.get(number)).effectiveAt).to.deep.equal(clock());
    expect(await consent.statementVersion()).to.equal(number);
  });

  it('CON-11 a planned version can be taken back before its day, and its number is not given out again', async () => {
    const { consent, clock } = rooms;
    const number = await publish('Later.', 2);
    const next = await write('Nog later.', 5);
    const alone = (await consent.statements.checkDraft(next)).filter(({ ok }) => !ok).map(({ id }) => id);
    expect(alone).to.deep.equal(['alone']);
    await consent.statements.withdraw(number);
    clock.advance(3 * DAY_MS);
    expect(await consent.statementVersion()).to.equal(number - 1);
    const published = await consent.statements.publishDraft(next.revision, me);
    expect(published).to.equal(number + 1);
    expect((await consent.statements.before(published))!.number).to.equal(number - 1);
    clock.advance(6 * DAY_MS);
    const late = await consent.statements.withdraw(published).catch((error: unknown) => error);
    expect(late).to.be.instanceOf(Conflict);
  });

  it('CON-11 what a statement must say is looked for in both languages before it may be published', async () => {
    const { statements } = rooms.consent;
    const { revision } = await write('x', 1);
    const source = { nl: 'Bel {phone}, {nonsense}.', en: '' };
    const summary = { nl: '', en: 'Less.' };
    await statements.saveDraft({ source, summary, effectiveOn: '2020-01-01' }, revision, me);
    const draft = (await statements.draft())!;
    const failed = (await statements.checkDraft(draft)).filter(({ ok }) => !ok);
    expect(failed.map(({ id }) => id)).to.deep.equal([
      ...['languages', 'who', 'purposes', 'terms', 'rights', 'contact', 'authority', 'cookies'],
      ...['gaps', 'summary', 'day'],
    ]);
    expect(failed[0]!.missing).to.deep.equal(['en']);
    const refused = await statements.publishDraft(draft.revision, me).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Conflict);
    expect(await statements.saveDraft(draft, revision, me)).to.equal(false);
    await statements.removeDraft(draft.revision);
    expect(await statements.draft()).to.equal(null);
  });

  it('CON-11 differences name what is new, gone and changed, under its heading', () => {
    const [before, after] = [
      '## Cookies\n\nWe set one cookie.\n\nWe like tea.\n\n## Who\n\nThe same.',
      '## Cookies\n\nWe set two cookies, and one more thing.\n\n## Who\n\nThe same.\n\n| a | b |\n| - | - |\n| c | d |',
    ];
    const found = compareStatements(before, after);
    expect(found.map(({ heading }) => heading)).to.deep.equal(['Cookies', 'Who']);
    const said = (kind: string) =>
      found.flatMap(({ differences }) =>
        differences.flatMap(({ parts }) =>
          parts.filter((part) => part.kind === kind).map(({ text }) => text),
        ),
      );
    expect(said('removed').join('|')).to.include('We like tea.').and.not.include('The same');
    expect(said('added').join('|')).to.include('two').and.include('c; d');
    expect(compareStatements(before, before)).to.deep.equal([]);
  });

  it('CON-3 a version whose text no longer matches its hash is found', async () => {
    const { consent, db } = rooms;
    expect((await consent.verifyLedger()).findings).to.deep.equal([]);
    const rows = db.connection.collection<{ _id: number }>('statements');
    await rows.updateOne({ _id: 2 }, { $set: { 'text.nl': 'Alles mag.' } });
    const { findings } = await consent.verifyLedger();
    expect(findings).to.deep.equal([{ what: 'statement-changed', where: 'statement 2' }]);
  });

  it('PRIV-8 PRIV-6 PRIV-5 the version that comes along lists every cookie, every term, and every way to stop', () => {
    const names = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap(
        (name) => readFileSync(join(projectRoot, 'server', name), 'utf8').match(/__Host-[\w-]+/g) ?? [],
      );
    expect(new Set(names).size).to.be.greaterThan(1);
    for (const [language, needed] of Object.entries({
      nl: [
        '2 jaar',
        '30 dagen',
        '5 jaar',
        '12 maanden',
        '24 maanden',
        'telefonisch',
        'brief',
        'mail',
        'balie',
        'BSN',
      ],
      en: [
        '2 years',
        '30 days',
        '5 years',
        '12 months',
        '24 months',
        'telephone',
        'letter',
        'mail',
        'counter',
        'citizen',
      ],
    })) {
      const text = readFileSync(join(templatesDir, 'statements', `1.${language}.md`), 'utf8');
      for (const word of [...names, ...needed, 'Autoriteit Persoonsgegevens']) expect(text).to.include(word);
    }
  });
});
