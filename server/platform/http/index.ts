/** The door to HTTP: the bare app, forms, pages, errors. Everything that knows Express's quirks lives here. */
export { createHttp, finishHttp, type HttpOptions, type ShopShown } from './create-http.ts';
export { readForm, readQuery, readParam, checkInput, listOf, oneOf, optionalText } from './read-input.ts';
export { readJson, type JsonBody } from './read-json.ts';
export { takeMultipart } from './take-multipart.ts';
export { openEventStreams, type EventStreams } from './event-stream.ts';
export { renderPart, sendPage, speak, redirect, viewerLanguage, translate, type View } from './send-page.ts';
export { problemsFor, type ShownProblem } from './problems.ts';
export { sameOriginOnly } from './same-origin.ts';
export { behindToken } from './behind-token.ts';
export { Router, type Request, type Response, type NextFunction, type RequestHandler } from 'express';
