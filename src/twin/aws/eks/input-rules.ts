import { AwsError } from '../errors.ts';
import type { InputRules } from '../wire/inputs.ts';

const AMI_TYPES = ['AL2_x86_64', 'AL2_x86_64_GPU', 'AL2_ARM_64', 'CUSTOM', 'BOTTLEROCKET_ARM_64', 'BOTTLEROCKET_x86_64', 'BOTTLEROCKET_ARM_64_FIPS', 'BOTTLEROCKET_x86_64_FIPS', 'BOTTLEROCKET_ARM_64_NVIDIA', 'BOTTLEROCKET_x86_64_NVIDIA', 'BOTTLEROCKET_ARM_64_NVIDIA_FIPS', 'BOTTLEROCKET_x86_64_NVIDIA_FIPS', 'WINDOWS_CORE_2019_x86_64', 'WINDOWS_FULL_2019_x86_64', 'WINDOWS_CORE_2022_x86_64', 'WINDOWS_FULL_2022_x86_64', 'WINDOWS_CORE_2025_x86_64', 'WINDOWS_FULL_2025_x86_64', 'AL2023_x86_64_STANDARD', 'AL2023_ARM_64_STANDARD', 'AL2023_x86_64_NEURON', 'AL2023_x86_64_NVIDIA', 'AL2023_ARM_64_NVIDIA']; // prettier-ignore
const CONFLICTS = ['OVERWRITE', 'NONE', 'PRESERVE'];

/**
 * What EKS' requests must hold. The code is EKS' own for a bad input; its exact words for an absent
 * or strange member were not found, so these are ours.
 * @source botocore 1.44 data/eks/2017-11-01/service-2.json (read 2026-11-24)
 */
export const EKS_INPUTS: InputRules = {
  needs: {
    TagResource: ['tags'],
    UntagResource: ['tagKeys'],
    CreateNodegroup: ['nodegroupName', 'subnets', 'nodeRole'],
    CreateAddon: ['addonName'],
    DescribeAddonConfiguration: ['addonName', 'addonVersion'],
    CreateFargateProfile: ['fargateProfileName', 'podExecutionRoleArn'],
    CreateAccessEntry: ['principalArn'],
    AssociateAccessPolicy: ['policyArn', 'accessScope'],
    CreatePodIdentityAssociation: ['namespace', 'serviceAccount', 'roleArn'],
  },
  oneOf: {
    CreateNodegroup: { capacityType: ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'], amiType: AMI_TYPES },
    CreateAddon: { resolveConflicts: CONFLICTS },
    UpdateAddon: { resolveConflicts: CONFLICTS },
    DescribeClusterVersions: {
      status: ['unsupported', 'standard-support', 'extended-support'],
      versionStatus: ['UNSUPPORTED', 'STANDARD_SUPPORT', 'EXTENDED_SUPPORT'],
    },
  },
  missing: (member) =>
    member.startsWith('tag')
      ? new AwsError('BadRequestException', `The request must contain ${member}.`)
      : new AwsError('InvalidParameterException', `The request must contain ${member}.`),
  wrong: (member, value, words) =>
    new AwsError(
      'InvalidParameterException',
      `The value ${value} of ${member} is not one of ${words.join(', ')}.`,
    ),
};
