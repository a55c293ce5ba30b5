/** Receives a file as a stream straight into GridFS, so that memory does not grow with it (SEC-9). */
import { Readable } from 'node:stream';
import multer from 'multer';
import { type FieldProblems, Invalid } from '../platform/errors/index.ts';
import { type Request, type Response, takeMultipart } from '../platform/http/index.ts';
import { newId, type AccountId, type FileId, type ImportId } from '../platform/ids/index.ts';
import type { ImportsContext } from './context.ts';
import { watchEncoding } from './file/watch-encoding.ts';
import type { ImportRun } from './import-run.ts';
import { readWords } from './rows/read-cell.ts';

type Arrived = Pick<ImportRun, 'fileName' | 'size' | 'encoding'>;

/** Stores the file of the form's field `file` and makes an import of it; Invalid where it cannot be one. */
export async function receiveUpload(
  context: ImportsContext,
  req: Request,
  res: Response,
  by: AccountId,
): Promise<ImportId> {
  const { store, uploads } = context;
  const id = newId<ImportId>();
  const file = newId<FileId>();
  // Known before the first byte, so that what breaks off is found and deleted.
  await store.add({ id, file, uploadedBy: by });
  try {
    const arrived = await streamIn(context, req, res, file);
    await store.uploaded(id, arrived);
    return id;
  } catch (error) {
    await uploads.remove(file);
    await store.remove(id);
    throw error instanceof multer.MulterError ? asProblem(error) : error;
  }
}

async function streamIn(
  { uploads, uploadLimit }: ImportsContext,
  req: Request,
  res: Response,
  id: FileId,
): Promise<Arrived> {
  let arrived: Arrived | null = null;
  const keep = async (file: Express.Multer.File): Promise<void> => {
    const watch = watchEncoding();
    const name = readWords(file.originalname, 100);
    const stored = await uploads.put(Readable.from(watch.pass(file.stream)), { id, name, type: 'text/csv' });
    const encoding = watch.found();
    if (stored.size === 0) throw problem('empty');
    if (encoding === null) throw problem('notText');
    arrived = { fileName: name, size: stored.size, encoding };
  };
  const receive = multer({
    storage: {
      _handleFile: (_req, file, done) => void keep(file).then(() => done(null, {}), done),
      _removeFile: (_req, _file, done) => done(null), // receiveUpload does
    },
    limits: { fileSize: uploadLimit, files: 1, fields: 2, fieldSize: 1000 },
    defParamCharset: 'utf8',
  }).single('file');
  await takeMultipart(req, res, receive);
  if (!arrived) throw problem('noFile');
  return arrived;
}

function asProblem({ code }: multer.MulterError): Invalid {
  return problem(code === 'LIMIT_FILE_SIZE' ? 'tooLarge' : 'upload');
}

function problem(key: string): Invalid {
  const fields: FieldProblems = { file: { key: `imports:problem.${key}` } };
  return new Invalid(fields);
}
