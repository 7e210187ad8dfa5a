// The other place; see `tierPlaces`.
import './deny.test.ts';
