import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Receipt, verifyReceipt } from '../../server/consent/index.ts';
import { openLedgerKey } from '../../server/consent/proof/ledger-key.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { projectRoot } from '../../server/platform/paths/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { newLedgerKey } from '../support/ledger-key.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };
/** Where something stands in a document: keys from the root. */
type Place = readonly string[];

describe('A receipt', () => {
  let shop: TestApp;
  let anna: SubscriberId;
  let receipt: Receipt;
  let text: string;
  let dir: string;
  before(async function () {
    this.timeout(60_000);
    dir = await mkdtemp(join(tmpdir(), 'voorkeur-receipt-'));
    shop = await startTestApp();
    await openShop(shop);
    anna = await addPerson(shop, { email: 'anna@example.org', language: 'en' });
    const { id } = (await shop.app.consent.history(anna))[0]!;
    receipt = (await shop.app.consent.receipt(anna, id))!;
    text = JSON.stringify(receipt);
  });
  after(async () => {
    await shop.close();
    await rm(dir, { recursive: true, force: true });
  });

  const key = () => shop.app.consent.publicKey;
  const check = (input: unknown) => verifyReceipt(input, key());
  const copy = () => JSON.parse(text) as Json;

  it('CON-5 holds the decision with its exact words, and is genuine', async () => {
    const words = await shop.app.consent.wording(emailPurpose, 'en');
    expect(receipt).to.include({ kind: 'voorkeur-receipt', version: 1, publicKey: key() });
    expect(receipt.line).to.include({ purpose: emailPurpose, act: 'given', place: 0, wording: words.hash });
    expect(receipt.wording).to.deep.equal({ language: 'en', label: words.label, text: words.text });
    expect(check(copy())).to.deep.equal([]);
  });

  it('CON-5 is genuine for a decision without words of ours too', async () => {
    const [line] = await shop.app.consent.record(anna, [
      {
        ...{ purpose: emailPurpose, act: 'withdrawn', wording: null, language: 'en', statementVersion: 1 },
        ...{ form: null, page: null, channel: 'one-click', actor: { kind: 'subscriber' }, at: shop.clock() },
      },
    ]);
    const own = await shop.app.consent.receipt(anna, line!.id);
    expect(own!.wording).to.equal(null);
    expect(check(JSON.parse(JSON.stringify(own)))).to.deep.equal([]);
  });

  it('CON-5 is genuine for a break, with the day on which it ends', async () => {
    const carla = await addPerson(shop, { email: 'carla@example.org', language: 'en' });
    const how = { channel: 'preferences', actor: { kind: 'subscriber' }, form: null, page: null } as const;
    const at = shop.clock();
    const until = await shop.app.consent.takeABreak(carla, 1, {
      ...{ ...how, language: 'en', statementVersion: 1, at },
    });
    const { id } = (await shop.app.consent.history(carla)).at(-1)!;
    const own = JSON.parse(JSON.stringify(await shop.app.consent.receipt(carla, id))) as Receipt;
    expect(check(own)).to.deep.equal([]);
    expect(own.line).to.include({ act: 'paused', until: until!.toISOString() });
    const moved = { ...own, line: { ...own.line, until: '2099-01-01T00:00:00.000Z' } };
    expect(check(moved)).to.deep.equal(['signature', 'line']);
  });

  it('CON-5 holds no address, name or evidence', () => {
    expect(text).to.not.include('anna').and.not.include('@');
  });

  it('SEC-8 is given of nobody else’s decision', async () => {
    const bob = await addPerson(shop, { email: 'bob@example.org' });
    expect(await shop.app.consent.receipt(bob, receipt.line.id)).to.equal(null);
    expect(await shop.app.consent.receipt(newId(), receipt.line.id)).to.equal(null);
  });

  it('CON-5 is false when any field of it is changed', () => {
    const places = placesIn(copy());
    expect(places.length).to.be.greaterThan(22);
    for (const place of places) {
      fc.assert(
        fc.property(otherThan(at(copy(), place)), (value) => {
          expect(check(changed(copy(), place, value)), place.join('.')).to.not.be.empty;
        }),
        { numRuns: 40 },
      );
    }
  });

  it('CON-5 is false when any field of it is left out, or one is added', () => {
    for (const place of placesIn(copy())) {
      expect(check(changed(copy(), place, undefined)), place.join('.')).to.not.be.empty;
    }
    for (const place of [[], ['line'], ['line', 'actor'], ['wording']]) {
      expect(check(changed(copy(), [...place, 'more'], 'x')), place.join('.')).to.deep.equal(['form']);
    }
  });

  it('CON-5 is false when somebody else signs it', () => {
    const { signature: _, ...rest } = receipt;
    const other = openLedgerKey(newLedgerKey());
    const forged = { ...rest, publicKey: other.publicKey };
    expect(check(JSON.parse(JSON.stringify({ ...forged, signature: other.sign(forged) })))).to.deep.equal([
      'key',
    ]);
    expect(check({ ...(copy() as object), signature: other.sign(rest) })).to.deep.equal(['signature']);
  });

  it('CON-5 is checked on a public page, pasted or uploaded, without looking anything up', async () => {
    const page = () => shop.visitor().post('/receipt?lang=en');
    expect((await page().field('receipt', text).expect(200)).text).to.include('This receipt is genuine');
    const uploaded = await page().attach('file', Buffer.from(text), 'receipt.json').expect(200);
    expect(uploaded.text).to.include('This receipt is genuine');
    const changedText = text.replace('"given"', '"refused"');
    expect((await page().field('receipt', changedText).expect(200)).text)
      .to.include('This receipt is not right')
      .and.include('its hash does not match');
    const nothing = await page().field('receipt', ' ').expect(400);
    expect(nothing.text).to.include('href="#receipt"').and.include('aria-invalid="true"');
    await page().field('receipt', 'dear sir').expect(400);
    await page().attach('file', Buffer.alloc(200_000), 'large.json').expect(400);
  });

  it('CON-5 is checked by npm run verify-receipt without a database', async function () {
    this.timeout(60_000);
    const run = promisify(execFile);
    const verify = async (content: string, ...args: string[]) => {
      const file = join(dir, 'receipt.json');
      await writeFile(file, content);
      const command = ['--import', 'tsx', 'scripts/verify-receipt.ts', file, ...args];
      const env = { PATH: process.env['PATH'] };
      return run(process.execPath, command, { cwd: projectRoot, env }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (failed: { code: number; stdout: string }) => failed,
      );
    };
    expect(await verify(text, '--key', key())).to.deep.include({ code: 0 });
    const other = await verify(text, '--key', openLedgerKey(newLedgerKey()).publicKey);
    expect(other.code).to.equal(1);
    expect(other.stdout).to.include('another key');
    const forged = await verify(text.replace('/sign-up', '/somewhere'));
    expect(forged.code).to.equal(1);
    expect((await verify('dear sir')).code).to.equal(2);
  });
});

/** Every value in the document that has no parts of its own. */
function placesIn(value: Json, before: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [before];
  return Object.entries(value).flatMap(([name, inside]) => placesIn(inside, [...before, name]));
}

function at(value: Json, place: Place): Json {
  return place.reduce<Json>((inside, name) => (inside as Record<string, Json>)[name]!, value);
}

/** The document with another value at the place, or without it. */
function changed(document: Json, place: Place, value: Json | undefined): Json {
  const parent = at(document, place.slice(0, -1)) as Record<string, Json>;
  if (value === undefined) delete parent[place.at(-1)!];
  else parent[place.at(-1)!] = value;
  return document;
}

/** Another value: of any kind, or a text that differs by one character. */
function otherThan(value: Json): fc.Arbitrary<Json> {
  const any = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)) as fc.Arbitrary<Json>;
  const alike = fc
    .tuple(fc.nat(), fc.constantFrom(...'abcABC012=+/ Zz'))
    .map(([n, letter]) => replaceAt(String(value), n, letter));
  const others = typeof value === 'string' ? fc.oneof(any, alike) : any;
  return others.filter((other) => other !== value);
}

function replaceAt(text: string, n: number, letter: string): string {
  const place = n % Math.max(1, text.length);
  return text.slice(0, place) + letter + text.slice(place + 1);
}
