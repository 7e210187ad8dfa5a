// Random trees, texts and patterns, with other programs as the oracles: git and ripgrep for what is searched, grep for
// what matches, iconv for encodings. A few seconds here; more of the same in oracles.soak.ts.
import { describeOracles } from './oracles.ts';

describeOracles(12);
