/**
 * The parts of Standard Schema and Standard JSON Schema (standardschema.dev) that this package reads,
 * written out so that neither the code nor the published types depend on another package.
 */

/** What zod, valibot, arktype, effect… share: a type and who made it. */
export interface StandardTyped<Input = unknown, Output = Input> {
  readonly '~standard': StandardProps<Input, Output>
}

export interface StandardProps<Input = unknown, Output = Input> {
  readonly version: 1
  readonly vendor: string
  readonly types?: { readonly input: Input; readonly output: Output } | undefined
}

/** A Standard Schema that can check (and transform) a value. */
export interface StandardValidator<Input = unknown, Output = Input> {
  readonly '~standard': StandardProps<Input, Output> & {
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
  }
}

/** A Standard Schema that can say itself as JSON Schema. Both functions may throw for what JSON Schema cannot express. */
export interface StandardJsonSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardProps<Input, Output> & {
    readonly jsonSchema: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>
      readonly output: (options: { readonly target: string }) => Record<string, unknown>
    }
  }
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

export interface StandardIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** The type after validation and transforms. */
export type StandardOutput<S extends StandardTyped> = NonNullable<S['~standard']['types']>['output']
