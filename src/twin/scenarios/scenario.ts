import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { text, verbatim, type KubeObject, type Text } from '../../model/index.ts';
import { awsSeedSchema, type AwsSeed } from '../aws/seed/index.ts';
import { markedByHelm, releaseSecret } from './helm-release.ts';

/** A world as data: what a twin starts from. */
export interface Scenario {
  readonly name: string;
  readonly title: { readonly en: string; readonly ko: string };
  readonly region: string;
  readonly accountId: string;
  /** `1.35` */
  readonly kubernetesVersion: string;
  readonly aws: AwsSeed;
  readonly objects: readonly KubeObject[];
  /** False when `objects` hold what the add-ons installed already (a snapshot's world). */
  readonly installAddons: boolean;
  /** A scenario that does not come to full health is broken; a snapshot's world may be ill as it was. */
  readonly mustBeHealthy: boolean;
  /** Files on a claim's volume before anybody writes, by `namespace/claim`. */
  readonly volumes: Readonly<Record<string, { readonly files: number; readonly prefix: string }>>;
  /** CPU use as a share of the request, in percent. */
  readonly load: readonly {
    readonly namespace: string;
    readonly selector: Readonly<Record<string, string>>;
    readonly cpuPercent: number;
  }[];
  /** Names outside the cluster and their addresses. */
  readonly externalNames: Readonly<Record<string, string>>;
}

const head = z.strictObject({
  name: z.string(),
  title: z.strictObject({ en: z.string(), ko: z.string() }),
  region: z.string(),
  accountId: z.string(),
  kubernetesVersion: z.string(),
  volumes: z
    .record(z.string(), z.strictObject({ files: z.number(), prefix: z.string() }))
    .default({}),
  load: z
    .array(
      z.strictObject({
        namespace: z.string(),
        selector: z.record(z.string(), z.string()),
        cpuPercent: z.number(),
      }),
    )
    .default([]),
  externalNames: z.record(z.string(), z.string()).default({}),
});

const helmFile = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  chart: z.strictObject({ name: z.string(), version: z.string(), appVersion: z.string() }),
  values: z.record(z.string(), z.unknown()),
  manifest: z.string(),
});

/** When the scenario's releases were installed, as `helm list` shows it. */
const DEPLOYED_AT = '2025-02-18T01:02:03.000000000Z';

/** Reads a scenario's files (path below its folder → text). Names the file and what is wrong with it. */
export function parseScenario(files: ReadonlyMap<string, string>): Scenario {
  const meta = readFile(files, 'scenario.yaml', head);
  readFile(files, 'aws.yaml', awsSeedSchema);
  const aws = parse(files.get('aws.yaml') ?? '') as AwsSeed;
  const paths = [...files.keys()].sort();
  const objects: KubeObject[] = [];
  for (const path of paths.filter((p) => p.startsWith('kubernetes/') && p.endsWith('.yaml')))
    objects.push(...manifests(files.get(path) ?? '', path));
  for (const path of paths.filter((p) => p.startsWith('helm/') && p.endsWith('.yaml'))) {
    const release = readFile(files, path, helmFile);
    objects.push(...manifests(release.manifest, path).map((o) => markedByHelm(o, release)));
    objects.push(
      releaseSecret({ ...release, revision: 1, status: 'deployed', deployedAt: DEPLOYED_AT }),
    );
  }
  return { ...meta, aws, objects, installAddons: true, mustBeHealthy: true };
}

function readFile<T>(files: ReadonlyMap<string, string>, path: string, schema: z.ZodType<T>): T {
  const content = files.get(path);
  if (content === undefined) throw broken(path, text('it is not there', '파일이 없습니다'));
  const parsed = schema.safeParse(parse(content));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw broken(path, verbatim(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`));
}

function manifests(content: string, path: string): readonly KubeObject[] {
  return parseAllDocuments(content).flatMap((document) => {
    if (document.errors[0]) throw broken(path, verbatim(document.errors[0].message));
    const object = document.toJS() as KubeObject | null;
    if (object === null) return [];
    if (
      typeof object.apiVersion !== 'string' ||
      typeof object.kind !== 'string' ||
      typeof object.metadata?.name !== 'string'
    )
      throw broken(
        path,
        text(
          'a document lacks apiVersion, kind or metadata.name',
          'apiVersion, kind, metadata.name 중 하나가 없는 문서가 있습니다',
        ),
      );
    return [object];
  });
}

const broken = (path: string, what: Text) =>
  UserError({
    code: 'SCENARIO_BROKEN',
    message: text(
      `The scenario's file ${path} cannot be used: ${what.en}.`,
      `시나리오 파일 ${path} 사용 불가: ${what.ko}.`,
    ),
    remedy: text(
      'Compare it with the scenario migration-eks, whose README explains each file.',
      '시나리오 migration-eks와 비교하십시오. 파일마다의 설명이 그 README에 있습니다.',
    ),
  });
