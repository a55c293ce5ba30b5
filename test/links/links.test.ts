import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { openLinks } from '../../server/links/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../server/platform/clock/index.ts';
import { newId, type NewsletterId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { testClock } from '../support/test-clock.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const subscriber = newId<SubscriberId>();
const newsletter = newId<NewsletterId>();

function open(options: { keys?: ReturnType<typeof key>[]; installation?: string } = {}) {
  const clock = testClock();
  const secretKeys = options.keys ?? [key('k1')];
  const installation = options.installation ?? 'here';
  return {
    clock,
    links: openLinks({ clock, publicUrl: 'https://news.example.com', secretKeys, installation }),
  };
}

describe('Links', () => {
  it('LINK-6 keep what they are about, hold no personal data and are at most 160 characters', () => {
    const { links } = open();
    const token = links.sign('unsubscribe', { subscriber, newsletter });
    expect(token.length).to.be.at.most(160);
    expect(links.read('unsubscribe', token)).to.include({ subscriber, newsletter });
  });

  it('LINK-3 read as nothing when any one character is altered, cut off or added', () => {
    const { links } = open();
    const token = links.sign('preferences', { subscriber, newsletter });
    const character = fc.constantFrom(...'ABCXYZabcxyz0189-_');
    fc.assert(
      fc.property(fc.nat(token.length - 1), character, (place, other) => {
        const altered = token.slice(0, place) + other + token.slice(place + 1);
        return altered === token || links.read('preferences', altered) === null;
      }),
    );
    for (const bad of [
      token.slice(1),
      token.slice(0, -1),
      `${token}A`,
      '',
      ' ',
      '../..',
      token.toUpperCase(),
    ]) {
      expect(links.read('preferences', bad), bad).to.equal(null);
    }
  });

  it('LINK-4 work for their own kind and installation only', () => {
    const keys = [key('k1')];
    const here = open({ keys }).links;
    const there = open({ keys, installation: 'there' }).links;
    const token = here.sign('unsubscribe', { subscriber, newsletter });
    for (const kind of ['preferences', 'confirm', 'undo', 'sample'] as const) {
      expect(here.read(kind, token), kind).to.equal(null);
    }
    expect(there.read('unsubscribe', token)).to.equal(null);
  });

  it('LINK-5 still work with a retired key, not with a revoked one, and unsubscribe works after five years', () => {
    const [k1, k2] = [key('k1'), key('k2')];
    const before = open({ keys: [k1] });
    const token = before.links.sign('unsubscribe', { subscriber, newsletter });
    expect(open({ keys: [k2, k1] }).links.read('unsubscribe', token)).to.not.equal(null);
    expect(open({ keys: [k2] }).links.read('unsubscribe', token)).to.equal(null);
    before.clock.advance(5 * 366 * DAY_MS);
    expect(before.links.read('unsubscribe', token)).to.not.equal(null);
  });

  it('LINK-9 LINK-12 expire: preferences after 90 days, confirmation after 72 hours, undo after 30 minutes', () => {
    const lives = [
      ['preferences', 90 * DAY_MS],
      ['confirm', 72 * HOUR_MS],
      ['undo', 30 * MINUTE_MS],
    ] as const;
    for (const [kind, lifeMs] of lives) {
      const { clock, links } = open();
      const token = links.sign(kind, { subscriber, newsletter });
      clock.advance(lifeMs - MINUTE_MS);
      expect(links.read(kind, token), kind).to.not.equal(null);
      clock.advance(2 * MINUTE_MS);
      expect(links.read(kind, token), kind).to.equal(null);
    }
  });

  it('LINK-8 are built from the configured public address', () => {
    const { links } = open();
    expect(links.url('unsubscribe', { subscriber, newsletter })).to.match(
      /^https:\/\/news\.example\.com\/unsubscribe\/[\w-]+$/,
    );
  });
});
