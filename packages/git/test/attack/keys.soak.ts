// The other kinds of values; see `tierCases`.
import './keys.test.ts';
