import type { KubeObject } from '../../../model/index.ts';
import { at, listOf, textAt, type Draft } from '../draft.ts';
import { selectorText } from '../selectors/text.ts';
import { age, AGE, labelsText, NAME, NONE, text, textOr, UNSET, WIDE_SELECTOR } from './cells.ts';
import { column, type Printer } from './table.ts';

/** How many ports and endpoints are shown before `+ N more...`. */
const SHOWN = 3;

function portText(port: Draft): string {
  const node = port['nodePort'];
  return node
    ? `${String(port['port'])}:${String(node)}/${String(port['protocol'])}`
    : `${String(port['port'])}/${String(port['protocol'])}`;
}

function balancerText(o: KubeObject): string {
  return listOf(at(o, 'status', 'loadBalancer'), 'ingress')
    .map((i) => textAt(i, 'ip') ?? text(i, 'hostname'))
    .join(',');
}

function externalText(o: KubeObject): string {
  const external = at(o, 'spec', 'externalIPs');
  const ips = Array.isArray(external) ? external.map(String) : [];
  switch (at(o, 'spec', 'type')) {
    case 'LoadBalancer': {
      const balancer = balancerText(o);
      return [...(balancer === '' ? [] : [balancer]), ...ips].join(',') || '<pending>';
    }
    case 'ExternalName':
      return text(o, 'spec', 'externalName');
    default:
      return ips.join(',') || NONE;
  }
}

export const services: Printer = {
  columns: [NAME, column('Type'), column('Cluster-IP'), column('External-IP'), column('Port(s)'), AGE, WIDE_SELECTOR],
  cells: (o, now) => [
    o.metadata.name,
    text(o, 'spec', 'type'),
    textOr(NONE, at(o, 'spec', 'clusterIP')),
    externalText(o),
    listOf(at(o, 'spec'), 'ports').map(portText).join(',') || NONE,
    age(o, now),
    labelsText(at(o, 'spec', 'selector')),
  ],
}; // prettier-ignore

export const ingresses: Printer = {
  columns: [NAME, column('Class'), column('Hosts'), column('Address'), column('Ports'), AGE],
  cells(o, now) {
    const hosts = listOf(at(o, 'spec'), 'rules').flatMap((r) => textAt(r, 'host') ?? []);
    const shown = hosts.slice(0, SHOWN).join(',');
    return [
      o.metadata.name,
      textOr(NONE, at(o, 'spec', 'ingressClassName')),
      hosts.length === 0
        ? '*'
        : hosts.length > SHOWN
          ? `${shown} + ${hosts.length - SHOWN} more...`
          : shown,
      balancerText(o),
      listOf(at(o, 'spec'), 'tls').length > 0 ? '80, 443' : '80',
      age(o, now),
    ];
  },
};

export const ingressClasses: Printer = {
  columns: [NAME, column('Controller'), column('Parameters'), AGE],
  cells(o, now) {
    const group = text(o, 'spec', 'parameters', 'apiGroup');
    const kind = text(o, 'spec', 'parameters', 'kind');
    const parameters =
      kind === ''
        ? NONE
        : `${kind}${group === '' ? '' : `.${group}`}/${text(o, 'spec', 'parameters', 'name')}`;
    return [o.metadata.name, text(o, 'spec', 'controller'), parameters, age(o, now)];
  },
};

export const networkPolicies: Printer = {
  columns: [NAME, column('Pod-Selector'), AGE],
  cells: (o, now) => [
    o.metadata.name,
    textOr(NONE, selectorText(at(o, 'spec', 'podSelector'))),
    age(o, now),
  ],
};

export const endpoints: Printer = {
  columns: [NAME, column('Endpoints'), AGE],
  cells(o, now) {
    const all = listOf(o, 'subsets').flatMap((subset) => {
      const ports = listOf(subset, 'ports');
      const addresses = listOf(subset, 'addresses').map((a) => text(a, 'ip'));
      return ports.length === 0
        ? addresses
        : ports.flatMap((port) => addresses.map((ip) => `${ip}:${String(port['port'])}`));
    });
    const shown = all.slice(0, SHOWN).join(',');
    const more = all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
    return [o.metadata.name, more === '' ? NONE : more, age(o, now)];
  },
};

export const endpointSlices: Printer = {
  columns: [NAME, column('AddressType'), column('Ports'), column('Endpoints'), AGE],
  cells(o, now) {
    const ports = listOf(o, 'ports').map((p) => textOr('*', p['port']));
    const addresses = listOf(o, 'endpoints').flatMap((e) => {
      const list = at(e, 'addresses');
      return Array.isArray(list) ? list.map(String) : [];
    });
    const limited = (items: string[]): string =>
      items.length === 0
        ? UNSET
        : items.length > SHOWN
          ? `${items.slice(0, SHOWN).join(',')} + ${items.length - SHOWN} more...`
          : items.join(',');
    return [
      o.metadata.name,
      text(o, 'addressType'),
      limited(ports),
      limited(addresses),
      age(o, now),
    ];
  },
};
