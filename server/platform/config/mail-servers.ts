/** Reads the addresses of SMTP servers: one, or several with spaces or line breaks between them. */
import { z } from 'zod';

/** Parses them; host and port tell servers apart, so that no two may have the same. */
export const mailServers = z.string().transform((text, context): readonly string[] => {
  const urls = text.trim().split(/\s+/);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (!urls.every((one) => URL.canParse(one) && /^smtps?:$/.test(new URL(one).protocol)))
    fail('must be an address that begins with smtp:// or smtps://, or several with spaces between them');
  else if (new Set(urls.map(hostAndPort)).size < urls.length) fail('names the same host and port twice');
  return urls;
});

function hostAndPort(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`;
}
