/**
 * Whether a node's value meets one requirement of a node selector term; `undefined`: the node lacks
 * the key. An operator that Kubernetes does not know is met by nothing.
 * @source https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#NodeAffinity (known, not read again)
 */
export function meetsRequirement(
  operator: string,
  values: readonly string[],
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
