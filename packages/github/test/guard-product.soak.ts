// Every write of every tool, in both eras; see `tierCases`.
import './guard-product.test.ts';
