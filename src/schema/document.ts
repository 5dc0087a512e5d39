/**
 * Schema documents: where every subschema lies, which resource ($id) it belongs to, and where
 * references lead. Every subschema reached gets a small integer, its location.
 */
import { OptionError, SchemaError } from '../error/index.js'
import { type Dialect, type DialectName, dialectNamed, dialectOfUri, withVocabularies } from './dialect.js'
import { metaSchema } from './meta-schemas.js'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export interface Resource {
  readonly uri: string
  readonly root: Json
  readonly dialect: Dialect
  /** Pointer of the resource's root in its document. */
  readonly pointer: string
  readonly anchors: Map<string, Location>
  readonly dynamicAnchors: Map<string, Location>
  /** Draft 2019-09: `$recursiveAnchor: true` at the resource's root. */
  recursive: boolean
  /** The resource that this one is embedded in. */
  readonly outer: Resource | undefined
}

export interface Location {
  /** The subschema, or what `viewAs` put in its place. */
  readonly schema: Json
  readonly resource: Resource
  /** JSON Pointer from the root of the document that holds it, for messages. */
  readonly pointer: string
  /** Dense index. */
  readonly index: number
}

/** Keywords whose value is one schema, a list of schemas, or a map of schemas. */
const single = new Set(
  'additionalItems additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
)
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'])
const maps = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'])

/** Those that apply their schemas to a value. */
const applicators = new Set(
  [...single, ...lists, ...maps].filter((k) => k !== 'contentSchema' && k !== '$defs' && k !== 'definitions'),
)

const defaultBase = 'espalier:///schema'

export class SchemaDocuments {
  private readonly resources = new Map<string, Resource>()
  private readonly byObject = new Map<object, Location>()
  private readonly booleans = new Map<string, Location>()
  /** Places whose reference leads out of their own resource. */
  private readonly lenient = new Set<Location>()
  private locations = 0
  /** True if some document uses references that depend on the path of evaluation. */
  usesDynamicScope = false
  readonly root: Location

  constructor(
    schema: Json,
    private readonly defaultDialect: DialectName | undefined,
    private readonly resolve: ((uri: string) => unknown) | undefined,
    private readonly maxLocations: number,
    private readonly warn: (path: string, message: string) => void,
  ) {
    this.root = this.addDocument(schema, defaultBase, '')
  }

  /** Dense number of locations, for reports. */
  get size(): number {
    return this.locations
  }

  /** The location of a child schema, given the parent and the steps to it. */
  child(parent: Location, ...steps: (string | number)[]): Location {
    let value: Json | undefined = parent.schema
    let pointer = parent.pointer
    for (const step of steps) {
      value = (value as JsonObject)[step as string]
      pointer += `/${escapePointer(String(step))}`
    }
    return this.locate(value as Json, parent.resource, pointer)
  }

  /** The subschemas directly below a location, in the keywords that its dialect knows, references not followed. */
  children(location: Location): Location[] {
    const { schema, resource } = location
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return []
    const { keywords, refHidesSiblings } = resource.dialect
    if (refHidesSiblings && typeof schema.$ref === 'string') return []
    const found: Location[] = []
    for (const [keyword, value] of Object.entries(schema)) {
      if (!keywords.has(keyword) || !applicators.has(keyword)) continue
      if (single.has(keyword) && isSchema(value)) found.push(this.child(location, keyword))
      else if (lists.has(keyword) && Array.isArray(value)) {
        for (let i = 0; i < value.length; i++) found.push(this.child(location, keyword, i))
      } else if (maps.has(keyword) && typeof value === 'object' && value !== null) {
        for (const [key, v] of Object.entries(value)) if (isSchema(v)) found.push(this.child(location, keyword, key))
      }
    }
    return found
  }

  /** Locations whose dynamic anchor has this name. */
  dynamicAnchors(name: string): Location[] {
    return [...new Set(this.resources.values())].flatMap((r) => r.dynamicAnchors.get(name) ?? [])
  }

  /**
   * Lets a location say something else than what is written there, until this is called again: diagnostics ask what
   * a schema would mean without some of its keywords. References keep leading where they led.
   */
  viewAs(location: Location, schema: Json): void {
    ;(location as { schema: Json }).schema = schema
  }

  /** A schema made by the compiler itself, in the 2020-12 dialect. */
  synthetic(schema: JsonObject | boolean, pointer: string): Location {
    const resource: Resource = { ...this.root.resource, dialect: dialectNamed('2020-12') }
    return { schema, resource, pointer, index: this.locations++ }
  }

  /** @throws SchemaError code 'unresolved-reference' */
  reference(ref: string, from: Location): Location {
    const target = this.resolveUri(ref, from.resource.uri)
    const hash = target.indexOf('#')
    const uri = hash < 0 ? target : target.slice(0, hash)
    const fragment = hash < 0 ? '' : target.slice(hash + 1)
    const resource = this.resource(uri, ref, from)
    return this.fragment(resource, fragment, ref, from)
  }

  private resource(uri: string, ref: string, from: Location): Resource {
    const known = this.resources.get(uri)
    if (known) return known
    const loaded = this.load(uri)
    if (loaded === undefined) {
      throw new SchemaError(`Cannot resolve the reference '${ref}'.`, {
        code: 'unresolved-reference',
        path: from.pointer,
        keyword: '$ref',
        hint: `Nothing is known under ${uri}; pass options.resolve to supply remote schemas.`,
      })
    }
    const location = this.addDocument(loaded as Json, uri, uri)
    if (!this.resources.has(uri)) this.resources.set(uri, location.resource)
    return this.resources.get(uri)!
  }

  private load(uri: string): unknown {
    return this.resolved(uri) ?? metaSchema(uri)
  }

  /** What the option `resolve` supplies; its failures become errors with the URI in them. */
  private resolved(uri: string): unknown {
    let found: unknown
    try {
      found = this.resolve?.(uri)
    } catch (cause) {
      throw new SchemaError(`The option 'resolve' failed on ${uri}: ${(cause as Error)?.message ?? cause}.`, {
        code: 'unresolved-reference',
        path: uri,
        keyword: '$ref',
        hint: 'Let it return undefined for what it does not know.',
        cause,
      })
    }
    if (found instanceof Promise) {
      found.catch(() => {})
      throw new OptionError(`The option 'resolve' returned a promise for ${uri}.`, {
        code: 'bad-option',
        option: 'resolve',
        hint: 'Load remote schemas before compiling: resolve is synchronous.',
      })
    }
    return found
  }

  private fragment(resource: Resource, fragment: string, ref: string, from: Location): Location {
    if (fragment === '') return this.locate(resource.root, resource, resource.pointer)
    let decoded = fragment
    try {
      decoded = decodeURIComponent(fragment)
    } catch {
      // A fragment that is no URI encoding is taken as written.
    }
    if (!decoded.startsWith('/')) {
      const anchor = resource.anchors.get(decoded) ?? resource.dynamicAnchors.get(decoded)
      if (anchor) return anchor
      throw unresolved(`There is no anchor '${decoded}' in ${resource.uri}.`, from)
    }
    const steps = decoded
      .slice(1)
      .split('/')
      .map((raw) => raw.replaceAll('~1', '/').replaceAll('~0', '~'))
    // An $id in the middle of a document moves the root of '#/…', which its author may not have known.
    const outermost = ref.startsWith('#') ? undefined : resource.outer
    for (let at: Resource | undefined = resource; at && at !== outermost; at = at.outer) {
      const found = this.follow(at, steps)
      if (!found) continue
      if (at !== resource && !this.lenient.has(from)) {
        this.lenient.add(from)
        this.warn(
          from.pointer,
          `'${ref}' points at nothing in ${resource.uri} (set by an $id): it is looked up further out.`,
        )
      }
      return found
    }
    throw unresolved(`The reference '${ref}' points at nothing.`, from)
  }

  /** The location at the end of a pointer; undefined if it leads nowhere. */
  private follow(resource: Resource, steps: readonly string[]): Location | undefined {
    let value: Json = resource.root
    let within = resource
    let { pointer } = resource
    for (const key of steps) {
      const container: Json = value
      if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key)) return undefined
      value = (container as JsonObject)[key]!
      pointer += `/${escapePointer(key)}`
      if (typeof value === 'object' && value !== null) within = this.byObject.get(value)?.resource ?? within
    }
    return this.locate(value, within, pointer)
  }

  private locate(schema: Json, resource: Resource, pointer: string): Location {
    if (typeof schema === 'object' && schema !== null) {
      const known = this.byObject.get(schema)
      if (known) return known
      this.index(schema, resource, pointer)
      return this.byObject.get(schema)!
    }
    if (typeof schema !== 'boolean') {
      throw new SchemaError(`A schema must be an object or a boolean, not ${describe(schema)}.`, {
        code: 'malformed-schema',
        path: pointer,
        hint: 'Check the nesting of this keyword.',
      })
    }
    const key = `${resource.uri} ${pointer}`
    let location = this.booleans.get(key)
    if (!location) {
      location = { schema, resource, pointer, index: this.locations++ }
      this.booleans.set(key, location)
    }
    return location
  }

  private addDocument(schema: Json, uri: string, pointer: string): Location {
    const dialect = this.dialectFor(schema, undefined)
    const resource = this.addResource(uri, schema, dialect, pointer)
    return this.locate(schema, resource, pointer)
  }

  /** A resource under its URI; of two with the same URI the first one is found by references. */
  private addResource(uri: string, root: Json, dialect: Dialect, pointer: string, outer?: Resource): Resource {
    const resource: Resource = {
      uri,
      root,
      dialect,
      pointer,
      anchors: new Map(),
      dynamicAnchors: new Map(),
      recursive: false,
      outer,
    }
    if (!this.resources.has(uri)) this.resources.set(uri, resource)
    return resource
  }

  private dialectFor(schema: Json, inherited: Dialect | undefined): Dialect {
    const named = typeof schema === 'object' && schema !== null ? (schema as JsonObject).$schema : undefined
    if (typeof named === 'string' && (inherited !== undefined || this.defaultDialect === undefined)) {
      const found = dialectOfUri(named) ?? this.customDialect(named)
      if (found) return found
    }
    return inherited ?? dialectNamed(this.defaultDialect ?? '2020-12')
  }

  /** A dialect made of the vocabularies that a meta-schema lists; undefined if nothing is known of it. */
  private customDialect(uri: string): Dialect | undefined {
    const meta = this.resolved(uri.replace(/#$/, '')) as JsonObject | undefined
    if (typeof meta !== 'object' || meta === null || typeof meta.$vocabulary !== 'object') return undefined
    const base = typeof meta.$schema === 'string' ? dialectOfUri(meta.$schema) : undefined
    return base && withVocabularies(base, Object.keys(meta.$vocabulary as JsonObject))
  }

  /** Walks a subtree of schemas, registering resources and anchors. Iterative: nesting depth is untrusted. */
  private index(top: JsonObject | Json[], topResource: Resource, topPointer: string): void {
    const pending: [Json, Resource, string][] = [[top, topResource, topPointer]]
    while (pending.length > 0) {
      const [schema, inherited, pointer] = pending.pop()!
      if (typeof schema !== 'object' || schema === null || this.byObject.has(schema)) continue
      if (this.locations >= this.maxLocations) {
        throw new SchemaError(`The schema has more than ${this.maxLocations} subschemas.`, {
          code: 'schema-too-large',
          path: pointer,
          hint: 'Raise limits.subschemas if the schema is trusted.',
        })
      }
      const resource = Array.isArray(schema) ? inherited : this.enter(schema, inherited, pointer)
      const location: Location = { schema, resource, pointer, index: this.locations++ }
      this.byObject.set(schema, location)
      if (Array.isArray(schema)) continue
      this.registerAnchors(schema, location)
      for (const [keyword, value] of Object.entries(schema)) {
        const at = `${pointer}/${escapePointer(keyword)}`
        if (typeof value !== 'object' || value === null) continue
        if (Array.isArray(value)) {
          if (!lists.has(keyword)) continue
          for (let i = 0; i < value.length; i++) pending.push([value[i]!, resource, `${at}/${i}`])
        } else if (maps.has(keyword)) {
          for (const [key, v] of Object.entries(value)) {
            if (!Array.isArray(v)) pending.push([v, resource, `${at}/${escapePointer(key)}`])
          }
        } else if (single.has(keyword)) pending.push([value, resource, at])
      }
    }
  }

  /** The resource that `schema` belongs to: a new one if it carries an identifier. */
  private enter(schema: JsonObject, inherited: Resource, pointer: string): Resource {
    const dialect = this.dialectFor(schema, inherited.dialect)
    const id = schema[dialect.idKeyword]
    const hidden = dialect.refHidesSiblings && typeof schema.$ref === 'string'
    const isRoot = schema === inherited.root
    if (typeof id !== 'string' || hidden || id.startsWith('#')) {
      return isRoot || dialect === inherited.dialect ? inherited : { ...inherited, dialect }
    }
    const uri = this.resolveUri(id, inherited.uri).replace(/#$/, '')
    const resource = this.addResource(uri, schema, dialect, pointer, isRoot ? undefined : inherited)
    // The document stays reachable under the URI it was loaded from.
    if (isRoot) this.resources.set(inherited.uri, resource)
    return resource
  }

  private registerAnchors(schema: JsonObject, location: Location): void {
    const { resource } = location
    const id = schema[resource.dialect.idKeyword]
    if (typeof id === 'string' && id.startsWith('#') && id.length > 1) resource.anchors.set(id.slice(1), location)
    if (typeof schema.$anchor === 'string') resource.anchors.set(schema.$anchor, location)
    if (typeof schema.$dynamicAnchor === 'string') {
      resource.dynamicAnchors.set(schema.$dynamicAnchor, location)
    }
    if (schema.$recursiveAnchor === true && schema === resource.root) resource.recursive = true
    if ('$dynamicRef' in schema || '$recursiveRef' in schema) this.usesDynamicScope = true
  }

  private resolveUri(reference: string, base: string): string {
    if (reference.startsWith('#')) return base + reference
    try {
      return new URL(reference, base).href
    } catch {
      return reference
    }
  }
}

function unresolved(message: string, from: Location): SchemaError {
  return new SchemaError(message, {
    code: 'unresolved-reference',
    path: from.pointer,
    keyword: '$ref',
    hint: 'Check the spelling of the fragment.',
  })
}

function isSchema(value: Json): boolean {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value))
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function describe(value: Json | undefined): string {
  return value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}
