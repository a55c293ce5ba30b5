/** Where the project's own files lie, whether it runs from its sources or from a build. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and templates/. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The folder of everything a person sees: pages, mails, texts, assets. */
export const templatesDir = join(projectRoot, 'templates');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'templates'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The folder "templates" was not found above the program.');
  return findRoot(parent);
}
