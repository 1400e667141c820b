import { isFargatectlError } from '../../errors/index.ts';
import { refOf, workloadKey, type KubeObject } from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { collect, collectShell, put, type Collection } from './collect.ts';
import type { DocumentSink, InputDocument } from './document.ts';
import { isFields } from './document.ts';
import { JsonReader } from './json.ts';
import { tooDeep } from './input-error.ts';
import { isOwnDocument, type OwnSnapshot } from './own-snapshot.ts';
import { isUnrenderedTemplate } from './template.ts';
import { encodingOf } from './text-encoding.ts';
import { YamlReader } from './yaml.ts';

/** What a file turned out to be. */
export type FileOutcome = 'documents' | 'empty' | 'template' | 'binary' | 'foreign';

/** How much of a file's beginning is kept to say what kind of file it was. */
const HEAD_BYTES = 64 << 10;

/** Reads one file as its bytes come in, and gives its objects to the collection. */
export class FileReader implements DocumentSink {
  /** Set when the file is one of fargatectl's own. */
  own: OwnSnapshot | undefined;
  private readonly ownObjects: unknown[] = [];
  private readonly name: string;
  private readonly into: Collection;
  private readonly namespace: string;
  /** Among other files one that is no Kubernetes is set aside; alone it is an error. */
  private readonly isOneOfMany: boolean;
  private head: Buffer = Buffer.alloc(0);
  private format: 'unknown' | 'json' | 'yaml' | 'flow' | 'binary' | 'broken' = 'unknown';
  private json: JsonReader | undefined;
  private yaml: YamlReader | undefined;
  private decode: ((chunk: Uint8Array, last: boolean) => string) | undefined;
  private isUtf8 = true;
  private flow = '';
  /** Of the YAML document at hand. */
  private text = '';
  private documents = 0;
  private templates = false;

  constructor(o: {
    readonly name: string;
    readonly into: Collection;
    readonly namespace: string;
    readonly isOneOfMany: boolean;
  }) {
    this.name = o.name;
    this.into = o.into;
    this.namespace = o.namespace;
    this.isOneOfMany = o.isOneOfMany;
  }

  get isSettled(): boolean {
    return this.format === 'binary' || this.format === 'broken';
  }

  get isLines(): boolean {
    return this.own !== undefined;
  }

  push(chunk: Uint8Array): void {
    this.feed(chunk, false);
  }

  end(): FileOutcome {
    this.feed(new Uint8Array(), true);
    if (this.format === 'binary') return 'binary';
    if (this.format === 'broken') return this.templates ? 'template' : 'foreign';
    if (this.documents > 0 || this.own) return 'documents';
    // Nothing of it was read, but it is told already as what it is.
    if (this.into.foreign.has(this.name)) return 'foreign';
    return this.templates ? 'template' : 'empty';
  }

  private feed(chunk: Uint8Array, last: boolean): void {
    if (this.format === 'unknown') {
      this.head = Buffer.concat([this.head, chunk]);
      if (this.head.length < 512 && !last) return;
      chunk = this.begin(this.head, last);
    }
    if (this.format === 'unknown' || this.format === 'binary' || this.format === 'broken') return;
    try {
      if (this.format === 'flow') this.flow += this.decode?.(chunk, last) ?? '';
      else if (this.json) this.json.push(this.recoded(chunk, last));
      else this.yaml?.push(this.decode?.(chunk, last) ?? '');
      if (last) this.finish();
    } catch (error) {
      // Of the JSON reader, or of a YAML document too long to be held: nothing more can be read.
      this.onError(error, this.head.toString('utf8').slice(0, HEAD_BYTES));
      this.format = 'broken';
    }
  }

  /** Looks at the first bytes; answers those that belong to the text. */
  private begin(head: Buffer, last: boolean): Uint8Array {
    const encoding = encodingOf(head);
    if (encoding.kind === 'binary') {
      this.format = 'binary';
      return head;
    }
    const first = encoding.decoder()(head, false).trimStart();
    if (first === '' && !last && head.length < HEAD_BYTES) return head;
    this.decode = encoding.decoder();
    this.isUtf8 = encoding.isUtf8;
    this.head = head.subarray(0, HEAD_BYTES);
    const isJson = /^(?:\{(?!\{)|\[)/.test(first);
    if (isJson && !/\.ya?ml(?:\.gz)?$/i.test(this.name)) {
      this.format = 'json';
      this.json = new JsonReader(this.name, this);
      return encoding.isUtf8 ? head.subarray(encoding.mark) : head;
    }
    this.format = isJson ? 'flow' : 'yaml';
    this.yaml = new YamlReader(this.name, this, (error, text) => this.onError(error, text));
    return head;
  }

  /** JSON is read as bytes; those of other encodings become UTF-8 first. */
  private recoded(chunk: Uint8Array, last: boolean): Uint8Array {
    return this.isUtf8 ? chunk : Buffer.from(this.decode?.(chunk, last) ?? '', 'utf8');
  }

  private finish(): void {
    if (this.format === 'flow') {
      // YAML may begin with a brace too; what says that it is YAML is read so when it is no JSON.
      if (isJson(this.flow)) {
        this.json = new JsonReader(this.name, this);
        this.json.push(Buffer.from(this.flow, 'utf8'));
      } else this.yaml?.push(this.flow);
    }
    if (this.json) this.json.end();
    else this.yaml?.end();
  }

  document(document: InputDocument): KubeObject | undefined {
    this.documents += 1;
    if (this.own) {
      const kept = this.kept(document.value);
      this.ownObjects.push(kept);
      return isFields(kept) && isFields(kept['metadata'])
        ? (kept as unknown as KubeObject)
        : undefined;
    }
    if (isOwnDocument(document.value)) {
      this.own = { header: document, objects: this.ownObjects };
      return undefined;
    }
    const { foreign, templates } = this.into;
    const wasForeign = foreign.delete(this.name);
    const kept = collect(this.into, document, this.namespace);
    if (foreign.has(this.name) && isUnrenderedTemplate(this.text)) {
      foreign.delete(this.name);
      templates.add(this.name);
    }
    if (wasForeign) foreign.add(this.name);
    return kept;
  }

  copy(object: KubeObject): void {
    this.documents += 1;
    if (this.own) this.ownObjects.push(object);
    else put(this.into, workloadKey(refOf(object)), object, undefined);
  }

  /** An object of a snapshot: it loses its secrets before the next one comes in, and its doubles. */
  private kept(value: unknown): unknown {
    if (!isFields(value) || !isFields(value['metadata'])) return value;
    const object = redactObject(value as unknown as KubeObject);
    // Nobody has looked over what stands in the file; the rest is told when all of it has come in.
    const owners = value['metadata']['ownerReferences'] ?? [];
    return Array.isArray(owners) && owners.every(isFields) && typeof value['kind'] === 'string'
      ? this.into.sharing.take(object)
      : object;
  }

  source(text: string): void {
    this.text = text;
  }

  shell(document: InputDocument): void {
    this.documents += 1;
    collectShell(this.into, document, this.namespace);
  }

  private onError(error: unknown, text: string): void {
    // The stack ends before the nesting does, in the YAML parser or in us.
    if (error instanceof RangeError) throw tooDeep(this.name);
    if (!isFargatectlError(error)) throw error;
    if (isUnrenderedTemplate(text)) {
      this.templates = true;
      this.into.templates.add(this.name);
      return;
    }
    // Bundles hold files of many shapes; one that speaks of no kind is none of ours, broken or not.
    if (!this.isOneOfMany) throw error;
    if (/["']?\bkind["']?\s*:/.test(text)) {
      // A patch of an overlay has no more of an object than it changes.
      if (error.code !== 'INPUT_WRONG_TYPE') throw error;
      this.into.patches.defer(this.name, error);
      return;
    }
    this.into.foreign.add(this.name);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
