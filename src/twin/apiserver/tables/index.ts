import type { KubeObject } from '../../../model/index.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { ageOf } from './age.ts';
import { customPrinter } from './custom.ts';
import { PRINTERS } from './printers.ts';
import { column, type Printer, type Table } from './table.ts';

const BY_NAME: Printer = {
  columns: [column('Name'), column('Age')],
  cells: (object, now) => [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)],
};

export interface TableOptions {
  readonly includeObject?: string | undefined;
  readonly nowMs: number;
  /** The only object: the table then carries its version. */
  readonly single?: KubeObject;
}

/** Objects as the server prints them for `kubectl get`. */
export function tableOf(
  definition: ResourceDefinition,
  objects: readonly KubeObject[],
  options: TableOptions,
): Table {
  const printer = definition.custom
    ? customPrinter(definition.custom)
    : (PRINTERS[definition.collection] ?? BY_NAME);
  const version = options.single?.metadata.resourceVersion;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: version === undefined ? {} : { resourceVersion: version },
    columnDefinitions: printer.columns,
    rows: objects.map((object) => ({
      cells: printer.cells(object, options.nowMs),
      object: carried(object, options.includeObject),
    })),
  };
}

function carried(object: KubeObject, includeObject: string | undefined): unknown {
  if (includeObject === 'None') return null;
  if (includeObject === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
