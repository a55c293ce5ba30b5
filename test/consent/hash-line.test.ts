/** The hash of a line is over canonical JSON, whatever stands in the line. */
import { expect } from 'chai';
import fc from 'fast-check';
import { hashLine, type HashedLine, hashOf } from '../../server/consent/proof/hash-line.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('é', '\u2028', '"\\', '💐'));
const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
const anyLine = fc.record(
  {
    ...{ id: text, ledgerId: text, place: fc.nat(), previous: fc.option(text), purpose: text, act: text },
    ...{ wording: fc.option(text), language: text, statementVersion: fc.nat(), form: fc.option(text) },
    ...{ page: fc.option(text), channel: text, at: time, recordedAt: time, until: time, evidenceHash: text },
    actor: fc.record({ kind: text, id: text, more: text }, { requiredKeys: ['kind'] }),
  },
  {
    requiredKeys: [
      ...(['id', 'ledgerId', 'place', 'previous', 'purpose', 'act', 'wording', 'language'] as const),
      ...(['statementVersion', 'form', 'page', 'channel', 'at', 'recordedAt', 'actor'] as const),
    ],
  },
) as fc.Arbitrary<unknown> as fc.Arbitrary<HashedLine>;

describe('The hash of a line', () => {
  it('CON-4 is that of its canonical JSON (RFC 8785)', () => {
    fc.assert(fc.property(anyLine, (line) => hashLine(line) === hashOf(line)));
  });

  it('CON-4 does not count what the database keeps beside the line', () => {
    fc.assert(
      fc.property(
        anyLine,
        (line) => hashLine({ ...line, root: 3, hash: 'x' } as HashedLine) === hashLine(line),
      ),
    );
  });

  it('CON-4 is another one when anything in the line is', () => {
    fc.assert(
      fc.property(anyLine, fc.nat(), (line, which) => {
        const keys = Object.keys(line);
        const key = keys[which % keys.length]! as keyof HashedLine;
        expect(hashLine({ ...line, [key]: 'changed, and never as before' })).not.to.equal(hashLine(line));
      }),
    );
  });
});
