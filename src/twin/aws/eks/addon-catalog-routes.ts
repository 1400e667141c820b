import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { addonOffer, addonOffers, checkedVersion } from './addon-catalog.ts';
import { pageOf, textOf } from './state.ts';

/** What add-ons there are, and what their configuration may say. */
export const addonCatalogRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: '/addons/supported-versions',
    operation: 'DescribeAddonVersions',
    run: (input) => describeVersions(input),
  },
  {
    method: 'GET',
    path: '/addons/configuration-schemas',
    operation: 'DescribeAddonConfiguration',
    run: (input) => describeConfiguration(input),
  },
];

function describeVersions(input: JsonInput): unknown {
  const name = textOf(input['addonName']);
  const clusterVersion = textOf(input['kubernetesVersion']) ?? '1.35';
  const offers = addonOffers().filter((o) => name === undefined || o.name === name);
  return pageOf(
    input,
    'addons',
    offers.map((o) => ({
      addonName: o.name,
      type: o.type,
      owner: 'aws',
      publisher: 'eks',
      addonVersions: o.versions.map((addonVersion, i) => ({
        addonVersion,
        architecture: ['amd64', 'arm64'],
        computeTypes: o.computeTypes,
        compatibilities: [{ clusterVersion, platformVersions: ['*'], defaultVersion: i === 0 }],
        requiresConfiguration: false,
        requiresIamPermissions: false,
      })),
    })),
  );
}

/** The schema names the members that the twin takes; what is inside them it does not check. */
function describeConfiguration(input: JsonInput): unknown {
  const addonName = textOf(input['addonName']) ?? '';
  const addonVersion = checkedVersion(addonName, textOf(input['addonVersion']));
  const offer = addonOffer(addonName);
  if (!offer) throw new AwsError('ResourceNotFoundException', `No addon: ${addonName} found`, 404);
  const configurationSchema = JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(offer.configuration.map((member) => [member, {}])),
  });
  return { addonName, addonVersion, configurationSchema };
}
