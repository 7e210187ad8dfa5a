import { onTestFinished } from 'vitest';
import { startDouble, type Double } from './double/index.ts';
import { start } from './start.ts';

// What the tests of GitHub's failures share.

export const issue = { owner: 'octo', repo: 'garden', issue_number: 1 };
export const read = { ...issue, method: 'get' };
export const comment = { ...issue, body: 'Hello' };
export const threads = { owner: 'octo', repo: 'garden', pullNumber: 4, method: 'get_review_comments' };

export async function open(flags: readonly string[] = [], built = false) {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const session = await start(double.url, { token: double.token, flags, built });
  return { double, session };
}

export const to = (double: Double, method: string, part: string) =>
  double.requests.filter((request) => request.method === method && request.path.includes(part)).length;

/** False for the GraphQL query that completes an issue after it was read. */
export const isRest = ({ path }: { path: string }) => path !== '/graphql';
export const sent = (double: Double) => double.requests.filter(isRest).length;
