/** Product words: which topics the name of a product belongs to. */
import { expect } from 'chai';
import { openLowerRooms, type LowerRooms } from '../support/lower-rooms.ts';

describe('Product words', () => {
  let rooms: LowerRooms;
  before(async () => {
    rooms = await openLowerRooms();
    await rooms.interests.setProductWords([
      { word: 'Rozen', topic: 'roses' },
      { word: 'rozenbottel', topic: 'garden' },
      { word: 'ui', topic: 'garden' },
      { word: 'bruid', topic: 'weddings' },
      { word: 'één roos', topic: 'roses' },
    ]);
  });
  after(() => rooms.close());

  const facts: readonly [string, readonly string[]][] = [
    ['rozen', ['roses']],
    ['ROZENBOEKET groot', ['roses']],
    ['Bruidsboeket met rozen', ['weddings', 'roses']],
    ['Krans van rozenbottels', ['garden']],
    ['Een roos in een doos', ['roses']],
    ['Tulpen', []],
    ['Uitvaartstuk', []],
    ['Rode ui, 10 stuks', ['garden']],
    ['Trosrozen', []],
    ['', []],
    ['– ! –', []],
  ];
  for (const [product, topics] of facts) {
    it(`finds ${topics.join(' and ') || 'nothing'} in ‘${product}’`, async () => {
      const matches = await rooms.interests.matchProduct({ name: product });
      expect(matches.map(({ topic }) => topic)).to.deep.equal(topics);
    });
  }

  it('refuses a word of a topic that is not there, and a word without letters', async () => {
    for (const wrong of [
      { word: 'tulp', topic: 'tulips' },
      { word: '--', topic: 'roses' },
    ]) {
      const error = await rooms.interests.setProductWords([wrong]).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('name', 'Invalid');
    }
    expect(await rooms.interests.productWords()).to.have.length(5);
  });

  it('keeps the same word of a topic once', async () => {
    const list = ['Tulp', 'tulp', ' TULP '].map((word) => ({ word, topic: 'garden' }));
    await rooms.interests.setProductWords(list);
    expect(await rooms.interests.productWords()).to.have.length(1);
  });
});
