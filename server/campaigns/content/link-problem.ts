/** Whether a link leads somewhere, judged by its address alone: nothing is fetched (MAIL-15). */

/** What is wrong with an address: there is none, it is no address, or it only stands in for one. */
export type LinkProblem = 'noAddress' | 'badLink' | 'placeholder';

/** Names that never lead a reader anywhere (RFC 2606, RFC 6761), and this machine itself. */
const placeholder =
  /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\]|(?:.+\.)?(?:localhost|test|invalid|example|example\.(?:com|net|org)))$/i;

/** Null where nothing is wrong; `isLive` says that the mail goes to real readers, so that no placeholder may be left. */
export function linkProblem(href: string, isLive: boolean): LinkProblem | null {
  const address = href.trim();
  if (address === '') return 'noAddress';
  const [, scheme = ''] = /^(https?|mailto|tel):/i.exec(address) ?? [];
  if (scheme === '' || /[\s"'<>]/.test(address) || !URL.canParse(address)) return 'badLink';
  const url = new URL(address);
  if (url.protocol === 'tel:') return /\d{3}/.test(url.pathname.replace(/\D/g, '')) ? null : 'badLink';
  const host = url.protocol === 'mailto:' ? hostOfMail(url) : url.hostname;
  if (host === '') return 'badLink';
  return isLive && placeholder.test(host) ? 'placeholder' : null;
}

function hostOfMail({ pathname }: URL): string {
  return /^[^@\s]+@([^@\s]+)$/.exec(decodeURIComponent(pathname))?.[1] ?? '';
}
