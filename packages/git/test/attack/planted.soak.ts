// The attacks that `npm test` makes together, each alone; see `tierCases`.
import './planted.test.ts';
