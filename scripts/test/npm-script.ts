// Takes a tool's command from package.json, so that it is written down once.
import { readFileSync } from 'node:fs';

const tools: Record<string, string> = {
  tsc: 'node_modules/typescript/bin/tsc',
  eslint: 'node_modules/eslint/bin/eslint.js',
};

/** The arguments for Node that do what `npm run NAME` does, without the half second that npm takes. */
export function npmScript(name: string): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [tool = '', ...args] = (scripts[name] ?? '').split(' ');
  return [tools[tool] ?? tool, ...args];
}
