// Every payload, also those of the same shape; see `distinct`.
import './recorded.test.ts';
