/**
 * The TypeScript type of a JSON Schema literal, for the common keywords: type (also as a list), properties,
 * required, additionalProperties, patternProperties, items, prefixItems, enum, const, anyOf, oneOf, allOf and
 * local $ref. Whatever else a schema says narrows the value at run time and leaves the type as it is;
 * a schema without any of these keywords is `unknown`.
 */
export type FromSchema<S> = At<S, S, never>

/** `Root` is where `#/…` starts; `Seen` holds the references followed since the last property or item. */
type At<S, Root, Seen> = S extends boolean
  ? S extends false
    ? never
    : unknown
  : S extends { readonly '~unsafe': infer T }
    ? T
    : S extends { readonly '~kind': 'Cyclic'; readonly $defs: infer D; readonly $ref: infer R }
      ? At<D[R & keyof D], S, R>
      : S extends { readonly $ref: infer R extends string }
        ? R extends Seen
          ? unknown
          : Both<At<Target<R, Root>, Root, Seen | R>, Base<S, Root, Seen>>
        : Base<S, Root, Seen>

type Base<S, Root, Seen> = Both<
  Both<Own<S, Root>, S extends { readonly allOf: infer A extends readonly unknown[] } ? AllOf<A, Root, Seen> : unknown>,
  Both<
    S extends { readonly anyOf: infer A extends readonly unknown[] } ? At<A[number], Root, Seen> : unknown,
    S extends { readonly oneOf: infer A extends readonly unknown[] } ? At<A[number], Root, Seen> : unknown
  >
>

type AllOf<A extends readonly unknown[], Root, Seen> = A extends readonly [infer Head, ...infer Tail]
  ? Both<At<Head, Root, Seen>, AllOf<Tail, Root, Seen>>
  : unknown

type Own<S, Root> = S extends { readonly const: infer C }
  ? Mutable<C>
  : S extends { readonly enum: readonly (infer E)[] }
    ? Mutable<E>
    : S extends { readonly type: infer T }
      ? OfType<T extends readonly (infer One)[] ? One : T, S, Root>
      : S extends { readonly not: infer N }
        ? IsAnything<N> extends true
          ? never
          : unknown
        : unknown

type OfType<T, S, Root> = T extends 'string'
  ? string
  : T extends 'number' | 'integer'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? OfArray<S, Root>
          : T extends 'object'
            ? OfObject<S, Root>
            : unknown

type OfArray<S, Root> = S extends { readonly prefixItems: infer P extends readonly unknown[] }
  ? Tuple<P, S, 'items', Root>
  : S extends { readonly items: infer P extends readonly unknown[] }
    ? Tuple<P, S, 'additionalItems', Root>
    : S extends { readonly items: infer I }
      ? At<I, Root, never>[]
      : unknown[]

/** The first `minItems` places are sure, the others are optional; what follows is ruled by the keyword `Rest`. */
type Tuple<P extends readonly unknown[], S, Rest extends string, Root> = [
  ...Places<P, S extends { readonly minItems: infer M extends number } ? M : 0, Root>,
  ...(S extends { readonly [K in Rest]: infer R } ? (R extends false ? [] : At<R, Root, never>[]) : unknown[]),
]

type Places<P extends readonly unknown[], Min extends number, Root, Done extends unknown[] = []> = P extends readonly [
  infer Head,
  ...infer Tail,
]
  ? number extends Min
    ? [At<Head, Root, never>?, ...Places<Tail, Min, Root, [...Done, 0]>]
    : Counted<Min, Done> extends true
      ? [At<Head, Root, never>?, ...Places<Tail, Min, Root, Done>]
      : [At<Head, Root, never>, ...Places<Tail, Min, Root, [...Done, 0]>]
  : []

type Counted<Min extends number, Done extends unknown[]> = Done['length'] extends Min ? true : false

type OfObject<S, Root> = S extends { readonly properties: infer P }
  ? Flat<
      { -readonly [K in keyof P as K extends Required<S> ? K : never]: At<P[K], Root, never> } & {
        -readonly [K in keyof P as K extends Required<S> ? never : K]?: At<P[K], Root, never>
      } & { [K in Exclude<Required<S>, keyof P>]: unknown }
    >
  : S extends { readonly patternProperties: infer P }
    ? { [key: string]: At<P[keyof P], Root, never> | Additional<S, Root, never> }
    : { [key: string]: Additional<S, Root, unknown> }

type Additional<S, Root, Default> = S extends { readonly additionalProperties: infer A } ? At<A, Root, never> : Default

type Required<S> = S extends { readonly required: readonly (infer R extends string)[] } ? R : never

type Target<R extends string, Root> = R extends '#'
  ? Root
  : R extends `#/${infer Path}`
    ? Step<Path, Root>
    : Root extends { readonly $defs: infer D }
      ? R extends keyof D
        ? D[R]
        : true
      : true

type Step<Path extends string, Node> = Path extends `${infer Head}/${infer Tail}`
  ? Head extends keyof Node
    ? Step<Tail, Node[Head]>
    : true
  : Path extends keyof Node
    ? Node[Path]
    : true

/** Intersection that keeps `unknown` out of the way and joins objects into one. */
type Both<A, B> = unknown extends A ? B : unknown extends B ? A : Joined<A, B>

type Joined<A, B> = A extends Plain ? (B extends Plain ? Flat<A & B> : A & B) : A & B

type Plain = { readonly [key: string]: unknown }

type Flat<T> = { [K in keyof T]: T[K] }

type IsAnything<N> = N extends true ? true : keyof N extends never ? true : false

type Mutable<T> = T extends string | number | boolean | null ? T : { -readonly [K in keyof T]: Mutable<T[K]> }
