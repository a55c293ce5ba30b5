import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig, withDevelopmentDefaults } from '../../server/platform/config/index.ts';

describe('Settings from the environment', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'voorkeur-config-'));
  const development = () => withDevelopmentDefaults({ DATA_DIR: dataDir });
  const production = () => ({
    ...development(),
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://news.example.com/',
    MONGODB_URI: 'mongodb://db.example.com/voorkeur?replicaSet=rs0',
    SMTP_URL: 'smtps://user:word@mail.example.com',
    JOURNAL_DIR: '/srv/journal',
  });
  const why = (env: Record<string, string | undefined>): string => {
    try {
      readConfig(env);
      return 'accepted';
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      return (error as Error).message;
    }
  };
  after(() => rmSync(dataDir, { recursive: true }));

  it('development needs none, and keeps its secrets for the next start, readable by the owner alone', () => {
    const first = readConfig(development());
    expect(readConfig(development()).secretKeys).to.deep.equal(first.secretKeys);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).to.equal(0o600);
  });

  it('production refuses to start without them and says which', () => {
    const message = why({ NODE_ENV: 'production' });
    for (const name of ['PORT', 'PUBLIC_URL', 'MAIL_FROM', 'SECRET_KEYS', 'SUPPRESSION_KEYS', 'LEDGER_KEY']) {
      expect(message).to.include(`${name}: is missing`);
    }
    expect(why({ ...production(), SMTP_URL: '', MONGODB_URI: '' })).to.include('SMTP_URL: is missing');
    expect(why(production())).to.equal('accepted');
  });

  it('DEL-6 takes several SMTP servers, which host and port tell apart', () => {
    const smtpUrls = (text: string) => readConfig({ ...production(), SMTP_URL: text }).smtpUrls;
    expect(smtpUrls('smtp://a.example.com')).to.deep.equal(['smtp://a.example.com']);
    const two = ['smtp://a.example.com', 'smtps://user:w%20d@b.example.com:2465'];
    expect(smtpUrls(`  ${two.join('\n  ')}\n`)).to.deep.equal(two);
    expect(why({ ...production(), SMTP_URL: `${two[0]} https://b.example.com` })).to.include('smtp://');
    const twice = `${two[0]} smtp://other@a.example.com:587`;
    expect(why({ ...production(), SMTP_URL: twice })).to.include('same host and port twice');
  });

  it('MAIL-1 production refuses a public address that is not https', () => {
    expect(why({ ...production(), PUBLIC_URL: 'http://news.example.com' })).to.match(/^PUBLIC_URL: .*https/);
  });

  it('PRIV-7 production refuses a journal that lies with the data it has to outlive', () => {
    expect(why({ ...production(), JOURNAL_DIR: join(dataDir, 'journal') })).to.match(/^JOURNAL_DIR: /);
  });

  it('names what is wrong with a key', () => {
    expect(why({ ...development(), SECRET_KEYS: 'k1:c2hvcnQ=' })).to.include('at least 32 bytes');
    expect(why({ ...development(), SECRET_KEYS: 'Key 1:abc' })).to.include('1 to 4 lower-case letters');
    expect(why({ ...development(), LEDGER_KEY: 'nonsense' })).to.include(
      'LEDGER_KEY: must be a private ed25519 key',
    );
    expect(why({ ...development(), DKIM_KEYS: '' })).to.equal('DKIM_KEYS: is missing (or set DKIM_BY=relay)');
    expect(why({ ...development(), DKIM_KEYS: 'S 1:abc' })).to.include('the selector "S 1" must be');
    expect(why({ ...development(), DKIM_KEYS: 's1:abc' })).to.include('at least 2048 bits');
    const { DKIM_KEYS: one = '' } = development();
    expect(why({ ...development(), DKIM_KEYS: `${one},${one}` })).to.include('two keys have the same name');
  });

  it('MAIL-2 takes several DKIM keys, the first of which signs, and makes one that lacks in development', () => {
    const file = join(dataDir, 'secrets.json');
    const { DKIM_KEYS: _, ...others } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    writeFileSync(file, JSON.stringify(others));
    const made = development();
    expect(made).to.include(others);
    const encoded = made['DKIM_KEYS']!.split(':')[1]!;
    const { dkim } = readConfig({ ...made, DKIM_KEYS: `s2:${encoded}, s1:${encoded}` });
    if (dkim.by !== 'self') expect.fail('signs itself');
    expect(dkim.keys.map(({ selector }) => selector)).to.deep.equal(['s2', 's1']);
  });
});
