/** A property of the page's, where it is there to be seen: a getter must not run twice, nor for us alone. */
export function ownValue(object: unknown, name: PropertyKey): unknown {
  try {
    return Reflect.getOwnPropertyDescriptor(Object(object), name)?.value;
  } catch {
    // A proxy of the page's.
    return undefined;
  }
}
