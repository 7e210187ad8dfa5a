// The other era; see `tested`.
import './consent-swap.test.ts';
