// More random schemas; see `tierCases`.
import './effects.test.ts';
