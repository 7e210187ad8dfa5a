import { ToolError } from '../../errors.ts';
import { visible } from '../paths.ts';
import type { Located } from './roots.ts';
import type { Spot } from './spot.ts';

/**
 * Returns the one root in which a relative path exists, or in which it could be made.
 * @throws ToolError where several do, or none
 */
export function onlyOne(path: string, candidates: readonly Located[], look: (located: Located) => Spot): Located {
  const score = (located: Located): number => {
    try {
      return look(located).stat === undefined ? 1 : 2;
    } catch {
      return 0;
    }
  };
  const scored = candidates.map((located) => ({ located, score: score(located) }));
  const best = Math.max(...scored.map((s) => s.score));
  const finalists = scored.filter((s) => s.score === best);
  const [only] = finalists;
  if (best > 0 && finalists.length === 1 && only) return only.located;
  if (best === 0) {
    throw new ToolError(
      'not_found',
      `"${visible(path)}" is in none of the ${candidates.length} allowed folders; give an absolute path.`,
    );
  }
  const choices = finalists.map(({ located }) => `"${[located.root.path, ...located.names].join('/')}"`).join(' or ');
  throw new ToolError('invalid', `"${visible(path)}" can mean ${choices}; give the absolute path.`);
}
