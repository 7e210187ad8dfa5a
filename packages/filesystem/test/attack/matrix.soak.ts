// The second backend; see `tierModes`.
import './matrix.test.ts';
