// The second backend; see `tierModes`.
import './faults.test.ts';
