// All random statements; see `runs`.
import './fuzz.test.ts';
