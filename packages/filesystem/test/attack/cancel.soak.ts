// The second backend; see `tierModes`.
import './cancel.test.ts';
