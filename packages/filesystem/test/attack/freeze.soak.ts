// The second backend; see `tierModes`.
import './freeze.test.ts';
