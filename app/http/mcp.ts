/** Lets assistants in at `/mcp`: who they act for is proved here, what they may do is the protocol's business. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, Router, type RequestHandler } from 'express';
import type { Request as Asked } from '../operations/operation.ts';
import type { Tokens } from '../operations/tokens.ts';
import { circumstances, nobody, signedIn } from './caller.ts';
import { problem, sendProblem } from './problem.ts';

type Caller = { userId: string; circumstances: Pick<Asked, 'correlationId' | 'address' | 'traceparent'> };

/** Answers a request of `caller`, whose body is JSON. */
export type Protocol = (caller: Caller, req: IncomingMessage, res: ServerResponse, body: unknown) => Promise<void>;

/** A page of another site must not talk to us through its reader's browser (MCP, Streamable HTTP, security). */
const sameOrigin: RequestHandler = (req, res, next) => {
  const origin = req.get('origin');
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === req.get('host'))) next();
  else sendProblem(res, problem('forbidden', 'Pages of other sites cannot use this address'));
};

export const mcpRoute = (protocol: Protocol, tokens: Tokens, bodyLimit: string): Router => {
  const router = Router({ caseSensitive: true, strict: true });
  const authenticated: RequestHandler = async (req, res, next) => {
    const userId = await signedIn(tokens, req);
    if (userId === null) sendProblem(res, nobody());
    else {
      res.locals['userId'] = userId;
      next();
    }
  };
  router.post('/mcp', sameOrigin, authenticated, json({ limit: bodyLimit }), async (req, res) => {
    const caller = { userId: String(res.locals['userId']), circumstances: circumstances(req, res) };
    await protocol(caller, req, res, req.body);
  });
  // There is nothing to listen to between requests, and no session to end.
  router.all('/mcp', (req, res) => {
    res.set('Allow', 'POST');
    sendProblem(res, problem('method-not-allowed', `/mcp has POST, not ${req.method}`));
  });
  return router;
};
