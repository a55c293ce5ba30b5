/** Finds words in bytes, whatever they were encoded by: for tests that nothing is left of a person. */

/** The words, of which some form is found in the bytes. */
export function foundIn(bytes: Buffer, words: readonly string[]): readonly string[] {
  // Case says nothing in a text, and everything in base64.
  const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
  return words.filter((word) => {
    const spellings = [word, word.toLowerCase(), word.toUpperCase(), capital(word), swapped(word)];
    return (
      spellings.some((text) => inBase64(text).some((form) => bytes.includes(form))) ||
      [...new Set(spellings)].some((text) => inText(text).some((form) => lower.includes(form)))
    );
  });
}

function inText(word: string): readonly Buffer[] {
  const utf8 = Buffer.from(word, 'utf8');
  const utf16 = Buffer.from(word, 'utf16le');
  const each = (form: (byte: number) => string) => [...utf8].map(form).join('');
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  const isPlain = (byte: number) => byte > 32 && byte < 127;
  const units = [...word].map((character) => character.codePointAt(0)!);
  const entity = (form: (unit: number) => string, all: boolean) =>
    units.map((unit) => (!all && unit < 128 ? String.fromCodePoint(unit) : form(unit))).join('');
  const texts = [
    each((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `=${hex(byte)}`)), // quoted-printable
    each((byte) => `=${hex(byte)}`),
    each((byte) => `%${hex(byte)}`),
    encodeURIComponent(word),
    each(hex),
    utf16.toString('hex'),
    ...[true, false].flatMap((all) => [
      entity((unit) => `&#${unit};`, all),
      entity((unit) => `&#x${unit.toString(16)};`, all),
      entity((unit) => `\\u${unit.toString(16).padStart(4, '0')}`, all),
    ]),
  ];
  const forms = [utf8, utf16, Buffer.from(utf16).swap16(), Buffer.from(word, 'latin1')];
  const all = [...forms, ...texts.map((text) => Buffer.from(text, 'utf8'))];
  return all.map((form) => Buffer.from(form.toString('latin1').toLowerCase(), 'latin1'));
}

/** At each of the three places that a word can begin in a group of base64, without the letters at its ends that others share. */
function inBase64(word: string): readonly string[] {
  return [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')].flatMap((bytes) =>
    [0, 1, 2].flatMap((offset) => {
      const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
      const whole = Math.floor((padded.length * 8) / 6);
      const start = Math.ceil((offset * 8) / 6);
      return [
        padded.toString('base64').slice(start, whole),
        padded.toString('base64url').slice(start, whole),
      ];
    }),
  );
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

function swapped(word: string): string {
  const swap = (letter: string) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return [...word].map(swap).join('');
}
