// The second backend; see `tierModes`.
import './roots.test.ts';
