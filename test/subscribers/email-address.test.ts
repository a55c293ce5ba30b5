import { expect } from 'chai';
import { maskEmail, normaliseEmail } from '../../server/subscribers/index.ts';

describe('An address', () => {
  it('is kept in one form', () => {
    expect(normaliseEmail('  Anna@Example.COM ')).to.equal('anna@example.com');
    expect(normaliseEmail('mailto:anna@example.com')).to.equal('anna@example.com');
    expect(normaliseEmail('anna+roses@example.com')).to.equal('anna+roses@example.com');
    expect(normaliseEmail('an.na@example.com')).to.equal('an.na@example.com');
  });

  it('MAIL-11 may have an international domain, kept in its ASCII form', () => {
    expect(normaliseEmail('info@bloemenstraße.example.com')).to.equal(
      'info@xn--bloemenstrae-v9a.example.com',
    );
    expect(normaliseEmail('zoë@example.com')).to.equal('zoë@example.com');
  });

  it('SEC-2 is refused when it could break a header or is no address at all', () => {
    const bad = [
      'anna',
      'anna@',
      '@example.com',
      'anna@example',
      'a b@example.com',
      'anna@exa mple.com',
      'anna@example.com\r\nBcc: x@example.com',
      'anna\n@example.com',
      '"a"@example.com',
      'a@b@example.com',
      '.anna@example.com',
      'an..na@example.com',
      `${'a'.repeat(65)}@example.com`,
      'anna@-example.com',
      'anna@example.com, bob@example.com',
      '<anna@example.com>',
    ];
    for (const text of bad) expect(normaliseEmail(text), text).to.equal(null);
  });

  it('LINK-11 is shown masked', () => {
    expect(maskEmail('anneke@example.org')).to.equal('an•••@example.org');
    expect(maskEmail('a@example.org')).to.equal('•••@example.org');
  });
});
