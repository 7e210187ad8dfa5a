// The second backend; see `tierModes`.
import './limits.test.ts';
