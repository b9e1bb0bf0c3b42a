/** Microseconds since the epoch, or of a duration: what Zipkin counts in. Always an integer. */
export type Microseconds = number;
