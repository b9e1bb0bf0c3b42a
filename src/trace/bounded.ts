/** Sets a key of a map that holds so many at most: past that the oldest goes. */
export function setBounded<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  most: number,
): void {
  map.set(key, value);
  if (map.size > most) for (const [oldest] of map) return void map.delete(oldest);
}
