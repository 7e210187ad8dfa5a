import { badResponse } from './failure.ts';
import { isRecord } from './scope.ts';

/** Endpoints that answer a list and have no pages; a folder is a list of its entries. */
const unpaged = /\/(issue-types|issue-fields|contents\/\{path\})$/;

/**
 * Checks that an answer has the form of its endpoint: a list, a list in an envelope, or one object.
 * @throws ToolError `unavailable`
 */
export async function checkShape(route: string, data: unknown): Promise<void> {
  const { isPaginatingEndpoint } = await import('@octokit/plugin-paginate-rest');
  const hasPages = isPaginatingEndpoint(route);
  const fits = Array.isArray(data)
    ? hasPages || unpaged.test(route)
    : isRecord(data) && (!hasPages || Object.values(data).some((value) => Array.isArray(value)));
  if (!fits) throw badResponse(false);
}
