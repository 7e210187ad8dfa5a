// The other places; see `tierPlaces`.
import './deny.test.ts';
